import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { ConfigurationError } from './kernel/errors.ts';

/** Every setting: its name in the environment, what it means, and its default. The only place that reads the environment. */
export interface Config {
  /** What this process does: `all`, `api` (answers requests), `worker` (decides what is left over). ROLE */
  role: 'all' | 'api' | 'worker';
  /** Where the API listens. There is no access control yet, so anything but loopback needs the next setting. HOST */
  host: string;
  /** `yes` lets HOST be an address beyond loopback, such as a container's own network. ALLOW_UNAUTHENTICATED_NETWORK */
  allowUnauthenticatedNetwork: boolean;
  /** PORT */
  port: number;
  /** http(s)://[user:password@]host:port of the OpenSearch cluster. OPENSEARCH_URL */
  opensearchUrl: string;
  /** mysql://user:password@host:port/database, MySQL 8.4 or MariaDB ≥ 10.11. DATABASE_URL */
  databaseUrl: string;
  /** redis://[:password@]host:port[/number]. REDIS_URL */
  redisUrl: string;
  /** Before the names of the OpenSearch indices; lower case, such as `blue-`. INDEX_PREFIX */
  indexPrefix: string;
  /** Before the keys in Redis. REDIS_PREFIX */
  redisPrefix: string;
  /** The partner of content that names none. DEFAULT_PARTNER */
  defaultPartner: string;
  /** How long a writer may take for a decision before a worker takes over, seconds. CLAIM_SECONDS */
  claimSeconds: number;
  /** How often a worker looks for work that nobody woke it for, milliseconds. POLL_MILLISECONDS */
  pollMilliseconds: number;
  /** Longest wait for one answer of OpenSearch, milliseconds. OPENSEARCH_TIMEOUT_MILLISECONDS */
  opensearchTimeoutMilliseconds: number;
  /** Longest wait for a connection to the database, and for one answer of it, milliseconds. DATABASE_TIMEOUT_MILLISECONDS */
  databaseTimeoutMilliseconds: number;
  /** Connections to the database. DATABASE_CONNECTIONS */
  databaseConnections: number;
  /** Largest request body, MiB. MAX_BODY_MEBIBYTES */
  maxBodyMebibytes: number;
  /** Longest wait for requests and jobs at hand when the process is told to stop, seconds. DRAIN_SECONDS */
  drainSeconds: number;
  /** trace, debug, info, warn, error or fatal. LOG_LEVEL */
  logLevel: string;
}

const whole = (minimum: number, maximum: number, value: number): object => ({
  type: 'integer',
  minimum,
  maximum,
  default: value,
});

/** JSON Schema of the environment; the names are the environment's. */
const schema = {
  type: 'object',
  required: ['OPENSEARCH_URL', 'DATABASE_URL', 'REDIS_URL'],
  properties: {
    ROLE: { enum: ['all', 'api', 'worker'], default: 'all' },
    HOST: { type: 'string', minLength: 1, default: '127.0.0.1' },
    ALLOW_UNAUTHENTICATED_NETWORK: { enum: ['yes', 'no'], default: 'no' },
    PORT: whole(0, 65_535, 8_080),
    OPENSEARCH_URL: { type: 'string', format: 'uri', pattern: '^https?://' },
    DATABASE_URL: { type: 'string', format: 'uri', pattern: '^mysql://[^/]+/[A-Za-z0-9_]+' },
    REDIS_URL: { type: 'string', format: 'uri', pattern: '^rediss?://' },
    INDEX_PREFIX: { type: 'string', pattern: '^([a-z0-9][a-z0-9_-]{0,80})?$', default: '' },
    REDIS_PREFIX: { type: 'string', minLength: 1, default: 'percolog:' },
    DEFAULT_PARTNER: { type: 'string', minLength: 1, default: 'edx' },
    CLAIM_SECONDS: whole(1, 3_600, 30),
    POLL_MILLISECONDS: whole(10, 3_600_000, 1_000),
    OPENSEARCH_TIMEOUT_MILLISECONDS: whole(100, 600_000, 30_000),
    DATABASE_TIMEOUT_MILLISECONDS: whole(100, 600_000, 15_000),
    DATABASE_CONNECTIONS: whole(2, 500, 16),
    MAX_BODY_MEBIBYTES: whole(1, 1_024, 64),
    DRAIN_SECONDS: whole(1, 600, 8),
    LOG_LEVEL: { enum: ['trace', 'debug', 'info', 'warn', 'error', 'fatal'], default: 'info' },
  },
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/**
 * Reads the settings from the environment, or from `environment` when given.
 * @throws ConfigurationError that lists every mistake at once
 */
// eslint-disable-next-line no-restricted-properties -- the one reader of the environment
export function loadConfig(environment: Environment = process.env): Config {
  const values = Object.fromEntries(
    Object.keys(schema.properties)
      .map((name) => [name, environment[name]] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  ) as Record<string, string | number>;
  const ajv = formats.default(new Ajv2020({ allErrors: true, coerceTypes: true, useDefaults: true }));
  const validate = ajv.compile(schema);
  const faults = validate(values)
    ? []
    : (validate.errors ?? []).map(({ instancePath, params, message }) => {
        const name = instancePath.slice(1) || String((params as { missingProperty?: string }).missingProperty);
        const allowed = (params as { allowedValues?: unknown[] }).allowedValues;
        const given = instancePath === '' || name.endsWith('_URL') ? '' : ` (given: ${String(environment[name])})`;
        return instancePath === ''
          ? `${name} is missing`
          : `${name} ${message ?? 'is wrong'}${allowed === undefined ? '' : `: ${allowed.join(', ')}`}${given}`;
      });
  const config = {
    role: values['ROLE'],
    host: values['HOST'],
    allowUnauthenticatedNetwork: values['ALLOW_UNAUTHENTICATED_NETWORK'] === 'yes',
    port: values['PORT'],
    opensearchUrl: values['OPENSEARCH_URL'],
    databaseUrl: values['DATABASE_URL'],
    redisUrl: values['REDIS_URL'],
    indexPrefix: values['INDEX_PREFIX'],
    redisPrefix: values['REDIS_PREFIX'],
    defaultPartner: values['DEFAULT_PARTNER'],
    claimSeconds: values['CLAIM_SECONDS'],
    pollMilliseconds: values['POLL_MILLISECONDS'],
    opensearchTimeoutMilliseconds: values['OPENSEARCH_TIMEOUT_MILLISECONDS'],
    databaseTimeoutMilliseconds: values['DATABASE_TIMEOUT_MILLISECONDS'],
    databaseConnections: values['DATABASE_CONNECTIONS'],
    maxBodyMebibytes: values['MAX_BODY_MEBIBYTES'],
    drainSeconds: values['DRAIN_SECONDS'],
    logLevel: values['LOG_LEVEL'],
  } as Config;
  if (!config.allowUnauthenticatedNetwork && !loopback.has(config.host)) {
    faults.push(
      `HOST ${config.host} is not loopback, and the service has no access control yet: use 127.0.0.1, or set ` +
        'ALLOW_UNAUTHENTICATED_NETWORK=yes where something else keeps strangers out',
    );
  }
  if (faults.length > 0) {
    throw new ConfigurationError(`the settings are wrong:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
  return Object.freeze(config);
}

/** The settings as they may be logged: passwords in addresses are replaced. */
export function redacted(config: Config): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [
      name,
      typeof value === 'string' && name.endsWith('Url') ? value.replace(/\/\/.*@/s, '//***@') : (value as unknown),
    ]),
  );
}
