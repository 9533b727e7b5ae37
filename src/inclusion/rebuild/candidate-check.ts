import type { Database } from '../../kernel/database.ts';
import type { Replication } from '../../replication/port.ts';
import type { Percolator } from '../percolator/percolator.ts';
import type { RebuildDifference, RebuildOptions } from '../port.ts';
import { compareDecisions } from './compare-decisions.ts';
import { compareRegistrations } from './compare-registrations.ts';
import { sampleItems } from './rebuild-rows.mysql.ts';

/** Few: with very many filters each takes long, and between two requests the builder says that he is alive. */
const itemsOfOneRequest = 10;
const differencesTold = 50;
/** What is missing is copied again so often: a program of the version before may register while one looks. */
const rounds = 3;

interface Found {
  missing: number;
  compared: number;
  different: number;
  differences: RebuildDifference[];
}

/** Whether a new index may take the place of the one that serves: it has every filter, and decides a sample of items alike. */
export class CandidateCheck {
  readonly #deps: { database: Database; percolator: Percolator; replication: Pick<Replication, 'seenItems'> };
  readonly #rebuild: {
    serving: string;
    candidate: string;
    copyAgain: (queryIds: readonly number[]) => Promise<void>;
    /** Called between two requests. */
    alive: () => Promise<void>;
  };

  constructor(
    deps: { database: Database; percolator: Percolator; replication: Pick<Replication, 'seenItems'> },
    rebuild: {
      serving: string;
      candidate: string;
      copyAgain: (queryIds: readonly number[]) => Promise<void>;
      alive: () => Promise<void>;
    },
  ) {
    this.#deps = deps;
    this.#rebuild = rebuild;
  }

  async run({ sample, progress }: Pick<RebuildOptions, 'sample' | 'progress'>): Promise<Found> {
    const { percolator, database } = this.#deps;
    const indices = {
      serving: percolator.at(this.#rebuild.serving),
      candidate: percolator.at(this.#rebuild.candidate),
    };
    const found: Found = {
      missing: await this.#countMissing(indices.candidate),
      compared: 0,
      different: 0,
      differences: [],
    };
    if (found.missing > 0) {
      // It will not serve like this, and may not even take an item.
      return found;
    }
    const { drawn, seen } = await sampleItems(database, sample);
    for (const [kind, items] of [
      ['drawn', drawn],
      ['seen', seen],
    ] as const) {
      for (let start = 0; start < items.length; start += itemsOfOneRequest) {
        const some = items.slice(start, start + itemsOfOneRequest);
        const differences = await compareDecisions(this.#deps, indices, { kind, items: some });
        found.compared += some.length;
        found.different += differences.length;
        found.differences.push(...differences.slice(0, differencesTold - found.differences.length));
        await this.#rebuild.alive();
        await progress?.({ phase: 'compare', done: found.compared, total: drawn.length + seen.length });
      }
    }
    return found;
  }

  async #countMissing(candidate: Percolator): Promise<number> {
    for (let round = 0; ; round += 1) {
      const { missing } = await compareRegistrations(this.#deps, candidate);
      await this.#rebuild.alive();
      if (missing.length === 0 || round === rounds) {
        return missing.length;
      }
      await this.#rebuild.copyAgain(missing);
    }
  }
}
