import type { PageSettings } from '../page-settings.ts';

declare global {
  interface Window {
    settings: PageSettings;
  }
}

export const settings = window.settings;

/** The libraries give up a host that is slow; here a slow machine is none. Seconds in version 4, milliseconds in version 5. */
export const patience = { seconds: 30, milliseconds: 30_000 };

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
