import type { JSX } from 'react';
import { anyPrice, countChosen, isBounded, searchPath, unfiltered, type SearchAddress } from './address.ts';
import { useNavigation, useVisit } from './context.ts';
import { facets, valueInWords } from './facets.ts';
import { priceRangeInWords } from './words.ts';

interface Chip {
  words: string;
  /** What is searched for without it. */
  without: SearchAddress;
}

/** What the results are narrowed by, each to be taken away; nothing where they are not. */
export function Chips({ address }: { address: SearchAddress }): JSX.Element | null {
  const navigation = useNavigation();
  const { catalogTitles } = useVisit();
  const chips = chipsOf(address, catalogTitles);
  if (countChosen(address) === 0) {
    return null;
  }
  return (
    <div className="chips">
      <ul aria-label="Chosen filters">
        {chips.map(({ words, without }) => (
          <li key={words}>
            <button
              type="button"
              className="chip"
              aria-label={`Remove filter ${words}`}
              onClick={() => {
                navigation.go(searchPath(without), { by: 'push' });
                // The next one takes its place under the keyboard.
                navigation.want(chips.length > 1 ? '.chip' : '#q');
              }}
            >
              {words}
              <span aria-hidden="true" className="chip-cross">
                ×
              </span>
            </button>
          </li>
        ))}
      </ul>
      <button
        type="button"
        className="link"
        onClick={() => {
          navigation.go(searchPath({ ...address, ...unfiltered, type: address.type }), { by: 'push', focus: '#q' });
        }}
      >
        Clear all filters
      </button>
    </div>
  );
}

/** @param titles of catalogs that are known */
function chipsOf(address: SearchAddress, titles: ReadonlyMap<string, string>): Chip[] {
  const { catalog, chosen, price } = address;
  const values = facets.flatMap(({ name, label }) =>
    (chosen[name] ?? []).map((value) => ({
      words: `${label}: ${valueInWords(name, value)}`,
      without: {
        ...address,
        chosen: { ...chosen, [name]: chosen[name]?.filter((one) => one !== value) ?? [] },
        page: 1,
      },
    })),
  );
  return [
    ...(catalog === undefined
      ? []
      : [
          {
            words: `Catalog: ${titles.get(catalog) ?? catalog.slice(0, 8)}`,
            without: { ...address, catalog: undefined, page: 1 },
          },
        ]),
    ...values,
    ...(isBounded(price)
      ? [{ words: `Price: ${priceRangeInWords(price)}`, without: { ...address, price: anyPrice, page: 1 } }]
      : []),
  ];
}
