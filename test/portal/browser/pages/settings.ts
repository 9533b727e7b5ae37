/** What the server of these pages writes into them. */
export interface PageSettings {
  /** `127.0.0.1:8080`: where searches go. */
  host: string;
  key: string;
  index: string;
  /** Which build of the library asks: with the key in a header, or in the address. */
  build: 'full' | 'lite';
}

declare global {
  interface Window {
    settings: PageSettings;
  }
}

export const settings = window.settings;

/** The facets of the pages. Both are disjunctive, and values of both can be searched. */
export const facets = ['level_type', 'skill_names'] as const;

/** The element that a page is drawn in. */
export function rootElement(): HTMLElement {
  const root = document.getElementById('root');
  if (root === null) {
    throw new Error('the page has no element #root');
  }
  return root;
}
