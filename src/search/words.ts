const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/** The words of a text and what stands between them, by the same Unicode rules as the engine's tokenizer. */
export function segmentsOf(text: string): Intl.SegmentData[] {
  return [...segmenter.segment(text)];
}

/** The words of a text, in order. */
export function wordsOf(text: string): string[] {
  return segmentsOf(text).flatMap(({ segment, isWordLike }) => (isWordLike === true ? [segment] : []));
}

/** Letters without case and accents, as the analysers of the index compare them. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
