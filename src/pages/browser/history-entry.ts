import { foundIn } from './insights.ts';

/** How an address is gone to. */
export interface Step {
  /** `push` is a step that one can go back from, `replace` is none. */
  by: 'push' | 'replace';
  /** What gets the keyboard as soon as it is there, as a CSS selector; left alone without it. */
  focus?: string;
  /** The result that leads there, as `insights.ts` writes it. */
  found?: string | undefined;
  /** One is still typing: the next step of this kind takes this one's place. */
  isTyping?: boolean;
}

/** What an entry of the browser's history remembers beside its address. */
export interface Entry {
  /** It was made by typing, and is replaced by more of it. */
  isTyped?: boolean;
  /** The address that one came from. */
  from?: string;
  /** The result that led here. */
  found?: string | undefined;
  /** Where the page stood, in pixels, and what had the keyboard, as a CSS selector, when it was left. */
  scroll?: number;
  focus?: string;
}

export function readEntry(): Entry {
  return (history.state ?? {}) as Entry;
}

/** Takes the result that led here, in another tab, out of the address, so that it is not shared with the address. */
export function takeFound(): void {
  const found = foundIn(location.hash);
  if (found !== undefined) {
    history.replaceState({ ...readEntry(), found } satisfies Entry, '', location.pathname + location.search);
  }
}

/** Goes to an address. */
export function enter(path: string, { by, found, isTyping = false }: Step): void {
  const entry = readEntry();
  if (by === 'replace' || (isTyping && entry.isTyped === true)) {
    history.replaceState({ ...entry, isTyped: isTyping } satisfies Entry, '', path);
  } else {
    noteStanding();
    const from = location.pathname + location.search;
    history.pushState({ isTyped: isTyping, from, found } satisfies Entry, '', path);
  }
}

/** Notes how the page stands, for when one comes back. */
export function noteStanding(): void {
  const { isTyped, from, found } = readEntry();
  const id = document.activeElement?.id ?? '';
  const focus = id === '' ? undefined : `#${CSS.escape(id)}`;
  history.replaceState({ isTyped, from, found, scroll: scrollY, focus }, '');
}
