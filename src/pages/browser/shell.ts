import type { Outcome } from './ask.ts';

/** How an address is gone to. */
export interface Step {
  /** `push` is a step that one can go back from, `replace` is none. */
  by: 'push' | 'replace';
  /** What gets the keyboard as soon as it is there, as a CSS selector; left alone without it. */
  focus?: string;
  /** One is still typing: the next step of this kind takes this one's place. */
  isTyping?: boolean;
}

/** What the parts of the page need of the whole. */
export interface Shell {
  /** Asks the API with the token. One that has ended leads to signing in. @throws only when `signal` breaks it off */
  ask<Body>(path: string, signal: AbortSignal): Promise<Outcome<Body>>;
  /** Shows what has changed. */
  update(): void;
  go(path: string, step: Step): void;
}
