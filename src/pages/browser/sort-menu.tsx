import type { JSX } from 'react';
import { useSortBy } from 'react-instantsearch';
import { inOrder, orders } from './facets.ts';

/** The order of the results. @param props.index the name of the search index in the usual order */
export function SortMenu({ index }: { index: string }): JSX.Element {
  const { currentRefinement, options, refine } = useSortBy({
    items: [
      { value: index, label: 'Best match' },
      ...orders.map(({ sort, label }) => ({ value: inOrder(index, sort), label })),
    ],
  });
  return (
    <label className="sort">
      Sort by{' '}
      <select
        value={currentRefinement}
        onChange={(event) => {
          refine(event.currentTarget.value);
        }}
      >
        {options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
