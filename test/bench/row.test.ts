import { expect } from 'chai';
import { areMet, presentRow, ratioToFloor, type Frame, type Goal, type Measurement } from '../../scripts/bench/row.ts';
import { WrongAnswers } from '../../scripts/bench/wrong-answers.ts';

const frame: Frame = { command: 'npm run bench -- loop', machine: { cores: 2 }, judged: true };
const date = new Date('2026-11-20T12:00:00Z');

function measurement(changes: Partial<Measurement> = {}): Measurement {
  return {
    row: 'change',
    samples: 300,
    figures: { median_ms: 30, p95_ms: 60, p99_ms: 90 },
    peakMemoryMb: 200,
    checksum: 'abc',
    checked: 320,
    wrong: new WrongAnswers(),
    floor: { what: 'raw requests', figures: { median_ms: 12, p95_ms: 20, p99_ms: 30 } },
    goals: [{ figure: 'median_ms', atMost: 40 }],
    work: { warm_up: 20 },
    ...changes,
  };
}

function wrongAnswers(count: number): WrongAnswers {
  const wrong = new WrongAnswers();
  for (let number = 1; number <= count; number += 1) {
    wrong.add(`wrong ${String(number)}`);
  }
  return wrong;
}

describe('bench: rows', () => {
  it('has what was measured, on what, against which floor and goal', () => {
    expect(presentRow(measurement(), frame, date)).to.deep.equal({
      row: 'change',
      command: 'npm run bench -- loop',
      machine: { cores: 2 },
      date: '2026-11-20T12:00:00.000Z',
      samples: 300,
      warm_up: 20,
      median_ms: 30,
      p95_ms: 60,
      p99_ms: 90,
      peak_memory_mb: 200,
      checked: 320,
      checksum: 'abc',
      floor: { what: 'raw requests', median_ms: 12, p95_ms: 20, p99_ms: 30 },
      ratio: 2.5,
      goal: { median_ms: '<= 40' },
      met: true,
    });
  });

  it('shows wrong answers with examples, and then neither times nor a verdict', () => {
    expect(presentRow(measurement({ wrong: wrongAnswers(7) }), frame, date)).to.deep.equal({
      row: 'change',
      command: 'npm run bench -- loop',
      machine: { cores: 2 },
      date: '2026-11-20T12:00:00.000Z',
      samples: 300,
      warm_up: 20,
      checked: 320,
      wrong: 7,
      examples: ['wrong 1', 'wrong 2', 'wrong 3', 'wrong 4', 'wrong 5'],
    });
  });

  it('does not judge a corpus for which no goals are set', () => {
    expect(presentRow(measurement(), { ...frame, judged: false }, date)).to.include({ met: null });
  });

  it('compares by throughput where there is one: more requests are less time', () => {
    expect(ratioToFloor({ median_ms: 30 }, { median_ms: 12 })).to.equal(2.5);
    expect(
      ratioToFloor({ requests_per_second: 4_000, median_ms: 8 }, { requests_per_second: 12_000, median_ms: 2 }),
    ).to.equal(3);
    expect(ratioToFloor({ median_ms: 30 }, { median_ms: 0 })).to.equal(null);
    expect(ratioToFloor({ median_ms: 30 }, {})).to.equal(null);
  });

  it('meets goals at their very bounds, from above and from below', () => {
    const goals: Goal[] = [
      { figure: 'requests_per_second', atLeast: 4_000 },
      { figure: 'errors', atMost: 0 },
    ];
    expect(areMet(goals, { requests_per_second: 4_000, errors: 0 })).to.equal(true);
    expect(areMet(goals, { requests_per_second: 3_999, errors: 0 })).to.equal(false);
    expect(areMet(goals, { requests_per_second: 4_000, errors: 1 })).to.equal(false);
  });

  it('cannot say that a goal is met whose figure is not known, only that another is missed', () => {
    const goals: Goal[] = [
      { figure: 'median_ms', atMost: 40 },
      { figure: 'peak_memory_mb', atMost: 600 },
    ];
    expect(areMet(goals, { median_ms: 30, peak_memory_mb: null })).to.equal(null);
    expect(areMet(goals, { median_ms: 41, peak_memory_mb: null })).to.equal(false);
  });
});
