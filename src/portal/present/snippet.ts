/**
 * Some words of a marked text: those around most of the marks, the first of them where there are several; the beginning where nothing is
 * marked. Pure.
 * @param html escaped but for `<mark>…</mark>`
 * @param length how many words, at least 1
 * @param ellipsis stands where something was left out
 */
export function cutSnippet(html: string, length: number, ellipsis: string): string {
  const words = markEachWord(html)
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length <= length) {
    return html;
  }
  const marks = words.map((word) => (word.includes('<mark>') ? 1 : 0));
  const start = startOfBest(marks, length);
  const part = words.slice(start, start + length).join(' ');
  return `${start > 0 ? ellipsis : ''}${part}${start + length < words.length ? ellipsis : ''}`;
}

/** Where the part begins that has most marks, with about as much before the first of them as behind the last. */
function startOfBest(marks: readonly number[], length: number): number {
  let inPart = marks.slice(0, length).reduce((sum, mark) => sum + mark, 0);
  let [best, most] = [0, inPart];
  for (let end = length; end < marks.length; end += 1) {
    inPart += (marks[end] ?? 0) - (marks[end - length] ?? 0);
    if (inPart > most) {
      [best, most] = [end - length + 1, inPart];
    }
  }
  const part = marks.slice(best, best + length);
  const [first, last] = [part.indexOf(1), part.lastIndexOf(1)];
  const behind = length - 1 - last;
  // The best part ends with a mark, or begins the text: it is moved on so that the marks are in its middle.
  const moved = most === 0 ? 0 : Math.max(0, Math.floor((first - behind) / 2));
  return Math.min(best + moved, marks.length - length);
}

/** A mark may hold several words; a part may begin between them. */
function markEachWord(html: string): string {
  return html.replaceAll(/<mark>(.*?)<\/mark>/gs, (_, inner: string) =>
    inner
      .split(/(\s+)/)
      .map((word) => (word.trim() === '' ? word : `<mark>${word}</mark>`))
      .join(''),
  );
}
