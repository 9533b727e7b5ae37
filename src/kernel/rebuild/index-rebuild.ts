import type { Database } from '../database.ts';
import { ConflictError, UnavailableError } from '../errors.ts';
import type { Step } from '../steps.ts';
import { BuilderHold } from './builder-hold.ts';
import type { Generations } from './indices.ts';
import type { RebuildOptions, RebuildResult } from './models.ts';
import type { RebuildParts } from './parts.ts';
import { isHalfWay, type RebuildRow, type TargetRow } from './targets.ts';

export interface IndexRebuildDeps {
  database: Database;
  target: TargetRow;
  indices: Generations;
  parts: RebuildParts;
  /** Which database the index is made for. */
  lineage: () => Promise<string>;
  /** How long a builder may be silent before another may take over. */
  claimSeconds: number;
  step: Step;
}

/** What is missing is copied again so often: a program of the version before may write while one looks. */
const rounds = 3;

/**
 * Builds an index anew while it is used (docs/architecture.md, Rebuild):
 *
 *   make it → change the targets → copy the rows → compare → swapping → move the alias → swapped → look for what was missed → drop
 *
 * Each step is committed before the next begins, and may be done twice: a builder that was killed anywhere is resumed there.
 */
export class IndexRebuild {
  readonly #deps: IndexRebuildDeps;
  readonly #options: RebuildOptions;
  readonly #hold: BuilderHold;
  readonly #result: RebuildResult = {
    outcome: 'nothing begun',
    serving: null,
    second: null,
    copied: 0,
    different: 0,
    missing: 0,
    revised: 0,
    dropped: [],
  };
  #rows = 0;

  constructor(deps: IndexRebuildDeps, options: RebuildOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#hold = new BuilderHold(deps, options.signal);
  }

  /**
   * @throws ConflictError when another builder is at work, one was left half-way, or there is none to resume or to go back from ·
   *   UnavailableError
   */
  async run(): Promise<RebuildResult> {
    if (this.#options.how === 'plan') {
      return this.#tell(await this.#plan());
    }
    this.#rows = await this.#deps.parts.count();
    await this.#hold.take();
    try {
      return await this.#tell(this.#options.how === 'back' ? await this.#goBack() : await this.#goOn());
    } finally {
      await this.#hold.leave();
    }
  }

  async #plan(): Promise<RebuildResult['outcome']> {
    const row = await this.#hold.read();
    return isHalfWay(row) ? 'half-way' : row.state === 'swapped' ? 'can go back' : 'nothing begun';
  }

  async #goOn(): Promise<RebuildResult['outcome']> {
    let row = await this.#begin(await this.#hold.read());
    this.#options.begun?.();
    if (row.state === 'building') {
      row = await this.#copy(row);
      if ((await this.#checkOrStop(row)) === 'stops') {
        return 'stopped';
      }
      row = await this.#toSwapping(row, { differs: this.#result.different > 0 ? 1 : 0 });
    }
    if (row.state === 'swapping') {
      row = await this.#swap(row);
    }
    await this.#drop(await this.#settle(row));
    return 'swapped';
  }

  /** A rebuild to go on with: a new one, or the one that was left. */
  async #begin(row: RebuildRow): Promise<RebuildRow> {
    const { indices, lineage } = this.#deps;
    if (this.#options.how === 'resume') {
      if (!isHalfWay(row)) {
        throw new ConflictError('there is no rebuild that was left half-way');
      }
      return this.#hold.change(row, { stopped: 0, refused: 0 });
    }
    if (isHalfWay(row)) {
      throw new ConflictError('a rebuild was left half-way: resume it, or go back');
    }
    const found = await indices.serving();
    if (found === undefined) {
      throw new UnavailableError('opensearch', 'the index is missing; the workers make it anew');
    }
    // A name that is this builder's alone: one who lost his hold while he hung must not touch the index of the next.
    const named = await this.#hold.change(row, { generation: row.generation + 1 });
    const second = indices.nameOf(named.generation);
    await indices.make(second, await lineage());
    await indices.makeWritable(found.index);
    await this.#deps.step('rebuild:made');
    const begun = await this.#hold.change(named, {
      state: 'building',
      serving: found.index,
      second,
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
    const { parts } = this.#deps;
    const index = secondOf(row);
    let at = row;
    for (;;) {
      const from = at;
      const { last, copied } = await parts.copyPage(index, from.copied_to, () => this.#hold.alive(from));
      this.#result.copied += copied;
      if (last === undefined) {
        break;
      }
      at = await this.#hold.change(at, { copied_to: last });
      await this.#options.progress?.({ phase: 'copy', done: this.#result.copied, total: this.#rows });
      await this.#deps.step('rebuild:page-copied');
    }
    await this.#deps.indices.finish(index);
    await parts.refresh(index);
    await this.#deps.step('rebuild:visible');
    return at;
  }

  /** Also one that cannot even be asked waits for somebody, unless an engine is away. */
  async #checkOrStop(row: RebuildRow): Promise<'stops' | 'may swap'> {
    try {
      const outcome = await this.#check(row);
      if (outcome === 'stops') {
        await this.#hold.change(row, { stopped: 1 });
      }
      return outcome;
    } catch (error) {
      if (!(error instanceof UnavailableError || error instanceof ConflictError)) {
        await this.#hold.change(row, { stopped: 1 });
      }
      throw error;
    }
  }

  async #check(row: RebuildRow): Promise<'stops' | 'may swap'> {
    const pair = { serving: servingOf(row), candidate: secondOf(row) };
    this.#result.missing = await this.#countMissing(row, pair.candidate);
    if (this.#result.missing > 0) {
      // It will not serve like this, and may not even be asked.
      return 'stops';
    }
    this.#result.different = await this.#deps.parts.compare(pair, () => this.#hold.alive(row));
    await this.#deps.step('rebuild:compared');
    return this.#result.different > 0 && !this.#options.acceptDifferences ? 'stops' : 'may swap';
  }

  /** What a program of the version before wrote to one index only is copied. */
  async #countMissing(row: RebuildRow, index: string): Promise<number> {
    for (let round = 0; ; round += 1) {
      const missing = await this.#deps.parts.missing(index, () => this.#hold.alive(row));
      await this.#hold.alive(row);
      if (missing.length === 0 || round === rounds) {
        return missing.length;
      }
      this.#result.copied += await this.#deps.parts.copyRows(index, missing);
    }
  }

  async #toSwapping(row: RebuildRow, { differs }: { differs: 0 | 1 }): Promise<RebuildRow> {
    const swapping = await this.#hold.change(row, { state: 'swapping', differs, unsettled: 1 }, { unrefused: true });
    await this.#deps.step('rebuild:swapping');
    return swapping;
  }

  /** Both indices have every row, and whoever writes one now must have it in both. */
  async #swap(row: RebuildRow): Promise<RebuildRow> {
    const [from, to] = [servingOf(row), secondOf(row)];
    await this.#deps.indices.moveAlias({ from, to });
    await this.#deps.step('rebuild:alias-moved');
    const swapped = await this.#hold.change(row, { state: 'swapped', serving: to, second: from, refused: 0 });
    await this.#deps.step('rebuild:swapped');
    return swapped;
  }

  /** What a program of the version before wrote between the comparison and the swap may have been missed since. */
  async #settle(row: RebuildRow): Promise<RebuildRow> {
    const { parts } = this.#deps;
    if (row.differs === 1) {
      this.#result.revised = await parts.answersChanged();
    }
    const missing = await parts.missing(servingOf(row), () => this.#hold.alive(row));
    if (missing.length > 0) {
      await parts.revise(servingOf(row), missing);
      this.#result.revised += missing.length;
    }
    const settled = await this.#hold.change(row, { unsettled: 0, begun: false });
    await this.#deps.step('rebuild:settled');
    return settled;
  }

  async #drop(row: RebuildRow): Promise<void> {
    const { indices, lineage } = this.#deps;
    const { keep } = this.#options;
    const others = (await indices.list(await lineage())).filter(
      (index) => index !== row.serving && index !== row.second,
    );
    const left = [...(row.second === null ? [] : [row.second]), ...others].slice(keep);
    const held = keep === 0 ? await this.#hold.change(row, { state: 'alone', serving: null, second: null }) : row;
    for (const index of left) {
      await this.#hold.alive(held);
      await indices.drop(index);
    }
    this.#result.dropped = left;
  }

  async #goBack(): Promise<RebuildResult['outcome']> {
    const { indices } = this.#deps;
    let row = await this.#hold.read();
    if (row.state === 'alone') {
      throw new ConflictError('there is no index to go back to');
    }
    this.#options.begun?.();
    if (row.state === 'swapping' && (await indices.serving())?.index === row.second) {
      // Killed between the alias and the row.
      row = await this.#swap(row);
    }
    if (row.state !== 'swapped') {
      const stopped = await this.#staysOlder();
      await this.#hold.change(row, { state: 'alone', serving: null, second: null, stopped, begun: false });
      await indices.drop(secondOf(row));
      this.#result.dropped = [secondOf(row)];
      return 'abandoned';
    }
    row = await this.#hold.change(row, { refused: 0, begun: true });
    const missing = await this.#countMissing(row, secondOf(row));
    if (missing > 0) {
      throw new ConflictError(`the index from before cannot have ${String(missing)} rows: build a new one instead`);
    }
    const swapping = await this.#toSwapping(row, { differs: row.differs === 1 ? 1 : 0 });
    const settled = await this.#settle(await this.#swap(swapping));
    await this.#hold.change(settled, { stopped: await this.#staysOlder() });
    return 'went back';
  }

  /** 1: an index of an older definition serves by somebody's will, and no process rebuilds it by itself. */
  async #staysOlder(): Promise<0 | 1> {
    const { indices } = this.#deps;
    const serving = await indices.serving();
    return serving !== undefined && serving.version < indices.version ? 1 : 0;
  }

  async #tell(outcome: RebuildResult['outcome']): Promise<RebuildResult> {
    const { second } = await this.#hold.read();
    const serving = (await this.#deps.indices.serving())?.index ?? null;
    return { ...this.#result, outcome, serving, second };
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
