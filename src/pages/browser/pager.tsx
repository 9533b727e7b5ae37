import type { JSX } from 'react';
import { pagesToOffer } from './pages.ts';
import { inNumbers } from './words.ts';

/** Links to the pages of a list; nothing where there is one page only. */
export function Pager(props: {
  label: string;
  page: number;
  last: number;
  pathOf: (page: number) => string;
}): JSX.Element | null {
  const { label, page, last, pathOf } = props;
  if (last <= 1) {
    return null;
  }
  const step = (to: number, text: string): JSX.Element | false =>
    to >= 1 &&
    to <= last && (
      <a className="page page-step" href={pathOf(to)} data-step="page">
        {text}
      </a>
    );
  return (
    <nav className="pager" aria-label={label}>
      {step(page - 1, 'Previous')}
      <ol>
        {pagesToOffer(page, last).map((one, place) =>
          one === 'gap' ? (
            <li key={`gap ${String(place)}`} className="page-gap">
              <span aria-hidden="true">…</span>
            </li>
          ) : (
            <li key={one}>
              <a
                className="page"
                href={pathOf(one)}
                data-step="page"
                aria-current={one === page ? 'page' : undefined}
                aria-label={`Page ${inNumbers(one)}`}
              >
                {inNumbers(one)}
              </a>
            </li>
          ),
        )}
      </ol>
      {step(page + 1, 'Next')}
    </nav>
  );
}
