import { join } from 'node:path';
import { runMocha, type MochaOutcome } from './run-mocha.ts';
import type { TestsRun } from './run-tests.ts';
import { roomOf } from './select-files.ts';

/** What takes longest, longest first: begun early, it does not keep one lane busy while the other has nothing left. */
const long = [
  'protocol',
  'access',
  'api',
  'pages',
  'observability',
  'mutants',
  'inclusion',
  'rolling',
  'import',
  'stack',
];

/** Test processes at a time: most tests wait for engines and processes more than they compute, and two cores are the least. */
const lanes = 2;

/** A room's tests are over. */
export interface RoomResult {
  readonly room: string;
  readonly seconds: number;
  readonly outcome: MochaOutcome;
  /** What mocha printed. */
  readonly output: string;
}

/**
 * Runs each room's tests in a process of its own, two rooms at a time, so that what one room leaves open is told of that room. What
 * a room made is dropped when it is done: the engines get slower with every index, and a node of OpenSearch holds a thousand.
 * @param report is called once for each room, as soon as it is done
 */
export async function runRooms(run: TestsRun, report: (result: RoomResult) => void): Promise<void> {
  const rooms = Map.groupBy(run.files, roomOf);
  const waiting = [...rooms.keys()].sort((one, other) => rank(one) - rank(other));
  const work = async (): Promise<void> => {
    for (let room = waiting.shift(); room !== undefined && !run.signal.aborted; room = waiting.shift()) {
      const began = performance.now();
      let output = '';
      const name = run.name + room;
      const outcome = await run.under(name, () =>
        runMocha({
          ...run,
          env: { ...run.env, PERCOLOG_TEST_RUN: name },
          files: rooms.get(room) ?? [],
          totalsFile: join(run.totalsFolder, `${room}.totals`),
          write: (text) => {
            output += text;
          },
        }),
      );
      report({ room, seconds: (performance.now() - began) / 1000, outcome, output });
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
}

function rank(room: string): number {
  const place = long.indexOf(room);
  return place === -1 ? long.length : place;
}
