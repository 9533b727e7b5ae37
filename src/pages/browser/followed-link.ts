/**
 * The link to a page of ours that a click follows in this tab. Clicks with the keys for new tabs and the like are left to the
 * browser.
 */
export function followedLink(event: MouseEvent): HTMLAnchorElement | undefined {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  return link !== null && isPlain && !event.defaultPrevented && link.origin === location.origin ? link : undefined;
}
