import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readJwtSecret } from '../../scripts/stack/jwt-secret.ts';
import { readSecretFile } from '../../scripts/stack/secret-file.ts';

describe('secrets of a checkout', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'percolog-secret-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('are made once, are different, and are for their owner only', async () => {
    const path = join(folder, 'deeper', 'one');
    const secret = await readSecretFile(path, 32);
    expect(secret).to.match(/^[0-9a-f]{64}$/);
    expect(await readSecretFile(path, 32)).to.equal(secret);
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
    expect(await readSecretFile(join(folder, 'two'), 32)).to.not.equal(secret);
  });

  it('that a person put there are kept', async () => {
    await writeFile(join(folder, 'own'), 'my own\n');
    expect(await readSecretFile(join(folder, 'own'), 32)).to.equal('my own');
  });

  it('are the same for many who ask at the same moment, and leave nothing else behind', async () => {
    const secrets = await Promise.all(Array.from({ length: 50 }, () => readSecretFile(join(folder, 'many'), 18)));
    expect(new Set(secrets).size).to.equal(1);
    expect(secrets[0]).to.have.length(36);
    expect(await readdir(folder)).to.deep.equal(['many']);
  });

  it('for tokens lie in .local', async () => {
    const secret = await readJwtSecret({ local: folder });
    expect(secret).to.have.length(64);
    expect(await readdir(folder)).to.deep.equal(['jwt-secret']);
  });
});
