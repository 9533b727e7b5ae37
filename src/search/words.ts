const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/** The words of a text and what stands between them, by the same Unicode rules as the engine's tokenizer. */
export function segmentsOf(text: string): Intl.SegmentData[] {
  return [...segmenter.segment(text)];
}

/** The words of a text, in order. */
export function wordsOf(text: string): string[] {
  return segmentsOf(text).flatMap(({ segment, isWordLike }) => (isWordLike === true ? [segment] : []));
}

/** Some keyboards send an accent as a character of its own, which the analysers would keep. */
export function normal(text: string): string {
  return text.toWellFormed().normalize('NFC');
}

/** The same with one blank for all that stands between two words, and none at the ends: a text as it is kept. */
export function oneLine(text: string): string {
  return normal(text).replace(/\s+/g, ' ').trim();
}

/** Letters without case and accents, as the analysers of the index compare them. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
