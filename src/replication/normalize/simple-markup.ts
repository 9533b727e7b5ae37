const tagOrSpecial = /<(\/?)([a-z][a-z0-9]*)>|&(?:amp|lt|gt);|[<>&]/g;

const blocks: ReadonlySet<string> = new Set(['p', 'h2', 'h3', 'h4', 'h5', 'h6']);
const lists: ReadonlySet<string> = new Set(['ul', 'ol']);
const inline: ReadonlySet<string> = new Set(['b', 'strong', 'i', 'em', 'u']);

/**
 * Whether HTML is of the plain kind that most of upstream's is: paragraphs, headings and lists, one after another, with emphasis in them;
 * every element closed where it should be, no attributes, no entities but those that stand for `&`, `<` and `>`. The sanitizer
 * would give it back as it is, for a twentieth of a millisecond each.
 */
export function isSimpleMarkup(html: string): boolean {
  const open: string[] = [];
  tagOrSpecial.lastIndex = 0;
  for (let found = tagOrSpecial.exec(html); found !== null; found = tagOrSpecial.exec(html)) {
    const [whole, slash, name] = found;
    if (name === undefined) {
      if (whole.length === 1) {
        return false;
      }
    } else if (slash === '/') {
      if (open.pop() !== name) {
        return false;
      }
    } else if (mayStandIn(open.at(-1), name)) {
      open.push(name);
    } else {
      return false;
    }
  }
  return open.length === 0;
}

/** Emphasis stands in anything but a list; no element is within one of its own name, which a parser would close first. */
function mayStandIn(parent: string | undefined, name: string): boolean {
  if (parent === undefined) {
    return blocks.has(name) || lists.has(name) || inline.has(name);
  }
  if (lists.has(parent)) {
    return name === 'li';
  }
  return inline.has(name) && name !== parent;
}
