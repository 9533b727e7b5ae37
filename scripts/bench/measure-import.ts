import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { checkImport } from './check-import.ts';
import type { BenchContext } from './context.ts';
import { measureImportFloor } from './import-floor.ts';
import { watchPeakMemory } from './peak-memory.ts';
import { countUndecided, readDatabaseClock, readMemberships } from './read-memberships.ts';
import type { Measurement } from './row.ts';
import { startChild } from './start-child.ts';
import { summarize } from './statistics.ts';
import { WrongAnswers } from './wrong-answers.ts';

/**
 * Everything from nothing: an empty database, no index; the clock stops when the import has ended with every membership
 * committed.
 */
export async function measureImport(context: BenchContext): Promise<Measurement> {
  const { stores, corpus, judge, root, say, signal } = context;
  const database = await createConnection({ uri: stores.addresses.databaseUrl, timezone: 'Z' });
  try {
    say('import: everything from nothing');
    const from = await readDatabaseClock(database);
    const began = performance.now();
    const child = await startChild(
      [
        join(root, 'scripts/import.ts'),
        '--json',
        ...Object.entries(corpus).flatMap(([kind, file]: [string, string]) => [`--${kind}`, file]),
      ],
      { cwd: root, env: stores.environment, signal },
    );
    const memory = watchPeakMemory(child.pid);
    const { stdout } = await child.ended.finally(() => memory.stop());
    const milliseconds = performance.now() - began;
    const span = { from, to: await readDatabaseClock(database) };

    say(`import: ${(milliseconds / 1000).toFixed(1)} s; comparing every pair with the evaluator`);
    const wrong = new WrongAnswers();
    const undecided = await countUndecided(database);
    if (undecided > 0) {
      wrong.add(`${String(undecided)} items and queries are not decided although the import has ended`);
    }
    const memberships = await readMemberships(database);
    const checked = await checkImport(judge, corpus.content, memberships, span, { wrong, signal });
    say('import: the floor');
    const floor = await measureImportFloor(stores, database, memberships, signal);
    return {
      row: 'import',
      samples: 1,
      figures: { ...summarize([milliseconds]), ...secondsByFile(stdout) },
      peakMemoryMb: memory.stop(),
      checksum: memberships.checksum(),
      checked,
      wrong,
      floor,
      goals: [
        { figure: 'median_ms', atMost: 90_000 },
        { figure: 'peak_memory_mb', atMost: 600 },
      ],
      work: { items: memberships.items.length, queries: memberships.queries.length, memberships: memberships.count },
    };
  } finally {
    await database.end();
  }
}

/** The import's own account of where the time went. */
function secondsByFile(summary: string): Record<string, number> {
  const { files } = JSON.parse(summary) as { files: { kind: string; seconds: number }[] };
  return Object.fromEntries(files.map(({ kind, seconds }) => [`${kind}_ms`, Math.round(seconds * 1000)]));
}
