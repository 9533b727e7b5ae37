import type { Database } from '../../kernel/database.ts';
import { withDeadline } from '../../kernel/deadline.ts';
import { UnavailableError } from '../../kernel/errors.ts';
import { readPins, readSynonyms, readVersions, type Versions } from './steering.mysql.ts';
import { CompiledSteering, noSteering } from './steered.ts';

/** How long the database has to say what holds now, ms. */
const patience = 1_000;

interface Known {
  versions: Versions;
  steering: CompiledSteering;
}

/**
 * What operators say about searches, as the database says now: each search reads the versions of the rules, and all of the rules when they
 * are not those of its own. Where the database is away, as it said last; nothing, where it never said any.
 *
 * The rules are read after their versions, so they may be later than these say, never earlier; the next search reads them again then.
 */
export class SteeringReader {
  readonly #database: Database;
  #known: Known | undefined;

  constructor(deps: { database: Database }) {
    this.#database = deps.database;
  }

  read(): Promise<CompiledSteering> {
    const last = this.#known?.steering ?? noSteering;
    return withDeadline(
      this.#current().catch((error: unknown) => {
        if (error instanceof UnavailableError) {
          return last;
        }
        throw error;
      }),
      patience,
      () => last,
    );
  }

  async #current(): Promise<CompiledSteering> {
    const versions = await readVersions(this.#database);
    const known = this.#known;
    if (known !== undefined && known.versions.synonyms === versions.synonyms && known.versions.pins === versions.pins) {
      return known.steering;
    }
    const [synonyms, pins] = [await readSynonyms(this.#database), await readPins(this.#database)];
    const steering = new CompiledSteering({ synonyms, pins });
    this.#known = { versions, steering };
    return steering;
  }
}
