import type { MouseEventHandler } from 'react';

/** The middle button opens a link in a new tab. */
const middle = 1;

/** What a link does when it is opened, here or in another tab. */
export function whenOpened(tell: () => void): Record<'onClick' | 'onAuxClick', MouseEventHandler> {
  return {
    onClick: tell,
    onAuxClick: ({ button }) => {
      if (button === middle) {
        tell();
      }
    },
  };
}
