import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { format, resolveConfig } from 'prettier';

/**
 * Compares `value` with the JSON file that is kept for it. `UPDATE_GOLDEN=1 npm test` writes the files anew; look at the difference before
 * keeping it.
 */
export async function expectGolden(file: URL, value: unknown): Promise<void> {
  if (process.env['UPDATE_GOLDEN'] === '1') {
    const options = await resolveConfig(file);
    writeFileSync(file, await format(JSON.stringify(value), { ...options, parser: 'json' }));
  }
  expect(existsSync(file), `${file.pathname} is there`).to.equal(true);
  expect(value).to.deep.equal(JSON.parse(readFileSync(file, 'utf8')));
}
