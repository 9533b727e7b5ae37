import { useEffect, type JSX } from 'react';
import { coursePath, everything, searchPath, type CourseAddress } from './address.ts';
import type { CatalogList } from './answers.ts';
import { useVisit, type Asked } from './context.ts';
import { useNameOf } from './customer-chooser.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { Pager } from './pager.tsx';
import { lastPage } from './pages.ts';
import { counted } from './words.ts';

const catalogsOfOnePage = 20;

/** What the API is asked for a page of the catalogs that contain a course: those of the customer that one looks through, or of all. */
export function catalogsPath({ key, customer, page }: CourseAddress): string {
  const query = new URLSearchParams({
    page: String(page),
    page_size: String(catalogsOfOnePage),
    ...(customer === undefined ? {} : { customer }),
  });
  return `/api/v1/content-metadata/${encodeURIComponent(key)}/catalogs?${query.toString()}`;
}

/** The catalogs that contain a course. */
export function Catalogs({ address, asked }: { address: CourseAddress; asked: Asked<CatalogList> }): JSX.Element {
  const { customer } = address;
  const { outcome, retry } = asked;
  const name = useNameOf(customer);
  return (
    <section className="catalogs" aria-labelledby="catalogs-heading">
      <h2 id="catalogs-heading" tabIndex={-1}>
        Catalogs
      </h2>
      {customer !== undefined && (
        <p className="soft">
          Those of {name}.{' '}
          <a href={coursePath({ ...address, customer: undefined, page: 1 })} data-step="page">
            Those of all customers
          </a>
        </p>
      )}
      {outcome?.state === 'failed' && <FailureNotice failure={outcome.failure} retry={retry} />}
      {outcome?.state === 'answered' && <CatalogPage list={outcome.body} address={address} />}
    </section>
  );
}

/** A page of catalogs, by customer: the list comes sorted by them. */
function CatalogPage({ list, address }: { list: CatalogList; address: CourseAddress }): JSX.Element {
  const { catalogTitles } = useVisit();
  const { count, results } = list;
  useEffect(() => {
    for (const { uuid, title } of results) {
      catalogTitles.set(uuid, title);
    }
  }, [results, catalogTitles]);
  if (count === 0) {
    return <p role="status">It is in none of the catalogs that you may see.</p>;
  }
  const customers = Map.groupBy(results, ({ enterprise_customer }) => enterprise_customer);
  return (
    <>
      <p role="status">In {counted(count, 'catalog', 'catalogs')}</p>
      <div className="customers">
        {[...customers].map(([uuid, catalogs]) => (
          <div key={uuid} className="customer">
            <h3>{catalogs[0]?.enterprise_customer_name ?? uuid}</h3>
            <ul className="plain">
              {catalogs.map((catalog) => (
                <li key={catalog.uuid}>
                  <a href={searchPath({ ...everything, customer: uuid, catalog: catalog.uuid })}>{catalog.title}</a>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
      <Pager
        label="Pages of catalogs"
        page={address.page}
        last={lastPage(count, catalogsOfOnePage)}
        pathOf={(page) => coursePath({ ...address, page })}
      />
    </>
  );
}
