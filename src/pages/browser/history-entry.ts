/** How an address is gone to. */
export interface Step {
  /** `push` is a step that one can go back from, `replace` is none. */
  by: 'push' | 'replace';
  /** What gets the keyboard as soon as it is there, as a CSS selector; left alone without it. */
  focus?: string;
  /** One is still typing: the next step of this kind takes this one's place. */
  isTyping?: boolean;
}

/** What an entry of the browser's history remembers beside its address. */
export interface Entry {
  /** It was made by typing, and is replaced by more of it. */
  isTyped?: boolean;
  /** The address that one came from. */
  from?: string;
  /** Where the page stood, in pixels, and what had the keyboard, as a CSS selector, when it was left. */
  scroll?: number;
  focus?: string;
}

export function readEntry(): Entry {
  return (history.state ?? {}) as Entry;
}

/** Goes to an address. */
export function enter(path: string, { by, isTyping = false }: Step): void {
  const entry = readEntry();
  if (by === 'replace' || (isTyping && entry.isTyped === true)) {
    history.replaceState({ ...entry, isTyped: isTyping } satisfies Entry, '', path);
  } else {
    noteStanding();
    history.pushState({ isTyped: isTyping, from: location.pathname + location.search } satisfies Entry, '', path);
  }
}

/** Notes how the page stands, for when one comes back. */
export function noteStanding(): void {
  const { isTyped, from } = readEntry();
  const id = document.activeElement?.id ?? '';
  history.replaceState({ isTyped, from, scroll: scrollY, focus: id === '' ? undefined : `#${CSS.escape(id)}` }, '');
}
