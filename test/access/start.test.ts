import { expect } from 'chai';
import { freePort } from '../support/free-port.ts';
import { makeStores } from '../support/service.ts';
import { startProcess, untilReady } from '../support/start-process.ts';

describe('a service that starts', function () {
  this.timeout(60_000);

  for (const [what, settings, line] of [
    [
      'without a secret and an issuer says that only API keys are accepted',
      { JWT_SECRET: '' },
      /only API keys are accepted/,
    ],
    ['without access control says so', { ACCESS_CONTROL: 'off' }, /access control is off/],
  ] as const) {
    it(what, async () => {
      const stores = await makeStores(settings);
      const service = startProcess(stores.environment, { port: await freePort() });
      try {
        await untilReady(service);
        service.child.kill('SIGTERM');
        await service.ended;
        const told = service
          .said()
          .split('\n')
          .filter((said) => line.test(said));
        expect(told, service.said()).to.have.length(1);
      } finally {
        await service.kill();
      }
    });
  }

  it('with a secret says nothing of that, and never the secret', async () => {
    const stores = await makeStores({ LOG_LEVEL: 'trace' });
    const service = startProcess(stores.environment, { port: await freePort() });
    try {
      await untilReady(service);
      service.child.kill('SIGTERM');
      await service.ended;
      expect(service.said())
        .to.match(/listening/)
        .and.to.not.match(/API keys|access control/);
      expect(service.said()).to.not.include(stores.environment['JWT_SECRET']);
    } finally {
      await service.kill();
    }
  });
});
