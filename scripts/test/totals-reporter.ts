import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** What a run of mocha came to. */
export interface MochaTotals {
  readonly passed: number;
  readonly failed: number;
}

/**
 * Mocha's usual output, and at the end the totals in a file (`--reporter-option totals=FILE`), from which `npm test` makes
 * its last line. A skipped test counts as failed: a missing service is a failure, never a reason to skip.
 */
class TotalsReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const file = (options.reporterOptions as { totals?: string } | undefined)?.totals;
    let passed = 0;
    let failed = 0;
    runner.on('pass', () => (passed += 1));
    runner.on('fail', () => (failed += 1));
    runner.on('pending', () => (failed += 1));
    runner.once('end', () => {
      const totals: MochaTotals = { passed, failed };
      if (file !== undefined) {
        writeFileSync(file, JSON.stringify(totals));
      }
    });
  }
}

// Mocha loads a reporter with require and takes what that gives for the class.
export { TotalsReporter as 'module.exports' };
