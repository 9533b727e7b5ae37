import { join } from 'node:path';
import { runMocha, type MochaOutcome } from './run-mocha.ts';
import type { TestsRun } from './run-tests.ts';
import { roomOf } from './select-files.ts';

/**
 * The rooms that take longest, longest first, in two parts that take about as long: those that compute most of their time, and
 * those that often wait, for timeouts, browsers and processes.
 */
const first = ['inclusion', 'protocol', 'search', 'api', 'access'];
const last = ['mutants', 'pages', 'outages', 'upstream', 'rolling', 'lifecycle', 'observability', 'import', 'fuzz'];

/** A room's tests are over. */
export interface RoomResult {
  readonly room: string;
  readonly seconds: number;
  readonly outcome: MochaOutcome;
  /** What mocha printed. */
  readonly output: string;
}

/**
 * Runs each room's tests in a process of its own, one room in each lane at a time, so that what one room leaves open is told of
 * that room. What a room made is dropped when it is done, while the next one runs: the engines get slower with every index, and
 * a node of OpenSearch holds a thousand. One lane begins with what computes, the next with what waits, so that no core is idle;
 * they meet among the short rooms, so that neither ends long after the other.
 * @param lanes each takes rooms from the moment when it is free
 * @param report is called once for each room, as soon as it is done
 */
export async function runRooms(
  run: TestsRun,
  lanes: readonly Promise<void>[],
  report: (result: RoomResult) => void,
): Promise<void> {
  const rooms = Map.groupBy(run.files, roomOf);
  const left = [...rooms.keys()].sort((one, other) => rank(one) - rank(other));
  const dropping: Promise<void>[] = [];
  const work = async (free: Promise<void>, lane: number): Promise<void> => {
    await free;
    const next = (): string | undefined => (lane % 2 === 0 ? left.shift() : left.pop());
    for (let room = next(); room !== undefined && !run.signal.aborted; room = next()) {
      const began = performance.now();
      let output = '';
      const name = run.name + room;
      const { promise: tested, resolve, reject } = Promise.withResolvers<MochaOutcome>();
      const dropped = run.under(name, async () => {
        resolve(
          await runMocha({
            ...run,
            env: { ...run.env, PERCOLOG_TEST_RUN: name },
            files: rooms.get(room) ?? [],
            totalsFile: join(run.totalsFolder, `${room}.totals`),
            write: (text) => {
              output += text;
            },
          }),
        );
      });
      dropped.catch(reject);
      dropping.push(dropped);
      const outcome = await tested;
      report({ room, seconds: (performance.now() - began) / 1000, outcome, output });
    }
  };
  await Promise.all(lanes.map(work));
  await Promise.all(dropping);
}

/** The first rooms in their order, the short ones, the last rooms in their order backwards. */
function rank(room: string): number {
  const [place, placeFromEnd] = [first.indexOf(room), last.indexOf(room)];
  return place === -1 ? (placeFromEnd === -1 ? 0 : last.length - placeFromEnd) : place - first.length;
}
