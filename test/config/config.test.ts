import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect } from 'chai';
import { loadConfig, redacted } from '../../src/config.ts';
import { ConfigurationError } from '../../src/kernel/errors.ts';

const addresses = {
  OPENSEARCH_URL: 'http://127.0.0.1:9200',
  DATABASE_URL: 'mysql://percolog:secret@127.0.0.1:3306/percolog',
  REDIS_URL: 'redis://127.0.0.1:6379',
};

/** The message with which these settings are refused. */
function refusalOf(environment: Record<string, string>): string {
  try {
    loadConfig(environment);
  } catch (error) {
    expect(error).to.be.instanceOf(ConfigurationError);
    return (error as Error).message;
  }
  throw new Error('the settings were accepted');
}
const mistakesOf = (environment: Record<string, string>): string[] => refusalOf(environment).split('\n').slice(1);

/** What these settings leave in logs and on terminals: as they are logged, or why they are refused. */
function printedOf(environment: Record<string, string>): string {
  try {
    return JSON.stringify(redacted(loadConfig(environment)));
  } catch (error) {
    return (error as Error).message;
  }
}

describe('settings', () => {
  it('need the three addresses and have defaults for all else', () => {
    expect(loadConfig(addresses)).to.include({
      role: 'all',
      host: '127.0.0.1',
      port: 8_080,
      opensearchUrl: addresses.OPENSEARCH_URL,
      databaseUrl: addresses.DATABASE_URL,
      redisUrl: addresses.REDIS_URL,
      indexPrefix: '',
      redisPrefix: 'percolog:',
      defaultPartner: 'edx',
      logLevel: 'info',
      allowUnauthenticatedNetwork: false,
    });
  });

  it('are read from the environment given, and cannot be changed afterwards', () => {
    const config = loadConfig({
      ...addresses,
      ROLE: 'worker',
      PORT: '0',
      POLL_MILLISECONDS: '250',
      INDEX_PREFIX: 'blue-',
      SOMETHING_ELSE: 'x',
    });
    expect(config).to.include({ role: 'worker', port: 0, pollMilliseconds: 250, indexPrefix: 'blue-' });
    expect(config).to.be.frozen;
  });

  it('count as not given when they are empty', () => {
    expect(loadConfig({ ...addresses, PORT: '', ROLE: '', HOST: '' })).to.include({ port: 8_080, role: 'all' });
    expect(mistakesOf({ ...addresses, REDIS_URL: '' })).to.deep.equal(['  - REDIS_URL is missing']);
  });

  it('tell all mistakes at once, each with its name', () => {
    const wrong = {
      OPENSEARCH_URL: 'opensearch.example.test:9200',
      DATABASE_URL: 'postgres://percolog:hush@db.example.test/percolog',
      ROLE: 'boss',
      PORT: '99999',
      CLAIM_SECONDS: 'soon',
      DATABASE_CONNECTIONS: '1',
      MAX_BODY_MEBIBYTES: '0.5',
      INDEX_PREFIX: 'Upper',
      LOG_LEVEL: 'loud',
      HOST: '0.0.0.0',
    };
    const mistakes = mistakesOf(wrong);
    const named = mistakes.map((line) => /^ {2}- ([A-Z_]+) /.exec(line)?.[1]);
    expect([...new Set(named)].sort()).to.deep.equal([...Object.keys(wrong), 'REDIS_URL'].sort());
    const about = (name: string): string => mistakes.filter((line) => line.startsWith(`  - ${name} `)).join('\n');
    expect(about('ROLE')).to.include('all, api, worker').and.to.include('boss');
    expect(about('PORT')).to.include('65535').and.to.include('99999');
    expect(about('CLAIM_SECONDS')).to.include('soon');
    expect(about('REDIS_URL')).to.include('missing');
  });

  it('are all missing at once', () => {
    expect(mistakesOf({})).to.have.members([
      '  - OPENSEARCH_URL is missing',
      '  - DATABASE_URL is missing',
      '  - REDIS_URL is missing',
    ]);
  });

  it('never print a password, neither in what is logged nor in a refusal', () => {
    const secrets = {
      OPENSEARCH_URL: 'https://admin:hush%40hush@search.example.test:9200/',
      DATABASE_URL: 'mysql://percolog:hush-hush@db.example.test:3306/percolog',
      REDIS_URL: 'redis://:hushhush@cache.example.test:6379/2',
    };
    const logged = JSON.stringify(redacted(loadConfig(secrets)));
    expect(logged).to.not.match(/hush/);
    for (const host of ['search.example.test:9200', 'db.example.test:3306/percolog', 'cache.example.test:6379/2']) {
      expect(logged).to.include(host);
    }
    expect(refusalOf({ ...secrets, REDIS_URL: 'http://:hushhush@cache.example.test', PORT: '-1' })).to.not.match(
      /hush/,
    );
  });

  it('never print a password that is not encoded as addresses want it, whether it is refused or not', () => {
    for (const password of ['hu/sh', 'hu@sh', 'hu sh', 'hu#sh', 'hu?sh']) {
      for (const variable of ['OPENSEARCH_URL', 'DATABASE_URL', 'REDIS_URL']) {
        const scheme = variable === 'OPENSEARCH_URL' ? 'https' : variable === 'DATABASE_URL' ? 'mysql' : 'redis';
        const address = `${scheme}://percolog:${password}@host.example.test:1234/percolog`;
        expect(printedOf({ ...addresses, [variable]: address }), address).to.not.match(/hu.sh|\bsh@/);
      }
    }
  });

  describe('while there is no access control', () => {
    for (const host of ['127.0.0.1', 'localhost', '::1']) {
      it(`let it listen on ${host}`, () => {
        expect(loadConfig({ ...addresses, HOST: host }).host).to.equal(host);
      });
    }

    for (const host of ['0.0.0.0', '::', '192.168.1.7', 'example.test', '127.0.0.1.example.test', ' 127.0.0.1 ']) {
      it(`do not let it listen on ${JSON.stringify(host)} unless that is said openly`, () => {
        const mistakes = mistakesOf({ ...addresses, HOST: host });
        expect(mistakes).to.have.length(1);
        expect(mistakes[0]).to.include(host).and.to.include('ALLOW_UNAUTHENTICATED_NETWORK=yes');
        expect(loadConfig({ ...addresses, HOST: host, ALLOW_UNAUTHENTICATED_NETWORK: 'yes' }).host).to.equal(host);
      });
    }

    it('take yes for an answer, and nothing that looks like it', () => {
      for (const value of ['true', '1', 'YES', 'on']) {
        const mistakes = mistakesOf({ ...addresses, HOST: '0.0.0.0', ALLOW_UNAUTHENTICATED_NETWORK: value });
        expect(
          mistakes.some((line) => line.includes('ALLOW_UNAUTHENTICATED_NETWORK')),
          value,
        ).to.equal(true);
      }
    });
  });

  it('that are wrong keep the process from starting, told plainly', () => {
    const main = path.resolve(import.meta.dirname, '../../src/main.ts');
    const { status, stdout, stderr } = spawnSync(process.execPath, [main], {
      env: { PATH: '/usr/bin:/bin', PORT: 'eighty', DATABASE_URL: 'mysql://u:hush@db.example.test/x' },
      encoding: 'utf8',
    });
    expect([status, stdout]).to.deep.equal([1, '']);
    expect(stderr).to.include('PORT').and.to.include('OPENSEARCH_URL').and.to.include('REDIS_URL');
    expect(stderr).to.not.match(/hush|\n +at /);
  });
});
