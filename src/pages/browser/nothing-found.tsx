import type { JSX } from 'react';
import { countChosen, searchPath, unfiltered, type SearchAddress } from './address.ts';

/** What one can do where nothing was found. */
export function NothingFound({ address }: { address: SearchAddress }): JSX.Element {
  const { type, customer, text } = address;
  const isNarrowed = countChosen(address) > 0 || type !== undefined;
  const words = text.trim().split(/\s+/);
  return (
    <div className="notice">
      <p className="notice-title">Nothing found</p>
      <p>Try fewer or other words{isNarrowed ? ', or take some filters away' : ''}.</p>
      <ul className="plain">
        {isNarrowed && <Step to={{ ...address, ...unfiltered }}>Search without filters, in all types</Step>}
        {words.length > 1 && (
          <Step to={{ ...address, text: words[0] ?? '', page: 1 }}>Search for “{words[0]}” alone</Step>
        )}
        {customer !== undefined && (
          <Step to={{ ...address, ...unfiltered, customer: undefined }}>Search all customers</Step>
        )}
        <Step to={{ ...address, ...unfiltered, text: '' }}>Show everything</Step>
      </ul>
    </div>
  );
}

/** The address asks for a page behind the last one. */
export function NoSuchPage({ address }: { address: SearchAddress }): JSX.Element {
  return (
    <div className="notice">
      <p className="notice-title">There is no such page</p>
      <p>
        <a href={searchPath({ ...address, page: 1 })}>To the first page</a>
      </p>
    </div>
  );
}

function Step({ to, children }: { to: SearchAddress; children: (string | undefined)[] | string }): JSX.Element {
  return (
    <li>
      <a href={searchPath(to)}>{children}</a>
    </li>
  );
}
