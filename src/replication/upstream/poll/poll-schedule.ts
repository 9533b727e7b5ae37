import { schedule, type ScheduledTask } from 'node-cron';
import type { Logger } from '../../../kernel/log.ts';
import { pollKinds, type PollKind } from '../../port.ts';

const minute = 60_000;

interface ScheduleDeps {
  /** A cron expression; undefined: never. */
  expressions: Readonly<Record<PollKind, string | undefined>>;
  open: (kind: PollKind, tick: Date) => Promise<boolean>;
  /** Tells workers, here or elsewhere, that there is work. */
  wake: () => void;
  logger: Logger;
}

/**
 * Opens polls by the clock, UTC:
 *
 *   stopped ──start()──▶ at each tick of an expression a run is opened, and workers are told ──stop()──▶ stopped
 *
 * Every process may have one: the tick names the run, so that there is one of it. A tick that nobody was there for, or that found the
 * database away, is no loss: the next run begins where the last one that missed nothing did.
 */
export class PollSchedule {
  readonly #deps: ScheduleDeps;
  #tasks: ScheduledTask[] = [];

  constructor(deps: ScheduleDeps) {
    this.#deps = deps;
  }

  start(): void {
    const { expressions } = this.#deps;
    this.#tasks = pollKinds.flatMap((kind) => {
      const expression = expressions[kind];
      const tick = ({ date }: { date: Date }): Promise<void> => this.#tick(kind, date);
      return expression === undefined ? [] : [schedule(expression, tick, { timezone: 'Etc/UTC', unref: true })];
    });
  }

  async stop(): Promise<void> {
    for (const task of this.#tasks.splice(0)) {
      await task.destroy();
    }
  }

  async #tick(kind: PollKind, date: Date): Promise<void> {
    const { open, wake, logger } = this.#deps;
    try {
      // The clocks of two processes differ by less than that.
      if (await open(kind, new Date(Math.floor(date.getTime() / minute) * minute))) {
        wake();
      }
    } catch (error) {
      logger.warn({ err: error, kind }, 'a poll is left out, the next one makes up for it');
    }
  }
}
