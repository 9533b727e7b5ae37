import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { expect } from 'chai';
import { parse } from 'yaml';
import { composeInvocation, composeServices } from '../../scripts/stack/compose.ts';
import { ENGINE_NAMES } from '../../scripts/stack/engine.ts';
import { findLayout } from '../../scripts/stack/layout.ts';
import { OPENSEARCH_VERSION } from '../../scripts/stack/opensearch-distribution.ts';
import { FIRST_PORTS } from '../../scripts/stack/ports.ts';

interface ComposeFile {
  services: Record<
    string,
    { image?: string; ports?: string[]; restart?: string; healthcheck?: object; build?: string }
  >;
}

const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), 'utf8');

describe('docker-compose.yml', () => {
  let text: string;
  let file: ComposeFile;

  before(async () => {
    text = await read('../../docker-compose.yml');
    file = parse(text) as ComposeFile;
  });

  it('keeps to the schema of the Compose Specification', async () => {
    const ajv = formats.default(new Ajv2020({ strict: false, allErrors: true }));
    // Formats of the specification that are its own; they only say what a text means.
    for (const name of ['duration', 'expose', 'ports', 'subnet_ip_address']) {
      ajv.addFormat(name, true);
    }
    const validate = ajv.compile(JSON.parse(await read('compose-spec.json')) as object);
    expect(validate(file), JSON.stringify(validate.errors)).to.equal(true);
    // The check must be able to fail.
    expect(validate({ ...file, services: { redis: { image: 'redis:7', imagine: true } } })).to.equal(false);
  });

  it('publishes nothing beyond the loopback address', () => {
    const published = Object.values(file.services).flatMap(({ ports = [] }) => ports);
    expect(published).to.have.length(4);
    for (const port of published) {
      expect(port).to.match(/^127\.0\.0\.1:/);
    }
  });

  it('restarts everything, and waits for the health of every engine', () => {
    for (const service of Object.values(file.services)) {
      expect(service.restart).to.equal('unless-stopped');
    }
    for (const name of composeServices(ENGINE_NAMES)) {
      expect(file.services[name]?.healthcheck, name).to.be.an('object');
    }
  });

  it('has no secret of its own, and does not start without one', () => {
    expect(text).to.match(/JWT_SECRET: \$\{JWT_SECRET:\?[^}]+\}/);
    expect(text).to.not.match(/JWT_SECRET:-/);
  });

  it('runs the same OpenSearch as the native engines', () => {
    expect(file.services['opensearch']?.image).to.equal(`opensearchproject/opensearch:${OPENSEARCH_VERSION}`);
  });

  it('has the default ports of the engine manager and takes all that it hands over', async () => {
    const { variables } = composeInvocation(await findLayout(), FIRST_PORTS, 'secret');
    const defaults = new Map([...text.matchAll(/\$\{(\w+):-([^}]*)\}/g)].map((match) => [match[1], match[2]]));
    for (const name of Object.keys(variables)) {
      expect(text, name).to.include(`\${${name}:`);
    }
    expect(defaults.get('OPENSEARCH_PORT')).to.equal(FIRST_PORTS.opensearch.toString());
    expect(defaults.get('DATABASE_PORT')).to.equal(FIRST_PORTS.database.toString());
    expect(defaults.get('REDIS_PORT')).to.equal(FIRST_PORTS.redis.toString());
  });
});
