import type { JSX } from 'react';
import { Highlight, Snippet } from 'react-instantsearch';
import type { Item } from './answers.ts';
import { coursePath } from './address.ts';
import { useVisit } from './context.ts';
import { kindInWords } from './facets.ts';
import { foundFragment, tellClick, type Found } from './insights.ts';
import { whenOpened } from './when-opened.ts';
import { Tile } from './tile.tsx';
import { priceInWords } from './words.ts';

type Hit = Parameters<typeof Highlight>[0]['hit'] & Item;

/** One result: its title leads to its page. @param props.index the name of the search index */
export function Result(props: { item: Hit; customer: string | undefined; index: string }): JSX.Element {
  const { item, customer, index } = props;
  const visit = useVisit();
  // Without a name of its search nothing is told of it: the service does not want to know.
  const queryID = item.__queryID;
  const found: Found | undefined = queryID === undefined ? undefined : { index, queryID, objectID: item.objectID };
  const partners = (item.partners ?? []).map(({ name }) => name);
  return (
    <article className="result">
      <Tile name={partners[0] ?? item.title} />
      <div className="result-text">
        <h3>
          <a
            href={
              coursePath({ key: item.content_key, customer, page: 1 }) +
              (found === undefined ? '' : foundFragment(found))
            }
            id={`result:${item.content_key}`}
            {...whenOpened(() => {
              if (found !== undefined) {
                tellClick(visit, found, item.__position);
              }
            })}
          >
            <Highlight attribute="title" hit={item} />
          </a>
        </h3>
        {partners.length > 0 && <p className="partner">{partners.join(', ')}</p>}
        <Excerpt item={item} />
        <Traits item={item} />
      </div>
    </article>
  );
}

/** What was found in the long text says more than a short one without the words. */
function Excerpt({ item }: { item: Hit }): JSX.Element | null {
  const { short_description: short, full_description: full } = item._snippetResult ?? {};
  if (isFound(full) && !isFound(short)) {
    return (
      <p className="excerpt">
        <Snippet attribute="full_description" hit={item} />
      </p>
    );
  }
  return (item.short_description ?? '') === '' ? null : (
    <p className="excerpt">
      <Snippet attribute="short_description" hit={item} />
    </p>
  );
}

function isFound(snippet: unknown): boolean {
  const { matchLevel = 'none' } = (snippet ?? {}) as { matchLevel?: string };
  return matchLevel !== 'none';
}

function Traits({ item }: { item: Item }): JSX.Element {
  const { first_enrollable_paid_seat_price: price } = item;
  const all = [
    kindInWords(item.learning_type),
    item.level_type,
    ...(item.availability ?? []).slice(0, 1),
    item.language,
    typeof price === 'number' ? priceInWords(price) : undefined,
  ].filter((trait) => typeof trait === 'string');
  return (
    <ul className="traits" aria-label="At a glance">
      {all.map((trait) => (
        <li key={trait}>{trait}</li>
      ))}
    </ul>
  );
}
