import { randomUUID } from 'node:crypto';
import type { Database } from '../database.ts';
import { ConflictError } from '../errors.ts';
import type { RebuildChange, RebuildRow, TargetRow } from './targets.ts';

/**
 * One builder's hold of a rebuild: his until a deadline that moves with each step. Not by a timer, so one that hangs loses it.
 *
 *   take() ──▶ held ──change() or alive(), each before the deadline──▶ held ──leave(), or the deadline──▶ anybody's
 */
export class BuilderHold {
  readonly #deps: { database: Database; target: TargetRow; claimSeconds: number };
  readonly #signal: AbortSignal | undefined;
  readonly #holder = randomUUID();

  /** @param signal the builder stops at his next step once it is aborted */
  constructor(deps: { database: Database; target: TargetRow; claimSeconds: number }, signal: AbortSignal | undefined) {
    this.#deps = deps;
    this.#signal = signal;
  }

  /** @throws ConflictError when somebody else has it */
  async take(): Promise<void> {
    const { database, target, claimSeconds } = this.#deps;
    if (!(await target.take(database, this.#holder, claimSeconds))) {
      throw new ConflictError('another process is rebuilding this index, or was killed within the last seconds');
    }
  }

  leave(): Promise<void> {
    return this.#deps.target.leave(this.#deps.database, this.#holder);
  }

  read(): Promise<RebuildRow> {
    return this.#deps.target.readRebuild(this.#deps.database);
  }

  async alive(row: RebuildRow): Promise<void> {
    await this.change(row, {});
  }

  /**
   * @param options.unrefused only while the second index has refused nothing
   * @throws ConflictError when it is no longer this builder's, or not as it left it
   */
  async change(row: RebuildRow, change: RebuildChange, options?: { unrefused: boolean }): Promise<RebuildRow> {
    const { database, target, claimSeconds } = this.#deps;
    if (this.#signal?.aborted === true) {
      throw new ConflictError('the process that rebuilds is stopping: resume it');
    }
    const by = { holder: this.#holder, seconds: claimSeconds, from: row };
    if (!(await target.step(database, by, change, options))) {
      throw new ConflictError(
        options?.unrefused === true
          ? 'the new index has refused a row meanwhile, or the rebuild was ended by another process: resume it'
          : 'the rebuild was ended or taken over by another process',
      );
    }
    return this.read();
  }
}
