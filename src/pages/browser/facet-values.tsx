import { useLayoutEffect, useState, type JSX } from 'react';
import { valueInWords } from './facets.ts';
import type { FacetGroup } from './use-facets.ts';
import { inNumbers } from './words.ts';

const shownAtFirst = 8;

/** A facet as a group of checkboxes. Long ones can be opened, and searched in. Nothing where there is nothing to choose. */
export function FacetValues({ group, chosen }: { group: FacetGroup; chosen: readonly string[] }): JSX.Element | null {
  const { facet, items, refine, searchForItems, isFromSearch } = group;
  const { name, label } = facet;
  const [isOpened, setOpened] = useState(false);
  const [text, setText] = useState('');
  // Results of the whole page bring all values of the facet; while a part of a name is asked for, only those that have it are shown, and
  // when none is, what is answered to an earlier one is not: before anybody sees it.
  useLayoutEffect(() => {
    if ((text !== '') !== isFromSearch) {
      searchForItems(text);
    }
  }, [isFromSearch]);
  // Values that are chosen stay in sight, also when nothing has them.
  const counted = isOpened ? items : items.filter(({ isRefined }, place) => place < shownAtFirst || isRefined);
  const uncounted = chosen
    .filter((value) => text === '' && !items.some((item) => item.label === value))
    .map((value) => ({ value, label: value, count: 0, isRefined: true }));
  const shown = [...counted, ...uncounted];
  const isLong = items.length > shownAtFirst;
  if (items.length === 0 && chosen.length === 0 && text === '') {
    return null;
  }
  return (
    <fieldset className="facet">
      <legend>{label}</legend>
      {(isLong || isFromSearch || text !== '') && (
        <input
          type="search"
          className="facet-search"
          aria-label={`Search in ${label}`}
          placeholder={`Search in ${label}`}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            searchForItems(event.currentTarget.value);
          }}
        />
      )}
      <ul id={`facet-${name}`}>
        {shown.map(({ value, label: words, count, isRefined }) => (
          <li key={value}>
            <label>
              <input
                type="checkbox"
                checked={isRefined}
                onChange={() => {
                  refine(value);
                }}
              />
              <span className="facet-value">{valueInWords(name, words)}</span>
              <span className="facet-count">
                {inNumbers(count)}
                <span className="unseen"> results</span>
              </span>
            </label>
          </li>
        ))}
      </ul>
      {text !== '' && items.length === 0 && (
        <p className="soft" role="status">
          Nothing is called that.
        </p>
      )}
      {isLong && (
        <button
          type="button"
          className="link"
          aria-expanded={isOpened}
          aria-controls={`facet-${name}`}
          onClick={() => {
            setOpened(!isOpened);
          }}
        >
          {isOpened ? 'Show fewer' : `Show all ${String(items.length)}`}
          <span className="unseen"> of {label}</span>
        </button>
      )}
    </fieldset>
  );
}
