/** At least as many as the engine's tokenizer makes of the text: it takes signs like these one by one. */
export function countWords(text: string): number {
  const words = /\p{Ideographic}|\p{Script=Hiragana}|\p{Extended_Pictographic}|[\p{L}\p{M}\p{N}]+/gu;
  return text.match(words)?.length ?? 0;
}
