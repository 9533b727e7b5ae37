import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { plantExamples } from '../../scripts/fuzz/plant-examples.ts';
import { runSchemathesis } from '../../scripts/fuzz/run-schemathesis.ts';
import { makeService, serve } from '../support/service.ts';
import { isDeep, size } from '../support/size.ts';
import { operatorToken } from '../support/token.ts';

describe('the API, asked what its description allows and forbids', function () {
  this.timeout(600_000);

  it('answers as it says, and never with a 500', async () => {
    const service = await makeService();
    const { url, close } = await serve(service);
    const folder = await mkdtemp(path.join(tmpdir(), 'percolog-fuzz-'));
    let output = '';
    try {
      await plantExamples(url, operatorToken());
      const clean = await runSchemathesis({
        schemathesis: process.env['SCHEMATHESIS'] ?? 'schemathesis',
        base: url,
        token: operatorToken(),
        examples: size('EXAMPLES', { short: 2, deep: 200 }),
        // The edges take half of the time of all of them: npm run fuzz and the deep run go there.
        ...(isDeep() ? {} : { phases: ['examples', 'fuzzing', 'stateful'] }),
        // The same cases each time: what is found can be found again. npm run fuzz draws others.
        seed: 1,
        folder,
        write: (text) => {
          output += text;
        },
        signal: AbortSignal.timeout(590_000),
      });
      expect(clean, output).to.equal(true);
      const [, generated = '0'] = /(\d+) generated/.exec(output) ?? [];
      expect(Number(generated), output).to.be.greaterThan(500);
      const failures = service.logged.filter(({ level }) => level === 'error');
      expect(failures).to.deep.equal([]);
    } finally {
      await close();
      await service.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
