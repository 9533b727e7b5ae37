const SMALL_WORDS = new Set('a an and as at but by for from in into of on or the to via with'.split(' '));

/** Title case; words that hold a capital stay as they are, small words are lower case inside. */
export function titleCase(text: string): string {
  let first = true;
  return text
    .split(' ')
    .map((word) => {
      const inside = !first && SMALL_WORDS.has(word.toLowerCase());
      first = word.endsWith(':');
      return inside ? word.toLowerCase() : word.split('-').map(capitalise).join('-');
    })
    .join(' ');
}

/** The first letter in upper case. */
export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "a editor" to "an editor". */
export function correctArticles(text: string): string {
  return text.replaceAll(/\b([Aa]) (?=[aeio]|urban\b|HR\b|NLP\b)/g, '$1n ');
}

/** "a el" and "de el", which Spanish writes as one word, and "y" before the sound of i. */
export function contractSpanish(text: string): string {
  return text.replaceAll(/\b([Aa]|[Dd]e) el\b/g, '$1l').replaceAll(/ y (?=h?i(?!e))/g, ' e ');
}

/** "la programación" to "programación". */
export function withoutArticle(text: string): string {
  return text.replace(/^(el|la|los|las) /, '');
}

/** A text as part of an address: lower case, ASCII letters and digits, hyphens. */
export function slugify(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
