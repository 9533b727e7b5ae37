/** A piece of a text, found by the words of a search or not. */
export interface Piece {
  text: string;
  isFound: boolean;
}

const entities: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x27;': "'",
  '&#39;': "'",
  '&#x2F;': '/',
};

/**
 * Reads a highlight of the search: escaped text with `<mark>` around what was found. It is taken apart and shown as text, so
 * whatever stands in it can never become a part of the page.
 */
export function readMarked(highlight: string): Piece[] {
  return highlight
    .split(/(<mark>.*?<\/mark>)/s)
    .map((part) => {
      const found = /^<mark>(.*)<\/mark>$/s.exec(part)?.[1];
      return { text: unescaped(found ?? part), isFound: found !== undefined };
    })
    .filter(({ text }) => text !== '');
}

function unescaped(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#x27|#39|#x2F);/g, (entity) => entities[entity] ?? entity);
}
