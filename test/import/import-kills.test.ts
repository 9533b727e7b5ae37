import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { writeCorpus } from '../../scripts/corpus/write-corpus.ts';
import { Random } from '../oracle/random.ts';
import { compareMembership } from '../support/compare-membership.ts';
import { runImport } from '../support/import.ts';
import type { Ended } from '../support/run-script.ts';
import { makeStores, sql, type TestStores } from '../support/service.ts';
import { size } from '../support/size.ts';

const kills = size('IMPORT_KILLS', { short: 2, deep: 40 });
const sizes = { items: 400, filters: 40, catalogs: 50, customers: 8 };

describe('an import that is killed', function () {
  this.timeout(600_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'percolog-kills-'));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it(`is completed by running it again: nothing lost, nothing twice, after ${String(kills)} kills`, async () => {
    const random = new Random(process.env['SEED'] === undefined ? undefined : Number(process.env['SEED']));
    const told = `SEED=${String(random.seed)} IMPORT_KILLS=${String(kills)}`;
    await writeCorpus({ ...sizes, seed: 5, now: Date.now(), out: folder }, { onProgress: () => undefined });
    const args = ['customers', 'content', 'queries', 'catalogs'].flatMap((kind) => [
      `--${kind}`,
      path.join(folder, `${kind}.jsonl`),
    ]);

    const killedAt: string[] = [];
    while (killedAt.length < kills) {
      // A few kills on the same stores, then new ones, so that early and late ends are met alike.
      const stores = await makeStores();
      for (const target of random.times(4, () => random.between(0, 1_000)).sort((one, other) => one - other)) {
        const { code, reached, stderr } = await importKilledAt(stores, args, target);
        if (code === null) {
          killedAt.push(reached);
        } else {
          expect(code, `${told} ${stderr}`).to.equal(0);
        }
      }
      await expectCompleted(stores, args, told);
    }
    console.log(`      seed ${String(random.seed)}: killed at ${killedAt.join(', ')}`);
  });

  async function expectCompleted(stores: TestStores, args: readonly string[], told: string): Promise<void> {
    const { code, stdout, stderr } = await runImport(stores, [...args, '--json']);
    expect(code, `${told} ${stderr}`).to.equal(0);
    expect((JSON.parse(stdout) as { pending: number }).pending, told).to.equal(0);
    const [rows] = await sql<Record<string, number>>(
      stores,
      `SELECT (SELECT COUNT(*) FROM content) AS items, (SELECT COUNT(*) FROM catalog_query) AS filters,
         (SELECT COUNT(*) FROM enterprise_catalog) AS catalogs, (SELECT COUNT(*) FROM enterprise_customer) AS customers`,
    );
    expect(rows, told).to.deep.equal(sizes);
    const { lost, extra } = await compareMembership(stores, Date.now());
    expect({ lost, extra }, told).to.deep.equal({ lost: [], extra: [] });
    const states = await sql<{ state: string }>(stores, 'SELECT DISTINCT state FROM sync_run ORDER BY state');
    expect(states.map(({ state }) => state))
      .to.include('done')
      .and.to.not.include('failed');
  }
});

/** Runs the import and kills it as soon as so many thousandths of its work are in the database. */
async function importKilledAt(
  stores: TestStores,
  args: readonly string[],
  thousandths: number,
): Promise<Ended & { reached: string }> {
  let kill = (): void => undefined;
  const process = { over: false };
  const ended = runImport(stores, args, { onStart: (end) => (kill = end) }).finally(() => {
    process.over = true;
  });
  let done = 0;
  const connection = await createConnection(stores.config.databaseUrl);
  while (!process.over && done < thousandths) {
    done = await progressOf(connection);
    // A thousandth takes longer; asking without a pause keeps a core from the import.
    await pause(2);
  }
  kill();
  await connection.end();
  return { ...(await ended), reached: `${String(done)}‰` };
}

/** Rows that are in, and those of them that are decided, against all that there will be. */
async function progressOf(connection: Connection): Promise<number> {
  try {
    const [[row]] = await connection.query<(RowDataPacket & { done: number })[]>(
      `SELECT (SELECT COUNT(*) + COUNT(NULLIF(undecided IS NULL, 0)) FROM content) + (SELECT COUNT(*) + COUNT(NULLIF(undecided IS NULL, 0)) FROM catalog_query)
         + (SELECT COUNT(*) FROM enterprise_catalog) + (SELECT COUNT(*) FROM enterprise_customer) AS done`,
    );
    const all = 2 * (sizes.items + sizes.filters) + sizes.catalogs + sizes.customers;
    return Math.floor((1_000 * (row?.done ?? 0)) / all);
  } catch (error) {
    if ((error as { code?: string }).code === 'ER_NO_SUCH_TABLE') {
      return 0;
    }
    throw error;
  }
}
