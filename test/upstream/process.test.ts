import { expect } from 'chai';
import { Client } from '../support/client.ts';
import { course } from '../support/documents.ts';
import { eventually, makeStores } from '../support/service.ts';
import { freePort } from '../support/free-port.ts';
import { startProcess, untilReady } from '../support/start-process.ts';
import { openStandIn } from './support/world.ts';

describe('a process with an upstream', function () {
  this.timeout(60_000);

  it('polls by the clock, does what it is asked to by the API, and stops while upstream hangs', async () => {
    const upstream = await openStandIn([course('A+1'), course('B+1')], { slowMilliseconds: 30_000 });
    const stores = await makeStores({
      ...upstream.settings,
      UPSTREAM_TIMEOUT_MILLISECONDS: '20000',
      UPSTREAM_CHANGES_CRON: '* * * * * *',
      UPSTREAM_FULL_CRON: 'off',
    });
    const service = startProcess(stores.environment, { port: await freePort() });
    try {
      await untilReady(service);
      const api = new Client(service.url);
      await eventually('it has polled', async () => (await api.get('/api/v1/content-metadata/B+1/')).status === 200);
      upstream.corpus.put(course('C+1'));
      const { body: job } = await api.post<{ id: string }>('/api/v1/content-metadata/refresh/', {
        content_keys: ['C+1'],
      });
      await eventually('the job has ended', async () => {
        const { body } = await api.get<{ state: string }>(`/api/v1/content-metadata/refresh/${job.id}/`);
        return body.state === 'done';
      });
      expect((await api.get('/api/v1/content-metadata/C+1/')).status).to.equal(200);
      upstream.faults.set({ slow: 1 });
      const asked = upstream.standIn.asked;
      await api.post('/api/v1/content-metadata/refresh/', { content_keys: ['A+1'] });
      await eventually('it waits for upstream', () => Promise.resolve(upstream.standIn.asked > asked));
      const began = performance.now();
      service.child.kill('SIGTERM');
      expect(await service.ended).to.deep.equal([0, null]);
      expect(performance.now() - began).to.be.lessThan(8_000);
    } finally {
      await service.kill();
      await upstream.close();
    }
  });
});
