import { expect } from 'chai';
import { HELP, parseOptions } from '../../scripts/corpus/options.ts';

function errorsOf(...argv: string[]): string[] {
  const parsed = parseOptions(argv);
  return parsed.kind === 'errors' ? parsed.errors : [];
}

describe('corpus: options', () => {
  it('has the measured sizes as defaults', () => {
    expect(parseOptions(['--out', 'somewhere'])).to.deep.equal({
      kind: 'options',
      options: {
        out: 'somewhere',
        seed: 1,
        items: 33_500,
        filters: 1_439,
        catalogs: 3_000,
        customers: 1_250,
        now: Date.UTC(2026, 10, 20),
      },
    });
  });

  it('takes every option', () => {
    const argv = '--out d --seed 9 --items 50 --filters 2 --catalogs 3 --customers 4 --now 2025-01-02T03:04:05+01:00';
    expect(parseOptions(argv.split(' '))).to.deep.equal({
      kind: 'options',
      options: {
        out: 'd',
        seed: 9,
        items: 50,
        filters: 2,
        catalogs: 3,
        customers: 4,
        now: Date.UTC(2025, 0, 2, 2, 4, 5),
      },
    });
  });

  it('knows help, which names every option', () => {
    expect(parseOptions(['--help'])).to.deep.equal({ kind: 'help' });
    for (const option of ['--out', '--seed', '--items', '--filters', '--catalogs', '--customers', '--now']) {
      expect(HELP).to.contain(option);
    }
  });

  it('reports all mistakes at once, with what would be right', () => {
    const errors = errorsOf('--items', '3', '--seed', '1.5', '--now', '2026-02-30');
    expect(errors).to.have.length(4);
    expect(errors[0]).to.equal('--seed must be a whole number from 0 to 9007199254740991, not "1.5"');
    expect(errors[1]).to.equal('--items must be a whole number from 4 to 10000000, not "3"');
    expect(errors[2]).to.contain('--now must be an ISO 8601 instant');
    expect(errors[3]).to.equal('--out DIR is missing');
  });

  it('refuses what it does not know and what cannot be', () => {
    expect(errorsOf('--out', 'd', '--item', '5')[0]).to.contain('--item');
    expect(errorsOf('d')[0]).to.contain("'d'");
    expect(errorsOf('--out', 'd', '--filters', '-1')).to.have.length(1);
    expect(errorsOf('--out', 'd', '--filters', '0')[0]).to.contain('--catalogs 0');
    expect(errorsOf('--out', 'd', '--filters', '0', '--catalogs', '0')).to.deep.equal([]);
    expect(errorsOf('--out', '  ')).to.have.length(1);
    // Without a zone it would mean another instant on another machine.
    expect(errorsOf('--out', 'd', '--now', '2026-11-20T00:00:00')).to.have.length(1);
  });
});
