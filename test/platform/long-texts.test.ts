import { expect } from 'chai';
import fc from 'fast-check';
import type { Logger } from '../../src/kernel/log.ts';
import { MysqlDatabase } from '../../src/platform/mysql/database.ts';
import { ProcessTracing } from '../../src/platform/tracing/tracing.ts';
import { makeStores } from '../support/service.ts';

const quiet = (): void => undefined;
const logger: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet, child: () => logger };

/** Everything that means something within quotes, or begins a statement, and characters of one to four bytes. */
const pieces = [
  "'",
  '"',
  '\\',
  '\\\\',
  "\\'",
  '\0',
  '\b',
  '\n',
  '\r',
  '\t',
  '\u001a',
  '%',
  '_',
  ';',
  '--',
  '/*',
  '?',
  'é',
  '字',
  '😀',
];
const piece = fc.oneof({ arbitrary: fc.constantFrom(...pieces), weight: 3 }, fc.string({ unit: 'binary' }));

describe('long texts in statements', function () {
  this.timeout(60_000);
  let database: MysqlDatabase;

  before(async () => {
    const { config } = await makeStores();
    database = new MysqlDatabase({
      url: config.databaseUrl,
      connections: 1,
      timeout: 10_000,
      metrics: { observeCall: quiet, transactionRetried: quiet },
      tracing: new ProcessTracing(undefined, logger),
    });
  });
  after(() => database.stop());

  it('come back as they were, also in lists, beside short ones and in messages of several statements', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40 }), fc.nat(1_100), async (some, fill) => {
        const text = some.join('') + 'x'.repeat(fill) + some.toReversed().join('');
        const short = some.slice(0, 2).join('');
        const found = await database.transaction(async (tx) => {
          await tx.later('SET @one = ?, @two = ?', [text, short]);
          const [a] = await tx.rows<{ one: string; two: string; three: string }>(
            'SELECT @one AS one, @two AS two, ? AS three',
            [text],
          );
          const [b] = await tx.rows<{ listed: number }>('SELECT ? IN (?) AS listed', [text, ['another', text]]);
          return { ...a, ...b };
        });
        expect(found).to.deep.equal({ one: text, two: short, three: text, listed: 1 });
      }),
      { numRuns: 300 },
    );
  });
});
