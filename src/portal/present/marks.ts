/** Tags that InstantSearch takes apart itself before it shows the rest as plain text: escaping it would show twice. */
const takenApart = /^(?:__ais-highlight__|<ais-highlight-\d+>)$/;

/** What found words stand between in an answer. */
export interface Tags {
  before: string;
  after: string;
}

/**
 * A marked text as the portal asks for it: between its own tags. Text stays escaped, since clients show it as HTML; where the tags are
 * InstantSearch's, which shows it as text, it is plain.
 * @param html escaped but for `<mark>…</mark>`
 */
export function retag(html: string, { before, after }: Tags): string {
  const parts = html.split(/(<mark>|<\/mark>)/);
  const written = takenApart.test(before) ? plainText : (text: string) => text;
  return parts.map((part) => (part === '<mark>' ? before : part === '</mark>' ? after : written(part))).join('');
}

/** A text in which nothing was found, as `retag` gives it. */
export function untagged(text: string, { before }: Tags): string {
  return takenApart.test(before) ? text : escapeHtml(text);
}

export function withoutMarks(html: string): string {
  return plainText(html.replaceAll(/<\/?mark>/g, ''));
}

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
};
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

function plainText(html: string): string {
  return html.replaceAll(/&(?:#(\d+)|#x([0-9a-f]+)|(amp|lt|gt|quot));/gi, (_, decimal, hexadecimal, name: string) =>
    typeof decimal === 'string'
      ? String.fromCodePoint(Number(decimal))
      : typeof hexadecimal === 'string'
        ? String.fromCodePoint(Number.parseInt(hexadecimal, 16))
        : (named[name.toLowerCase()] ?? ''),
  );
}
