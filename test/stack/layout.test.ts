import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { redactAddress } from '../../scripts/stack/addresses.ts';
import { checkoutHash, isTraversable } from '../../scripts/stack/layout.ts';

describe('folders of the engines', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'percolog-layout-'));
    await chmod(folder, 0o755);
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('are not inside a closed home, however open the checkout itself is', async () => {
    const checkout = join(folder, 'home', 'checkout');
    await mkdir(checkout, { recursive: true });
    await chmod(checkout, 0o755);
    await chmod(join(folder, 'home'), 0o755);
    expect(await isTraversable(checkout)).to.equal(true);
    await chmod(join(folder, 'home'), 0o700);
    expect(await isTraversable(checkout)).to.equal(false);
  });

  it('differ from checkout to checkout', () => {
    expect(checkoutHash('/srv/one'))
      .to.match(/^[0-9a-f]{8}$/)
      .and.not.to.equal(checkoutHash('/srv/two'));
  });
});

describe('addresses that are printed', () => {
  it('show no password', () => {
    expect(redactAddress('mysql://percolog:secret@127.0.0.1:13306/percolog')).to.equal(
      'mysql://percolog:***@127.0.0.1:13306/percolog',
    );
    expect(redactAddress('redis://127.0.0.1:16379')).to.equal('redis://127.0.0.1:16379');
    expect(redactAddress('secret@')).not.to.include('secret');
  });
});
