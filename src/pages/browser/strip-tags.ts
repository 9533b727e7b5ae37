const blocks = new Set(
  (
    'address article aside blockquote br dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ' +
    'ol p pre section table tbody td tfoot th thead tr ul'
  ).split(' '),
);
const unread = new Set(['script', 'style', 'template', 'noscript', 'iframe', 'object', 'textarea', 'title']);

/** Stands where one paragraph ends and the next begins (U+2029, paragraph separator). */
export const paragraphEnd = '\u2029';

/**
 * Markup from outside without its tags, comments and what is not for reading; character references stay. What comes out has no
 * `<`, so that whoever reads it as HTML gets a text. Takes time in proportion to its length, however broken the markup is.
 */
export function stripTags(markup: string): string {
  const tag = /<(!--|[!?]|\/?[a-z][a-z0-9-]*)/gi;
  let text = '';
  let at = 0;
  for (let found = tag.exec(markup); found !== null; found = tag.exec(markup)) {
    const name = (found[1] ?? '').toLowerCase();
    const end = endOfTag(markup, tag.lastIndex, name);
    if (end === undefined) {
      break;
    }
    text += markup.slice(at, found.index) + (blocks.has(name.replace('/', '')) ? paragraphEnd : '');
    at = unread.has(name) ? startOfClosing(markup, end, name) : end;
    tag.lastIndex = at;
  }
  return (text + markup.slice(at)).replaceAll('<', '&lt;');
}

/** Where a tag or comment ends; undefined when it breaks off. */
function endOfTag(markup: string, from: number, name: string): number | undefined {
  if (name === '!--') {
    const end = markup.indexOf('-->', from);
    return end === -1 ? undefined : end + 3;
  }
  const rest = /(?:[^"'>]|"[^"]*"|'[^']*')*>/y;
  rest.lastIndex = from;
  if (rest.test(markup)) {
    return rest.lastIndex;
  }
  // A quotation mark that nothing closes.
  const end = markup.indexOf('>', from);
  return end === -1 ? undefined : end + 1;
}

/** Where the closing tag begins; the end of everything when there is none. */
function startOfClosing(markup: string, from: number, name: string): number {
  const closing = new RegExp(`</${name}[\\s/>]`, 'gi');
  closing.lastIndex = from;
  return closing.exec(markup)?.index ?? markup.length;
}
