import { expect } from 'chai';
import { loadConfig, redacted } from '../../src/config.ts';

const addresses = {
  OPENSEARCH_URL: 'http://127.0.0.1:9200',
  DATABASE_URL: 'mysql://percolog:secret@127.0.0.1:3306/percolog',
  REDIS_URL: 'redis://127.0.0.1:6379',
};

describe('settings of upstream', () => {
  const load = (settings: Record<string, string>): ReturnType<typeof loadConfig> =>
    loadConfig({ ...addresses, ...settings });
  const credentials = { UPSTREAM_CLIENT_ID: 'percolog', UPSTREAM_CLIENT_SECRET: 'not told' };

  it('name none, and poll every five minutes and once a night, unless they say otherwise', () => {
    expect(load({})).to.include({
      upstreamUrl: undefined,
      upstreamClientId: undefined,
      upstreamChangesCron: '*/5 * * * *',
      upstreamFullCron: '17 3 * * *',
      upstreamRequestsPerHour: 10_000,
    });
  });

  it('are read as they stand', () => {
    const config = load({
      ...credentials,
      UPSTREAM_URL: 'https://discovery.example.com/',
      UPSTREAM_CHANGES_CRON: 'off',
      UPSTREAM_FULL_CRON: '0 2 * * 6',
    });
    expect(config).to.include({
      upstreamUrl: 'https://discovery.example.com',
      upstreamClientSecret: 'not told',
      upstreamChangesCron: undefined,
      upstreamFullCron: '0 2 * * 6',
    });
    expect(JSON.stringify(redacted(config))).to.not.include('not told');
  });

  const wrong: [Record<string, string>, string][] = [
    [{ UPSTREAM_URL: 'discovery.example.com' }, 'UPSTREAM_URL'],
    [{ UPSTREAM_URL: 'http://me:secret@discovery.example.com' }, 'UPSTREAM_URL'],
    [{ UPSTREAM_CHANGES_CRON: 'now and then' }, 'UPSTREAM_CHANGES_CRON'],
    [{ UPSTREAM_FULL_CRON: '61 * * * *' }, 'UPSTREAM_FULL_CRON'],
    [{ UPSTREAM_VANISHING_PERCENT: '101' }, 'UPSTREAM_VANISHING_PERCENT'],
    [{ UPSTREAM_CLIENT_ID: 'percolog' }, 'belong together'],
    [{ UPSTREAM_CLIENT_SECRET: 'not told' }, 'belong together'],
  ];
  for (const [settings, told] of wrong) {
    it(`${JSON.stringify(Object.keys(settings))} ${Object.values(settings).join()} is refused`, () => {
      expect(() => load(settings))
        .to.throw(told)
        .with.property('message')
        .that.does.not.include('not told');
    });
  }
});
