import type { Database } from '../../kernel/database.ts';

/** How far apart the hours are in the row's value: more than the largest budget. */
const apart = 10_000_000;
const hourMilliseconds = 3_600_000;

/**
 * How many requests all processes together may send to upstream in one hour of the clock, counted in the row `upstream` of `turn`:
 * its value is hour · 10⁷ + requests.
 */
export class RequestBudget {
  readonly #database: Database;
  readonly #perHour: number;

  constructor(database: Database, perHour: number) {
    this.#database = database;
    this.#perHour = perHour;
  }

  /** Takes leave for one request. @returns undefined, or how long until there is leave again, milliseconds */
  async take(): Promise<number | undefined> {
    const { affectedRows } = await this.#database.run(
      `UPDATE turn SET value = GREATEST(value, FLOOR(UNIX_TIMESTAMP() / 3600) * ?) + 1
       WHERE name = 'upstream' AND value < FLOOR(UNIX_TIMESTAMP() / 3600) * ? + ?`,
      [apart, apart, this.#perHour],
    );
    return affectedRows > 0 ? undefined : hourMilliseconds - (Date.now() % hourMilliseconds);
  }
}
