import { expect } from 'chai';
import { parseOptions } from '../../scripts/bench/options.ts';
import { runSuite } from '../../scripts/bench/run-suite.ts';

interface Row {
  row: string;
  wrong?: number;
  examples?: string[];
  checked: number;
  met: boolean | null;
  floor: Record<string, unknown>;
  ratio: number | null;
  [figure: string]: unknown;
}

describe('bench: the suite replication, small', function () {
  this.timeout(90_000);

  it('measures every row, and finds every answer right', async () => {
    const parsed = parseOptions('replication --items 150 --filters 1 --catalogs 1 --requests 64'.split(' '));
    if (parsed.kind !== 'options') {
      throw new Error(JSON.stringify(parsed));
    }
    const rows: Row[] = [];
    const outcome = await runSuite(parsed.options, {
      emit: (row) => rows.push(row as Row),
      say: () => undefined,
      signal: new AbortController().signal,
      stores: `percolog-test-${process.env['PERCOLOG_TEST_RUN'] ?? ''}-bench`.toLowerCase(),
    });
    expect(
      rows.flatMap(({ examples = [] }) => examples),
      'wrong answers',
    ).to.deep.equal([]);
    expect(outcome).to.equal('right');
    expect(rows.map(({ row }) => row)).to.deep.equal(['forms', 'poll-full', 'poll-again', 'content', 'content-many']);
    for (const { row, ratio, met, floor } of rows) {
      expect(ratio, row).to.be.a('number').and.to.be.greaterThan(0);
      expect(floor['what'], row).to.be.a('string');
      expect(met, 'a small corpus is not judged').to.equal(null);
    }
    expect(rows.slice(0, 3).map(({ checked }) => checked)).to.deep.equal([150, 150, 150]);
    expect(rows[2]).to.include({ tables_written: 0 });
    expect(rows[3]).to.include({ errors: 0, samples: 64 });
  });
});
