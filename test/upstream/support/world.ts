import { Corpus } from '../../../scripts/upstream/corpus.ts';
import { Faults } from '../../../scripts/upstream/faults.ts';
import { StandIn } from '../../../scripts/upstream/stand-in.ts';
import type { RefreshJob, RefreshSource } from '../../../src/replication/port.ts';
import { eventually, makeService, sql, type TestService } from '../../support/service.ts';

const credentials = { clientId: 'percolog', clientSecret: 'not told' };

export interface StandInWorld {
  url: string;
  corpus: Corpus;
  faults: Faults;
  standIn: StandIn;
  /** Settings of a service that asks it, with pauses that a test can wait for. */
  settings: Record<string, string>;
  close: () => Promise<void>;
}

/** Upstream with these documents, and no faults yet. @param options.random what faults by share are drawn from; else all or none */
export async function openStandIn(
  documents: readonly Record<string, unknown>[] = [],
  {
    random = () => 0.5,
    ...options
  }: { tokenSeconds?: number; slowMilliseconds?: number; retryAfterSeconds?: number; random?: () => number } = {},
): Promise<StandInWorld> {
  const corpus = Corpus.of(documents);
  const faults = new Faults(random);
  const standIn = new StandIn({ corpus, faults, port: 0, credentials, ...options });
  const url = await standIn.listen();
  return {
    url,
    corpus,
    faults,
    standIn,
    settings: {
      UPSTREAM_URL: url,
      UPSTREAM_CLIENT_ID: credentials.clientId,
      UPSTREAM_CLIENT_SECRET: credentials.clientSecret,
      UPSTREAM_TIMEOUT_MILLISECONDS: '1000',
      UPSTREAM_PAUSE_MILLISECONDS: '2',
    },
    close: () => standIn.close(),
  };
}

export interface UpstreamWorld extends StandInWorld {
  service: TestService;
  /** Asks for these keys, and waits until the job has ended. */
  refresh: (keys: readonly string[], source?: RefreshSource) => Promise<RefreshJob>;
  /** Does what workers do until the job has ended. */
  finish: (uuid: string) => Promise<RefreshJob>;
  /** As it was made, but for indices and numbers of rows: quicker than another one. */
  reset: () => Promise<void>;
}

/** A service on stores of its own, and its upstream. */
export async function makeUpstreamWorld(
  documents: readonly Record<string, unknown>[],
  settings: Record<string, string> = {},
): Promise<UpstreamWorld> {
  const upstream = await openStandIn(documents);
  const service = await makeService({ settings: { ...upstream.settings, ...settings } });
  const finish = async (uuid: string): Promise<RefreshJob> => {
    let job: RefreshJob | undefined;
    await eventually('the job has ended', async () => {
      await service.refresher?.drain();
      job = await service.replication.readRefresh(uuid);
      return job !== undefined && job.state !== 'running';
    });
    if (job === undefined) {
      throw new Error('there is no such job');
    }
    return job;
  };
  return {
    ...upstream,
    service,
    finish,
    refresh: async (keys, source = 'route') => {
      const author = { name: 'test', requestId: null };
      return finish((await service.replication.refreshContent(keys, { source, author })).uuid);
    },
    reset: async () => {
      upstream.faults.set({});
      for (const { key } of upstream.corpus.entries()) {
        upstream.corpus.remove(key);
      }
      documents.forEach((document) => {
        upstream.corpus.put(document);
      });
      for (const table of ['content', 'content_body', 'content_relation', 'refresh_job', 'refresh_item', 'poll_run']) {
        await sql(service.stores, `DELETE FROM ${table}`);
      }
    },
    close: async () => {
      await service.stop();
      await upstream.close();
    },
  };
}
