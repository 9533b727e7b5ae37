import { Tokenizer } from 'htmlparser2';

const blocks = new Set(
  (
    'address article aside blockquote br dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li ' +
    'main nav ol option p pre section summary table tbody td tfoot th thead tr ul'
  ).split(' '),
);
const unread = new Set(['script', 'style']);

/**
 * The texts that were read last: a description is wanted as a field, among all words of its item, and in the normalized form, one after the
 * other. Parsing it once is a tenth of what forming an item takes.
 */
const recent = new Map<string, string>();
const mostRecent = 16;
const longestRecent = 100_000;

/**
 * What a reader sees of upstream's HTML: tags removed, entities resolved, blanks run together. Block elements separate words, inline
 * ones do not. Empty for anything that is not text.
 */
export function plainText(value: unknown): string {
  if (typeof value !== 'string') {
    return '';
  }
  let text = recent.get(value);
  if (text === undefined) {
    text = readText(value);
    if (recent.size === mostRecent) {
      recent.clear();
    }
    if (value.length <= longestRecent) {
      recent.set(value, text);
    }
  }
  return text;
}

function readText(value: string): string {
  return (/[<&]/.test(value) ? textOfHtml(value) : value).replace(/\s+/g, ' ').trim().toWellFormed().normalize('NFC');
}

/** The tokenizer alone does: a parser's stack of open elements takes time that grows with the square of their depth. */
function textOfHtml(html: string): string {
  let text = '';
  let reading = true;
  const tagAt = (start: number, end: number): string => {
    const tag = html.slice(start, end).toLowerCase();
    text += blocks.has(tag) ? ' ' : '';
    return tag;
  };
  const tokenizer = new Tokenizer(
    {},
    {
      ontext(start, end) {
        text += reading ? html.slice(start, end) : '';
      },
      ontextentity(codePoint) {
        text += reading ? String.fromCodePoint(codePoint) : '';
      },
      onopentagname(start, end) {
        reading = !unread.has(tagAt(start, end));
      },
      onclosetag(start, end) {
        tagAt(start, end);
        reading = true;
      },
      onattribdata: ignore,
      onattribend: ignore,
      onattribentity: ignore,
      onattribname: ignore,
      oncdata: ignore,
      oncomment: ignore,
      ondeclaration: ignore,
      onend: ignore,
      onopentagend: ignore,
      onprocessinginstruction: ignore,
      onselfclosingtag: ignore,
    },
  );
  tokenizer.write(html);
  tokenizer.end();
  return text;
}

function ignore(): void {
  // of no use to a reader
}
