import { expect } from 'chai';
import { loadConfig, redacted } from '../../src/config.ts';

const addresses = {
  OPENSEARCH_URL: 'http://127.0.0.1:9200',
  DATABASE_URL: 'mysql://percolog:secret@127.0.0.1:3306/percolog',
  REDIS_URL: 'redis://127.0.0.1:6379',
  JWT_SECRET: 'a secret that is long enough for these settings to be taken',
};

describe('settings of traces', () => {
  it('switch them off unless they are told where to send them', () => {
    expect(loadConfig(addresses)).to.include({ tracesUrl: undefined, traceServiceName: 'percolog', traceRatio: 1 });
  });

  it('are named as OpenTelemetry names them', () => {
    const given = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example.test:4318/tenant',
      OTEL_SERVICE_NAME: 'catalogs',
      OTEL_TRACES_SAMPLER_ARG: '0.05',
    };
    expect(loadConfig({ ...addresses, ...given })).to.include({
      tracesUrl: 'https://collector.example.test:4318/tenant',
      traceServiceName: 'catalogs',
      traceRatio: 0.05,
    });
  });

  const wrong: [name: string, value: string][] = [
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector.example.test:4318'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'grpc://collector.example.test:4317'],
    ['OTEL_TRACES_SAMPLER_ARG', '1.5'],
    ['OTEL_TRACES_SAMPLER_ARG', '-1'],
    ['OTEL_TRACES_SAMPLER_ARG', 'half'],
  ];
  for (const [name, value] of wrong) {
    it(`refuse ${name}=${value}`, () => {
      expect(() => loadConfig({ ...addresses, [name]: value })).to.throw(name);
    });
  }

  it('never print a password, neither in what is logged nor in a refusal', () => {
    const good = { ...addresses, OTEL_EXPORTER_OTLP_ENDPOINT: 'https://me:hush-hush@collector.example.test' };
    expect(JSON.stringify(redacted(loadConfig(good))))
      .to.include('collector.example.test')
      .and.to.not.include('hush');
    const bad = { ...addresses, OTEL_EXPORTER_OTLP_ENDPOINT: 'grpc://me:hush-hush@collector.example.test' };
    expect(() => loadConfig(bad)).to.throw(/^(?![^]*hush)[^]*OTEL_EXPORTER_OTLP_ENDPOINT/);
  });
});
