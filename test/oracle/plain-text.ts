/** The entities and tags that the generator of content writes; whatever else HTML has is tested with the code that reads it. */
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&eacute;': 'é',
  '&nbsp;': ' ',
  '&#39;': "'",
  '&lt;': '<',
};
const BLOCKS = /<\/?(p|br|li)>/g;

/** What a reader sees of a text member; nothing when that is blank, or the member is no text. */
export function plainTexts(member: unknown): string[] {
  if (typeof member !== 'string') {
    return [];
  }
  const text = member
    .replace(BLOCKS, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/&#?\w+;/g, (entity) => ENTITIES[entity] ?? entity)
    .normalize('NFC');
  return text.trim() === '' ? [] : [text];
}
