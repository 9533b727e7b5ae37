import type { Tx } from '../../kernel/database.ts';

/** Of queries: what left them from a minute on; undefined is the whole hour. Minutes are counted since 1970. */
export type Asked = ReadonlyMap<number | undefined, readonly number[]>;

export interface DeparturesByMinute {
  /** The minute that it is, by the database's clock. */
  now: number;
  rows: readonly { queryId: number; minute: number; count: number }[];
}

const minuteOf = (moment: string): string => `CAST(FLOOR(UNIX_TIMESTAMP(${moment}) / 60) AS SIGNED)`;

/** How many memberships, whose removal nobody asked for, left queries in which minute. */
export async function readDepartures(tx: Tx, asked: Asked): Promise<DeparturesByMinute> {
  const since = (minute: number | undefined): string =>
    minute === undefined ? 'UTC_TIMESTAMP(3) - INTERVAL 1 HOUR' : 'FROM_UNIXTIME(? * 60)';
  const departed = [...asked.keys()].map(
    (minute) =>
      `SELECT query_id, ${minuteOf('departed_at')} AS minute, CAST(SUM(departed) AS SIGNED) AS count FROM membership_change
       WHERE query_id IN (?) AND departed_at >= ${since(minute)} GROUP BY 1, 2`,
  );
  const rows = await tx.rows<{ now: number; query_id: number | null; minute: number; count: number }>(
    `SELECT clock.now, d.query_id, d.minute, d.count FROM (SELECT ${minuteOf('UTC_TIMESTAMP(3)')} AS now) clock
     LEFT JOIN (${departed.join(' UNION ALL ')}) d ON TRUE`,
    [...asked].flatMap(([minute, ids]) => (minute === undefined ? [ids] : [ids, minute])),
  );
  return {
    now: rows[0]?.now ?? 0,
    rows: rows.flatMap(({ query_id, minute, count }) =>
      query_id === null ? [] : [{ queryId: query_id, minute, count }],
    ),
  };
}
