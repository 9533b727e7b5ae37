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
      accessControl: 'on',
      jwtSecret: undefined,
      jwksUrl: undefined,
      jwtClockSkewSeconds: 30,
      jwtCookiePrefix: 'edx-jwt-cookie',
      requestSeconds: 60,
      shutdownDelaySeconds: 0,
      hybrid: 'off',
      embeddingUrl: undefined,
      embeddingLeast: 0.5,
      embeddingSearchMilliseconds: 300,
      searchAnalytics: 'on',
      searchAnalyticsDays: 30,
      searchAnalyticsLeastUsers: 3,
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
      ACCESS_CONTROL: 'off',
      JWT_CLOCK_SKEW_SECONDS: 'x',
      JWT_SECRET: 'short',
    };
    const mistakes = mistakesOf({ ...wrong, HOST: '0.0.0.0' });
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

  it('about tokens are read as they stand, lists between commas', () => {
    const config = loadConfig({
      ...addresses,
      JWT_SECRET: ' short ',
      JWKS_URL: 'https://lms.example.test/keys?x=1',
      JWT_ISSUER: ' https://one.test , https://two.test,',
      JWT_AUDIENCE: 'ours',
      JWT_CLOCK_SKEW_SECONDS: '0',
      JWT_COOKIE_PREFIX: 'stage-edx-jwt-cookie',
      ACCESS_CONTROL: 'off',
    });
    expect(config).to.deep.include({
      jwtSecret: ' short ',
      jwksUrl: 'https://lms.example.test/keys?x=1',
      jwtIssuers: ['https://one.test', 'https://two.test'],
      jwtAudiences: ['ours'],
      jwtClockSkewSeconds: 0,
      jwtCookiePrefix: 'stage-edx-jwt-cookie',
      accessControl: 'off',
    });
    expect(loadConfig(addresses)).to.deep.include({ jwtIssuers: [], jwtAudiences: [] });
  });

  it('about portals are read as they stand, and their secret is never printed', () => {
    const config = loadConfig({
      ...addresses,
      PORTAL_KEY_SECRET: 'hush',
      PORTAL_INDICES: 'main , cheap=price,new=-start',
    });
    expect(config).to.deep.include({
      portalKeySecret: 'hush',
      portalKeySeconds: 3_600,
      portalIndices: ['main', 'cheap', 'new'],
      portalOrders: { cheap: 'price', new: '-start' },
    });
    expect(JSON.stringify(redacted(config))).to.not.include('hush');
    expect(loadConfig(addresses)).to.deep.include({
      portalKeySecret: undefined,
      portalIndices: ['enterprise_catalog'],
      portalOrders: {},
    });
    for (const [name, value] of [
      ['PORTAL_INDICES', 'a,,b'],
      ['PORTAL_INDICES', 'a/b'],
      ['PORTAL_INDICES', 'a=cheapest'],
      ['PORTAL_INDICES', 'a=price=title'],
      ['PORTAL_INDICES', '=price'],
      ['PORTAL_KEY_SECONDS', '10'],
    ] as const) {
      expect(mistakesOf({ ...addresses, [name]: value }).join(), value).to.include(name);
    }
    const open = {
      ...addresses,
      HOST: '0.0.0.0',
      JWT_SECRET: 'c3f1e7a95b2d4068c3f1e7a95b2d4068-7a95b2d4',
      PORTAL_KEY_SECRET: 'hush',
    };
    expect(mistakesOf(open).join())
      .to.match(/PORTAL_KEY_SECRET has 4 characters/)
      .and.not.include('hush');
  });

  it('about tokens are refused when they cannot be', () => {
    for (const [name, value] of [
      ['JWKS_URL', 'lms.example.test/keys'],
      ['JWKS_URL', 'ftp://lms.example.test/keys'],
      ['JWKS_URL', 'https://user:hush@lms.example.test/keys'],
      ['JWT_CLOCK_SKEW_SECONDS', '-1'],
      ['JWT_CLOCK_SKEW_SECONDS', '3600'],
      ['JWT_COOKIE_PREFIX', 'edx jwt'],
      ['JWT_COOKIE_PREFIX', 'a;b'],
      ['ACCESS_CONTROL', 'no'],
    ] as const) {
      const mistakes = mistakesOf({ ...addresses, [name]: value });
      expect(mistakes.length, value).to.be.greaterThan(0);
      for (const mistake of mistakes) {
        expect(mistake).to.include(name).and.to.not.include('hush');
      }
    }
  });

  it('never print the secret, wherever it is printed', () => {
    const secret = 'hush-hush-hush-hush-hush-hush-hush-hush';
    expect(redacted(loadConfig({ ...addresses, JWT_SECRET: secret }))['jwtSecret']).to.equal('***');
    expect(redacted(loadConfig(addresses))['jwtSecret']).to.equal(undefined);
    for (const more of [{}, { HOST: '0.0.0.0' }, { PORT: '-1' }, { HOST: '0.0.0.0', ACCESS_CONTROL: 'off' }]) {
      expect(printedOf({ ...addresses, JWT_SECRET: secret, ...more }), JSON.stringify(more)).to.not.match(/hush/);
    }
  });

  describe('that decide who may call', () => {
    const good = 'f3c1e0b7a9d84c5296be4d7108a2f65c';

    for (const host of ['127.0.0.1', 'localhost', '::1']) {
      it(`let anything be on ${host}`, () => {
        for (const more of [{}, { ACCESS_CONTROL: 'off' }, { JWT_SECRET: 'secret' }]) {
          expect(loadConfig({ ...addresses, HOST: host, ...more }).host).to.equal(host);
        }
      });
    }

    for (const host of ['0.0.0.0', '::', '192.168.1.7', 'example.test', '127.0.0.1.example.test', ' 127.0.0.1 ']) {
      it(`must say how tokens are checked, to listen on ${JSON.stringify(host)}`, () => {
        const mistakes = mistakesOf({ ...addresses, HOST: host });
        expect(mistakes).to.have.length(1);
        expect(mistakes[0]).to.include(host).and.to.include('JWT_SECRET or JWKS_URL');
        expect(loadConfig({ ...addresses, HOST: host, JWT_SECRET: good }).host).to.equal(host);
        expect(loadConfig({ ...addresses, HOST: host, JWKS_URL: 'https://lms.test/keys' }).host).to.equal(host);
      });
    }

    it('cannot let everybody in from everywhere', () => {
      for (const more of [{ JWT_SECRET: good }, { JWKS_URL: 'https://lms.test/keys' }]) {
        const mistakes = mistakesOf({ ...addresses, HOST: '0.0.0.0', ACCESS_CONTROL: 'off', ...more });
        expect(mistakes).to.have.length(1);
        expect(mistakes[0]).to.include('ACCESS_CONTROL off is for loopback only');
      }
    });

    it('say all that is wrong at once', () => {
      const mistakes = mistakesOf({ ...addresses, HOST: '0.0.0.0', ACCESS_CONTROL: 'off', PORT: 'x' });
      expect(mistakes.map((line) => /^ {2}- ([A-Z_]+) /.exec(line)?.[1])).to.have.members([
        'PORT',
        'ACCESS_CONTROL',
        'JWT_SECRET',
      ]);
    });

    it('no longer let the network in without access control', () => {
      mistakesOf({ ...addresses, HOST: '0.0.0.0', ALLOW_UNAUTHENTICATED_NETWORK: 'yes' });
    });

    for (const [what, secret] of [
      ['31 characters', good.slice(1)],
      ['the example of Open edX', 'SET-ME-PLEASE'],
      ['one that everybody knows', 'lms-secret'],
      ['one that everybody knows, in other letters', 'Insecure-Secret-Key'],
      ['one that everybody knows, with blanks around it', `  changeme${' '.repeat(40)}`],
      ['the example of jwt.io', 'a-string-secret-at-least-256-bits-long'],
      ['one that everybody knows, again and again', 'secret'.repeat(8)],
      ['the same with something between', 'lms-secret '.repeat(5)],
      ['a part of that at its end', `${'SET-ME-PLEASE'.repeat(3)}SET-M`],
      ['one character', 'x'.repeat(64)],
      ['few characters in turn', 'ab'.repeat(32)],
      ['fifteen characters in turn', 'abcdefghijklmno'.repeat(4)],
      ['blanks', ' '.repeat(40)],
    ] as const) {
      it(`do not let the secret be ${what}, beyond loopback`, () => {
        const mistakes = mistakesOf({
          ...addresses,
          HOST: '0.0.0.0',
          JWT_SECRET: secret,
          JWKS_URL: 'https://lms.test/',
        });
        expect(mistakes).to.have.length(1);
        expect(mistakes[0]).to.match(/^ {2}- JWT_SECRET .*too weak/);
        expect(loadConfig({ ...addresses, JWT_SECRET: secret }).jwtSecret).to.equal(secret);
      });
    }

    it('take any other secret of 32 characters and more', () => {
      for (const secret of [good, `${good}${good}`, 'пароль из тридцати двух букв и знаков', `x${good}`.slice(0, 32)]) {
        expect(loadConfig({ ...addresses, HOST: '0.0.0.0', JWT_SECRET: secret }).jwtSecret).to.equal(secret);
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
