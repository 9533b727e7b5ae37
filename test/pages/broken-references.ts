import type { Page } from 'playwright-core';

const referring = ['aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-owns', 'aria-activedescendant', 'for'];
/** Roles that mean something only in another one. */
const within = { tab: 'tablist', option: 'listbox' };

/**
 * What the page's elements say of each other that is not so: ids that are there twice, references to none, parts outside of their whole. What
 * is folded away need not be there to be referred to (`aria-expanded="false"`).
 */
export function brokenReferencesOf(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    const doubles = ids.filter((id, place) => ids.indexOf(id) !== place).map((id) => 'two elements have the id ' + id);
    const lost = ${JSON.stringify(referring)}.flatMap((name) =>
      [...document.querySelectorAll('[' + name + ']:not([aria-expanded="false"])')].flatMap((element) =>
        element.getAttribute(name).split(/\\s+/)
          .filter((id) => id !== '' && !ids.includes(id))
          .map((id) => name + ' refers to ' + id)));
    const alone = Object.entries(${JSON.stringify(within)}).flatMap(([part, whole]) =>
      [...document.querySelectorAll('[role="' + part + '"]')]
        .filter((element) => element.closest('[role="' + whole + '"]') === null)
        .map(() => 'a ' + part + ' is in no ' + whole));
    return [...doubles, ...lost, ...alone];
  })()`);
}
