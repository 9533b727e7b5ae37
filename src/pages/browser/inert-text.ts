import { paragraphEnd, stripTags } from './strip-tags.ts';

/** Browsers that have Trusted Types take a text to parse only from a policy that the page's own policy names. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createHTML: (text: string) => string }): { createHTML(text: string): string };
}

const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('inert-text', {
  createHTML: stripTags,
});

/** What a reader sees of markup from outside, paragraph by paragraph: plain texts. */
export function paragraphsOf(markup: string): string[] {
  // Without tags there is nothing to parse but character references, of which only the browser knows all.
  const bare = policy?.createHTML(markup) ?? stripTags(markup);
  return new DOMParser()
    .parseFromString(bare, 'text/html')
    .body.textContent.split(paragraphEnd)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .filter((paragraph) => paragraph !== '');
}

/** The same in one line. */
export function textOf(markup: string): string {
  return paragraphsOf(markup).join(' ');
}
