import { round } from './statistics.ts';
import type { WrongAnswers } from './wrong-answers.ts';

/** Measured values; units are in the names. Null where this machine cannot tell or there were too few samples. */
export type Figures = Readonly<Record<string, number | null>>;

/** One row, as measured. */
export interface Measurement {
  row: string;
  /** Runs of the thing that is timed. */
  samples: number;
  figures: Figures;
  /** Of the process that did the work. */
  peakMemoryMb: number | null;
  /** Over the answers in an order of their own, so that two runs can be compared. */
  checksum: string;
  /** How many answers were compared with what they should be. */
  checked: number;
  wrong: WrongAnswers;
  floor: { what: string; figures: Figures };
  goals: readonly Goal[];
  /** What the work consisted of; no times. */
  work?: Readonly<Record<string, unknown>>;
}

/** What a figure is to reach; `peak_memory_mb` is one of the figures. */
export type Goal = { figure: string } & ({ atMost: number } | { atLeast: number });

/** What all rows of a run have in common. */
export interface Frame {
  command: string;
  machine: Readonly<Record<string, unknown>>;
  /** Goals are set for the full corpus; a smaller one is not judged. */
  judged: boolean;
}

/** The line that is printed. Wrong answers have no time: how fast they came is worth nothing. */
export function presentRow(measurement: Measurement, frame: Frame, date: Date): object {
  const { row, samples, figures, peakMemoryMb, checksum, checked, wrong, floor, goals, work } = measurement;
  const head = { row, command: frame.command, machine: frame.machine, date: date.toISOString(), samples };
  if (wrong.count > 0) {
    return { ...head, ...work, checked, wrong: wrong.count, examples: wrong.examples };
  }
  const measured = { ...figures, peak_memory_mb: peakMemoryMb };
  return {
    ...head,
    ...work,
    ...measured,
    checked,
    checksum,
    floor: { what: floor.what, ...floor.figures },
    ratio: ratioToFloor(figures, floor.figures),
    goal: Object.fromEntries(goals.map(presentGoal)),
    met: frame.judged ? areMet(goals, measured) : null,
  };
}

const rates = ['requests_per_second', 'items_per_second'];

/** How many times as long as the floor it took: by throughput where there is one, else by the median. */
export function ratioToFloor(figures: Figures, floor: Figures): number | null {
  const divide = (above: number | null | undefined, below: number | null | undefined): number | null =>
    above == null || below == null || below === 0 ? null : round(above / below);
  const rate = rates.find((name) => name in figures);
  return rate === undefined ? divide(figures['median_ms'], floor['median_ms']) : divide(floor[rate], figures[rate]);
}

/** @returns null when a goal is about a figure that could not be measured */
export function areMet(goals: readonly Goal[], figures: Figures): boolean | null {
  const verdicts = goals.map((goal) => {
    const figure = figures[goal.figure];
    return figure == null ? null : 'atMost' in goal ? figure <= goal.atMost : figure >= goal.atLeast;
  });
  return verdicts.includes(false) ? false : verdicts.includes(null) ? null : true;
}

function presentGoal(goal: Goal): [string, string] {
  return [goal.figure, 'atMost' in goal ? `<= ${String(goal.atMost)}` : `>= ${String(goal.atLeast)}`];
}
