import { join } from 'node:path';
import type { Log } from '../stack/engine.ts';
import type { StackEnvironment } from '../stack/environment.ts';
import { installMissing } from '../stack/install-missing.ts';
import type { Layout } from '../stack/layout.ts';
import { MissingPrograms, type Missing } from '../stack/missing.ts';
import { findTestTools, lackOfTools, listMissingTools, type FoundTools } from './find-tools.ts';
import { ensureSchemathesis } from './schemathesis.ts';

/** Absolute paths, under the names by which the tests read them from the environment. */
export interface TestTools {
  readonly CHROMIUM: string;
  readonly PROMTOOL: string;
  readonly SCHEMATHESIS: string;
}

/**
 * Gets the programs ready that the tests need besides the engines. As root on Debian or Ubuntu, installs what apt has.
 * Answers at once when all is there.
 * @throws MissingPrograms, whose message lists everything missing and what mends it; Error when pip fails, or when the
 *   environment names a program that cannot be run
 */
export async function ensureTestTools(layout: Layout, environment: StackEnvironment, log: Log): Promise<TestTools> {
  let found: FoundTools = { chromium: undefined, promtool: undefined, schemathesis: undefined };
  const list = async (): Promise<Missing[]> => {
    found = await findTestTools(environment);
    return listMissingTools(found);
  };
  const { missing, reason } = await installMissing(list, layout, environment, log);
  const { chromium, promtool, schemathesis } = found;
  if (missing.length > 0 || chromium === undefined || promtool === undefined || schemathesis === undefined) {
    throw new MissingPrograms([lackOfTools(missing, reason)]);
  }
  return {
    CHROMIUM: chromium,
    PROMTOOL: promtool,
    SCHEMATHESIS:
      typeof schemathesis === 'string'
        ? schemathesis
        : await ensureSchemathesis({
            local: layout.local,
            requirements: join(layout.checkout, 'scripts/test/schemathesis-requirements.txt'),
            python: schemathesis,
            variables: environment.variables,
            log,
          }),
  };
}
