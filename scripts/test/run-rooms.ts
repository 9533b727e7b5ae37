import { join } from 'node:path';
import { runMocha, type MochaOutcome, type MochaRun } from './run-mocha.ts';
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
 * Runs each room's tests in a process of its own, two rooms at a time, so that what one room leaves open is told of that room.
 * @param run.totalsFolder where the processes write their totals
 * @param report is called once for each room, as soon as it is done
 */
export async function runRooms(
  run: Omit<MochaRun, 'totalsFile' | 'write'> & { totalsFolder: string },
  report: (result: RoomResult) => void,
): Promise<void> {
  const rooms = Map.groupBy(run.files, roomOf);
  const waiting = [...rooms.keys()].sort((one, other) => rank(one) - rank(other));
  const work = async (): Promise<void> => {
    for (let room = waiting.shift(); room !== undefined && !run.signal.aborted; room = waiting.shift()) {
      const began = performance.now();
      let output = '';
      const outcome = await runMocha({
        ...run,
        files: rooms.get(room) ?? [],
        totalsFile: join(run.totalsFolder, `${room}.totals`),
        write: (text) => {
          output += text;
        },
      });
      report({ room, seconds: (performance.now() - began) / 1000, outcome, output });
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
}

function rank(room: string): number {
  const place = long.indexOf(room);
  return place === -1 ? long.length : place;
}
