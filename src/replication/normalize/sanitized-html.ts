import sanitizeHtml from 'sanitize-html';
import { plainText } from './plain-text.ts';
import { isSimpleMarkup } from './simple-markup.ts';

/**
 * What is let through: text, its structure, and links to the web. No attribute but these, so nothing that runs, is fetched, or looks
 * like a page of ours.
 */
export const allowed: sanitizeHtml.IOptions = {
  allowedTags: (
    'a abbr b blockquote br caption code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i ins li ol p pre q s small span strong sub sup ' +
    'table tbody td tfoot th thead tr u ul'
  ).split(' '),
  allowedAttributes: { a: ['href', 'title'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
};

/** The parser's time grows with the square of how deep elements are nested: text of more tags is given as plain text. */
const mostTags = 5_000;

/** The second pass finds nothing to do but in broken text, where the third does. */
const mostPasses = 5;

/**
 * Upstream's HTML as it may be shown in a page: other tags and attributes are left out, scripts and styles with what is in them, and what
 * was left open is closed. Empty for anything that is not text.
 */
export function sanitizedHtml(value: unknown): string {
  if (typeof value !== 'string') {
    return '';
  }
  const html = value.toWellFormed().trim();
  if (isSimpleMarkup(html)) {
    return html;
  }
  return (hasMoreTags(html) ? undefined : settled(html)) ?? escaped(plainText(html));
}

/**
 * Sanitized until it stays as it is: an element that is left out may have kept two apart that may not stand in one another
 * (`<p><font><p>`), so that a browser, which closes the first one, would show something else than was checked. Undefined when it does
 * not settle.
 */
function settled(html: string): string | undefined {
  let before = html;
  for (let pass = 0; pass < mostPasses; pass++) {
    const after = sanitizeHtml(before, allowed).trim();
    if (after === before) {
      return after;
    }
    before = after;
  }
  return undefined;
}

function hasMoreTags(html: string): boolean {
  let at = -1;
  for (let found = 0; found <= mostTags; found++) {
    at = html.indexOf('<', at + 1);
    if (at === -1) {
      return false;
    }
  }
  return true;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
