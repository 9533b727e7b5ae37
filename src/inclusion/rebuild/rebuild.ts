import { randomUUID } from 'node:crypto';
import type { Database } from '../../kernel/database.ts';
import { ConflictError, UnavailableError } from '../../kernel/errors.ts';
import type { Step } from '../../kernel/steps.ts';
import type { Replication } from '../../replication/port.ts';
import { readDatabaseLineage, reviseAllQueries } from '../decide/start-over.mysql.ts';
import type { Percolator } from '../percolator/percolator.ts';
import type { RebuildOptions, RebuildReport } from '../port.ts';
import { reviseQueries } from '../reconcile/reconcile-rows.mysql.ts';
import { CandidateCheck } from './candidate-check.ts';
import { compareRegistrations } from './compare-registrations.ts';
import {
  isHalfWay,
  leaveRebuild,
  readRebuild,
  stepRebuild,
  takeRebuild,
  type RebuildChange,
  type RebuildRow,
} from './index-target.mysql.ts';
import type { PercolatorIndices } from './percolator-indices.opensearch.ts';
import { countQueries, shareForCopy } from './rebuild-rows.mysql.ts';

export interface RebuildDeps {
  database: Database;
  percolator: Percolator;
  indices: PercolatorIndices;
  replication: Pick<Replication, 'seenItems'>;
  /** How long a builder may be silent before another may take over. */
  claimSeconds: number;
  step: Step;
}

/** A filter may be large, and a page is one request. */
const queriesOfOnePage = 50;

/**
 * Builds the index of filters anew while it is used (docs/architecture.md, Rebuild):
 *
 *   make it → change the targets → copy the rows → compare → swapping → move the alias → swapped → look for what was missed → drop
 *
 * Each step is committed before the next begins, and may be done twice: a builder that was killed anywhere is resumed there.
 */
export class Rebuild {
  readonly #deps: RebuildDeps;
  readonly #options: RebuildOptions;
  readonly #holder = randomUUID();
  readonly #report: RebuildReport = {
    outcome: 'nothing begun',
    serving: null,
    second: null,
    queries: 0,
    copied: 0,
    compared: 0,
    different: 0,
    differences: [],
    missing: 0,
    revised: 0,
    dropped: [],
  };

  constructor(deps: RebuildDeps, options: RebuildOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  /**
   * @throws ConflictError when another builder is at work, one was left half-way, or there is none to resume or to go back from ·
   *   UnavailableError
   */
  async run(): Promise<RebuildReport> {
    const { database, claimSeconds } = this.#deps;
    this.#report.queries = await countQueries(database);
    if (this.#options.how === 'plan') {
      return this.#tell(await this.#plan());
    }
    if (!(await takeRebuild(database, this.#holder, claimSeconds))) {
      throw new ConflictError('another process is rebuilding this index, or was killed within the last seconds');
    }
    try {
      return await this.#tell(this.#options.how === 'back' ? await this.#goBack() : await this.#goOn());
    } finally {
      await leaveRebuild(database, this.#holder);
    }
  }

  async #plan(): Promise<RebuildReport['outcome']> {
    const row = await readRebuild(this.#deps.database);
    return isHalfWay(row) ? 'half-way' : row.state === 'swapped' ? 'can go back' : 'nothing begun';
  }

  async #goOn(): Promise<RebuildReport['outcome']> {
    let row = await this.#begin(await readRebuild(this.#deps.database));
    if (row.state === 'building') {
      row = await this.#copy(row);
      if ((await this.#checkOrStop(row)) === 'stops') {
        return 'stopped';
      }
      row = await this.#toSwapping(row, { differs: this.#report.different > 0 ? 1 : 0 });
    }
    if (row.state === 'swapping') {
      row = await this.#swap(row);
    }
    await this.#drop(await this.#settle(row));
    return 'swapped';
  }

  /** A rebuild to go on with: a new one, or the one that was left. */
  async #begin(row: RebuildRow): Promise<RebuildRow> {
    const { database, indices } = this.#deps;
    if (this.#options.how === 'resume') {
      if (!isHalfWay(row)) {
        throw new ConflictError('there is no rebuild that was left half-way');
      }
      return this.#change(row, { stopped: 0, refused: 0 });
    }
    if (isHalfWay(row)) {
      throw new ConflictError('a rebuild was left half-way: resume it, or go back');
    }
    const found = await indices.serving();
    if (found === undefined) {
      throw new UnavailableError('opensearch', 'the index is missing; the workers make it anew');
    }
    const generation = row.generation + 1;
    const second = indices.nameOf(generation);
    await indices.make(second, await readDatabaseLineage(database));
    await indices.makeWritable(found.index);
    await this.#deps.step('rebuild:made');
    const begun = await this.#change(row, {
      state: 'building',
      serving: found.index,
      second,
      generation,
      copied_to: 0,
      refused: 0,
      stopped: 0,
      differs: 0,
      unsettled: 0,
      begun: true,
    });
    await this.#deps.step('rebuild:targets-changed');
    return begun;
  }

  /** What is written from now on is written here too, so the rows as they are now are the rest. */
  async #copy(row: RebuildRow): Promise<RebuildRow> {
    let at = row;
    for (;;) {
      const ids = await this.#register(at, { after: at.copied_to, limit: queriesOfOnePage });
      const last = ids.at(-1);
      if (last === undefined) {
        break;
      }
      at = await this.#change(at, { copied_to: last });
      await this.#options.progress?.({ phase: 'copy', done: this.#report.copied, total: this.#report.queries });
      await this.#deps.step('rebuild:page-copied');
    }
    await this.#deps.percolator.at(secondOf(at)).refresh();
    await this.#deps.step('rebuild:visible');
    return at;
  }

  /** @returns the ids that were there to copy; what the index refuses is found missing later */
  async #register(row: RebuildRow, chosen: Parameters<typeof shareForCopy>[1]): Promise<number[]> {
    const candidate = this.#deps.percolator.at(secondOf(row));
    const { ids, written } = await this.#deps.database.transaction(async (tx) => {
      const registrations = await shareForCopy(tx, chosen);
      const outcomes = await candidate.register(registrations);
      return {
        ids: registrations.map(({ queryId }) => queryId),
        written: outcomes.filter(({ state }) => state === 'written').length,
      };
    });
    this.#report.copied += written;
    return ids;
  }

  /** Also one that cannot even be asked waits for somebody, unless an engine is away. */
  async #checkOrStop(row: RebuildRow): Promise<'stops' | 'may swap'> {
    try {
      const outcome = await this.#check(row);
      if (outcome === 'stops') {
        await this.#change(row, { stopped: 1 });
      }
      return outcome;
    } catch (error) {
      if (!(error instanceof UnavailableError || error instanceof ConflictError)) {
        await this.#change(row, { stopped: 1 });
      }
      throw error;
    }
  }

  async #check(row: RebuildRow): Promise<'stops' | 'may swap'> {
    const check = new CandidateCheck(this.#deps, {
      serving: servingOf(row),
      candidate: secondOf(row),
      // A program of the version before registers in one index only.
      copyAgain: async (ids) => {
        await this.#register(row, { ids });
      },
      alive: async () => {
        await this.#change(row, {});
      },
    });
    const { missing, compared, different, differences } = await check.run(this.#options);
    Object.assign(this.#report, { missing, compared, different, differences });
    await this.#deps.step('rebuild:compared');
    return missing > 0 || (different > 0 && !this.#options.acceptDifferences) ? 'stops' : 'may swap';
  }

  async #toSwapping(row: RebuildRow, { differs }: { differs: 0 | 1 }): Promise<RebuildRow> {
    const swapping = await this.#change(row, { state: 'swapping', differs, unsettled: 1 }, { unrefused: true });
    await this.#deps.step('rebuild:swapping');
    return swapping;
  }

  /** Both indices have every filter, and whoever registers one now must have it in both. */
  async #swap(row: RebuildRow): Promise<RebuildRow> {
    const [from, to] = [servingOf(row), secondOf(row)];
    await this.#deps.indices.moveAlias({ from, to });
    await this.#deps.step('rebuild:alias-moved');
    const swapped = await this.#change(row, { state: 'swapped', serving: to, second: from, refused: 0 });
    await this.#deps.step('rebuild:swapped');
    return swapped;
  }

  /** What a program of the version before registered between the comparison and the swap may have been missed since. */
  async #settle(row: RebuildRow): Promise<RebuildRow> {
    const { database, percolator } = this.#deps;
    if (row.differs === 1) {
      await reviseAllQueries(database);
      this.#report.revised = this.#report.queries;
    } else {
      const { missing } = await compareRegistrations(this.#deps, percolator);
      if (missing.length > 0) {
        await database.transaction((tx) => reviseQueries(tx, missing));
        this.#report.revised = missing.length;
      }
    }
    const settled = await this.#change(row, { unsettled: 0, begun: false });
    await this.#deps.step('rebuild:settled');
    return settled;
  }

  async #drop(row: RebuildRow): Promise<void> {
    const { database, indices } = this.#deps;
    const { keep } = this.#options;
    if (keep === 0) {
      await this.#change(row, { state: 'alone', serving: null, second: null });
    }
    const others = (await indices.list(await readDatabaseLineage(database))).filter(
      (index) => index !== row.serving && index !== row.second,
    );
    const left = [...(row.second === null ? [] : [row.second]), ...others].slice(keep);
    for (const index of left) {
      await indices.drop(index);
    }
    this.#report.dropped = left;
  }

  async #goBack(): Promise<RebuildReport['outcome']> {
    const { database, indices, percolator } = this.#deps;
    let row = await readRebuild(database);
    if (row.state === 'alone') {
      throw new ConflictError('there is no index to go back to');
    }
    if (row.state === 'swapping' && (await indices.serving())?.index === row.second) {
      // Killed between the alias and the row.
      row = await this.#swap(row);
    }
    if (row.state !== 'swapped') {
      await this.#change(row, { state: 'alone', serving: null, second: null, begun: false });
      await indices.drop(secondOf(row));
      this.#report.dropped = [secondOf(row)];
      return 'abandoned';
    }
    row = await this.#change(row, { refused: 0, begun: true });
    const { missing } = await compareRegistrations(this.#deps, percolator.at(secondOf(row)));
    if (missing.length > 0) {
      throw new ConflictError(`the index from before lacks ${String(missing.length)} filters: build a new one instead`);
    }
    const swapping = await this.#toSwapping(row, { differs: row.differs === 1 ? 1 : 0 });
    await this.#settle(await this.#swap(swapping));
    return 'went back';
  }

  /** @throws ConflictError when it is no longer this builder's, or not as it left it */
  async #change(row: RebuildRow, change: RebuildChange, options?: { unrefused: boolean }): Promise<RebuildRow> {
    const { database, claimSeconds } = this.#deps;
    if (this.#options.signal?.aborted === true) {
      throw new ConflictError('the process that rebuilds is stopping: resume it');
    }
    const by = { holder: this.#holder, seconds: claimSeconds, from: row };
    if (!(await stepRebuild(database, by, change, options))) {
      throw new ConflictError(
        options?.unrefused === true
          ? 'the new index has refused a filter meanwhile, or the rebuild was ended by another process: resume it'
          : 'the rebuild was ended or taken over by another process',
      );
    }
    return readRebuild(database);
  }

  async #tell(outcome: RebuildReport['outcome']): Promise<RebuildReport> {
    const { second } = await readRebuild(this.#deps.database);
    const serving = (await this.#deps.indices.serving())?.index ?? null;
    return { ...this.#report, outcome, serving, second };
  }
}

function servingOf({ serving }: RebuildRow): string {
  if (serving === null) {
    throw new Error('the rebuild has no index to come from');
  }
  return serving;
}

function secondOf({ second }: RebuildRow): string {
  if (second === null) {
    throw new Error('the rebuild has no second index');
  }
  return second;
}
