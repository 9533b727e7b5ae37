import type { Config } from './config.ts';
import type { DocumentWrite } from './content-index/port.ts';
import type { Database } from './kernel/database.ts';
import { LatentMeaning } from './search/meaning/latent-meaning.ts';
import { placeDocuments } from './search/meaning/place-documents.ts';

export interface ComposedMeaning {
  meaning: LatentMeaning;
  complete: (documents: readonly DocumentWrite[]) => Promise<readonly DocumentWrite[]>;
}

/** What texts mean, and what documents get of it; undefined where search by meaning is off. */
export function composeMeaning(
  { hybrid }: Pick<Config, 'hybrid'>,
  deps: { database: Database },
): ComposedMeaning | undefined {
  if (hybrid === 'off') {
    return undefined;
  }
  const meaning = new LatentMeaning(deps);
  return { meaning, complete: (documents) => placeDocuments(meaning, documents) };
}
