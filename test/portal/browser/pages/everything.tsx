import type { ComponentType, JSX, ReactNode } from 'react';
import { facets } from './settings.ts';

interface Widgets {
  SearchBox: ComponentType;
  ClearRefinements: ComponentType;
  RefinementList: ComponentType<{ attribute: string; operator: 'or'; searchable: boolean; limit: number }>;
  Stats: ComponentType;
  Pagination: ComponentType;
}

/** What stands on each page, by the widgets of its library. @param props.hits the results, since the libraries give them differently */
export function Everything({ widgets, hits }: { widgets: Widgets; hits: ReactNode }): JSX.Element {
  const { SearchBox, ClearRefinements, RefinementList, Stats, Pagination } = widgets;
  return (
    <>
      <SearchBox />
      <ClearRefinements />
      {facets.map((facet) => (
        <section key={facet} aria-label={facet}>
          <RefinementList attribute={facet} operator="or" searchable limit={20} />
        </section>
      ))}
      <Stats />
      {hits}
      <Pagination />
    </>
  );
}
