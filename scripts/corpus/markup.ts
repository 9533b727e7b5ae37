/** How a document writes its special characters: as they are, or as named entities, since upstream sends both. */
export type EntityStyle = 'plain' | 'named';

const NAMED: Readonly<Record<string, string>> = {
  "'": '&rsquo;',
  á: '&aacute;',
  é: '&eacute;',
  í: '&iacute;',
  ó: '&oacute;',
  ú: '&uacute;',
  ñ: '&ntilde;',
  '¿': '&iquest;',
};

/** Text as it stands inside HTML. */
export function escapeText(text: string, style: EntityStyle): string {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return style === 'plain' ? safe : safe.replaceAll(/['áéíóúñ¿]/g, (letter) => NAMED[letter] ?? letter);
}

export function paragraph(sentences: readonly string[], style: EntityStyle): string {
  const separator = style === 'plain' ? ' ' : '&nbsp; ';
  return `<p>${sentences.map((sentence) => escapeText(sentence, style)).join(separator)}</p>`;
}

export function bullets(items: readonly string[], style: EntityStyle): string {
  return `<ul>${items.map((item) => `<li>${escapeText(item, style)}</li>`).join('')}</ul>`;
}
