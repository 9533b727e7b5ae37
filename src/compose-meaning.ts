import type { Config } from './config.ts';
import type { DocumentWrite } from './content-index/port.ts';
import type { Database } from './kernel/database.ts';
import type { Logger } from './kernel/log.ts';
import type { CallMetrics } from './kernel/metrics.ts';
import type { Tracing } from './kernel/tracing.ts';
import type { Replication } from './replication/port.ts';
import { LatentMeaning } from './search/meaning/latent-meaning.ts';
import type { Meaning } from './search/meaning/meaning.ts';
import { placeDocuments } from './search/meaning/place-documents.ts';
import { EmbeddingClient, type EmbeddingSettings } from './search/meaning/remote/embedding-client.http.ts';
import { PlaceFiller } from './search/meaning/remote/place-filler.ts';
import { dropOtherPlaces } from './search/meaning/remote/places.mysql.ts';
import { RemoteMeaning } from './search/meaning/remote/remote-meaning.ts';

/** Tries after the first for the vectors of items. A search has none. */
const itemRetries = 2;
/** A round may ask for several texts alone. */
const claimsOfOneRound = 8;

export interface ComposedMeaning {
  meaning: Meaning;
  complete: (documents: readonly DocumentWrite[]) => Promise<readonly DocumentWrite[]>;
  /** What a rebuild of the content index begins with. */
  prepareRebuild: (replication: Replication, alive: () => Promise<void>) => Promise<unknown>;
  /** Undefined where no service is asked. */
  remote?: {
    /** Rejects while the service is left alone. */
    check: () => Promise<void>;
    filler: (parts: { replication: Replication; wake: () => void }) => PlaceFiller;
  };
}

interface MeaningDeps {
  database: Database;
  logger: Logger;
  metrics: CallMetrics;
  tracing: Tracing;
}

/** What texts mean, and what documents get of it; undefined where search by meaning is off. */
export function composeMeaning(config: Config, deps: MeaningDeps): ComposedMeaning | undefined {
  if (config.hybrid === 'off') {
    return undefined;
  }
  if (config.hybrid === 'http') {
    return composeRemote(config, deps);
  }
  const meaning = new LatentMeaning(deps);
  return {
    meaning,
    complete: (documents) => placeDocuments(meaning, documents),
    prepareRebuild: (replication, alive) => meaning.train(replication, alive),
  };
}

function composeRemote(config: Config, deps: MeaningDeps): ComposedMeaning {
  const { database, logger } = deps;
  const { embeddingUrl: url = '', embeddingModel = '', embeddingDimension: dimension = 0 } = config;
  const pause = config.embeddingPauseMilliseconds;
  const client = (settings: Pick<EmbeddingSettings, 'operation' | 'timeout' | 'retries'>): EmbeddingClient =>
    new EmbeddingClient({
      ...deps,
      settings: { url, model: embeddingModel, key: config.embeddingKey, dimension, pause, ...settings },
    });
  const searches = client({ operation: 'search', timeout: config.embeddingSearchMilliseconds, retries: 0 });
  const items = client({ operation: 'items', timeout: config.embeddingTimeoutMilliseconds, retries: itemRetries });
  // The same model may give vectors of several lengths.
  const model = `${embeddingModel}/${String(dimension)}`;
  const meaning = new RemoteMeaning({
    ...{ model, dimension, least: config.embeddingLeast, database },
    embed: (texts) => searches.embed(texts),
  });
  return {
    meaning,
    complete: (documents) => placeDocuments(meaning, documents),
    prepareRebuild: () => dropOtherPlaces(database, model),
    remote: {
      check: async () => {
        await searches.check();
        await items.check();
      },
      filler: (parts) =>
        new PlaceFiller({
          ...{ ...parts, database, model, pause, logger },
          holdSeconds: config.claimSeconds * claimsOfOneRound,
          embed: (texts, signal) => items.embed(texts, signal),
        }),
    },
  };
}
