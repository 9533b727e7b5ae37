import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { validate as isCron } from 'node-cron';
import { credentialFaults, embeddingFaults, exposureFaults } from './config-faults.ts';
import { rateLimitsForm, readRateLimits } from './config-rate-limits.ts';
import { ConfigurationError } from './kernel/errors.ts';
import { sorts, type Sort } from './search/port.ts';

/** Every setting: its name in the environment, what it means, and its default. The only place that reads the environment. */
export interface Config {
  /** What this process does: `all`, `api` (answers requests), `worker` (decides what is left over). ROLE */
  role: 'all' | 'api' | 'worker';
  /** Where the API listens. Anything but loopback needs access control and a way to check tokens. HOST */
  host: string;
  /** `off`: nobody is asked who he is, and everybody may do everything; on loopback only. ACCESS_CONTROL */
  accessControl: 'on' | 'off';
  /** What HS256 tokens are signed with; at least 32 characters beyond loopback. JWT_SECRET */
  jwtSecret: string | undefined;
  /** http(s) address where the issuer publishes the keys of RS256, RS512 and ES256 tokens. JWKS_URL */
  jwksUrl: string | undefined;
  /** Issuers (`iss`) whose tokens are taken, separated by commas; empty: any. JWT_ISSUER */
  jwtIssuers: readonly string[];
  /** Audiences (`aud`) one of which a token must be for, separated by commas; empty: any. JWT_AUDIENCE */
  jwtAudiences: readonly string[];
  /** By how much the clocks of issuer and service may differ, seconds. JWT_CLOCK_SKEW_SECONDS */
  jwtClockSkewSeconds: number;
  /** Before `-header-payload` and `-signature`, the cookies that a token is split into. JWT_COOKIE_PREFIX */
  jwtCookiePrefix: string;
  /** What the portal's secured search keys are signed with; without it none are given or taken. PORTAL_KEY_SECRET */
  portalKeySecret: string | undefined;
  /** How long such a key lasts, seconds. PORTAL_KEY_SECONDS */
  portalKeySeconds: number;
  /** Names under which portals ask for the search index, separated by commas. PORTAL_INDICES */
  portalIndices: readonly string[];
  /** Of such names the orders in which they are for, where it is not the usual one: `NAME=ORDER`. */
  portalOrders: Readonly<Record<string, Sort>>;
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
  /** http(s) address of the LMS: what addresses of enrolment and xAPI activities begin with. LMS_URL */
  lmsUrl: string;
  /** http(s) address of the learner portal, for customers that use it. LEARNER_PORTAL_URL */
  learnerPortalUrl: string;
  /** http(s)://host of the service that content comes from; without it none is asked. UPSTREAM_URL */
  upstreamUrl: string | undefined;
  /** http(s) address that gives access tokens (OAuth2 client credentials). UPSTREAM_TOKEN_URL */
  upstreamTokenUrl: string | undefined;
  /** Who asks upstream; without it nothing is said of that. UPSTREAM_CLIENT_ID */
  upstreamClientId: string | undefined;
  /** UPSTREAM_CLIENT_SECRET */
  upstreamClientSecret: string | undefined;
  /** Longest wait for one answer of upstream, milliseconds. UPSTREAM_TIMEOUT_MILLISECONDS */
  upstreamTimeoutMilliseconds: number;
  /** The first pause before upstream is asked again, milliseconds; it doubles. UPSTREAM_PAUSE_MILLISECONDS */
  upstreamPauseMilliseconds: number;
  /** Requests to upstream in one hour, all processes together. UPSTREAM_REQUESTS_PER_HOUR */
  upstreamRequestsPerHour: number;
  /** Percent of what is asked for in one job that may vanish; ten items always, but at 0 none. UPSTREAM_VANISHING_PERCENT */
  upstreamVanishingPercent: number;
  /** When upstream is asked for what it changed: a cron expression, UTC; undefined: never. UPSTREAM_CHANGES_CRON: that, or `off` */
  upstreamChangesCron: string | undefined;
  /** When upstream is asked for everything. UPSTREAM_FULL_CRON */
  upstreamFullCron: string | undefined;
  /** Percent of all items whose standing may change in one poll before it waits for somebody; 50 always. UPSTREAM_MOVING_PERCENT */
  upstreamMovingPercent: number;
  /** How long a writer may take for a decision before a worker takes over, seconds. CLAIM_SECONDS */
  claimSeconds: number;
  /** How long changes of membership and of content are kept for those who follow them, days. HISTORY_DAYS */
  historyDays: number;
  /** How long a document waits in quarantine after it came last, days; 0: for ever. QUARANTINE_DAYS */
  quarantineDays: number;
  /**
   * Whether items are found by what words mean, too: `lsa`: as the corpus tells it; `http`: as a model of a remote service does. Needs the
   * engine's k-NN plugin. HYBRID
   */
  hybrid: 'off' | 'lsa' | 'http';
  /** http(s) address that gives the vectors of texts, whole; for `http`. EMBEDDING_URL */
  embeddingUrl: string | undefined;
  /** The model that it is asked for. Another one has other places. EMBEDDING_MODEL */
  embeddingModel: string | undefined;
  /** What is sent as `Authorization: Bearer`; without it nothing. EMBEDDING_KEY */
  embeddingKey: string | undefined;
  /** Numbers of a vector of that model. EMBEDDING_DIMENSION */
  embeddingDimension: number | undefined;
  /** The least cosine at which two places mean something to each other, by that model. EMBEDDING_LEAST */
  embeddingLeast: number;
  /** Longest wait for the vector of what somebody searches for, milliseconds. EMBEDDING_SEARCH_MILLISECONDS */
  embeddingSearchMilliseconds: number;
  /** Longest wait for those of items, milliseconds. EMBEDDING_TIMEOUT_MILLISECONDS */
  embeddingTimeoutMilliseconds: number;
  /** The first pause before they are asked for again, milliseconds; it doubles. EMBEDDING_PAUSE_MILLISECONDS */
  embeddingPauseMilliseconds: number;
  /** Whether searches are stored for analytics. SEARCH_ANALYTICS */
  searchAnalytics: 'on' | 'off';
  /** How long searches are kept one by one, days; what is counted of them is kept for good. SEARCH_ANALYTICS_DAYS */
  searchAnalyticsDays: number;
  /** Texts are told that so many have searched for within one week. SEARCH_ANALYTICS_LEAST_USERS */
  searchAnalyticsLeastUsers: number;
  /** How often everything is compared with a fresh evaluation and repaired, hours; 0: never. RECONCILE_HOURS */
  reconcileHours: number;
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
  /**
   * Requests a minute that one caller may make, by class of route; empty where nothing is limited. RATE_LIMITS: `off`, or
   * changes of the defaults such as `search=600,write=60`
   */
  rateLimits: Readonly<Record<string, number>>;
  /** Longest wait for an answer of ours, seconds; then 503. ANSWER_SECONDS */
  answerSeconds: number;
  /** Origins whose pages may call from a browser, separated by commas. CORS_ORIGINS */
  corsOrigins: readonly string[];
  /** `yes` where a proxy of ours sets X-Forwarded-For, -Proto and -Host: they tell the caller's address then. TRUST_PROXY */
  trustProxy: boolean;
  /** The longest that a client may take to send its request, seconds. REQUEST_SECONDS */
  requestSeconds: number;
  /** How long a process that is told to stop goes on answering, so that balancers notice, seconds. SHUTDOWN_DELAY_SECONDS */
  shutdownDelaySeconds: number;
  /** Longest wait after that for requests and jobs at hand, seconds. DRAIN_SECONDS */
  drainSeconds: number;
  /** trace, debug, info, warn, error or fatal. LOG_LEVEL */
  logLevel: string;
  /** http(s)://host:port of what takes traces by OTLP over HTTP; without it nothing is traced. OTEL_EXPORTER_OTLP_ENDPOINT */
  tracesUrl: string | undefined;
  /** What the process is called in traces. OTEL_SERVICE_NAME */
  traceServiceName: string;
  /** Share of the traces that begin here and are recorded, 0 to 1; others are recorded if their caller's is. OTEL_TRACES_SAMPLER_ARG */
  traceRatio: number;
}

const whole = (minimum: number, maximum: number, value: number): object => ({
  type: 'integer',
  minimum,
  maximum,
  default: value,
});

/** What is shown to clients, and so holds no password. */
const pageAddress = { type: 'string', format: 'uri', pattern: '^https?://[^/@?#]+[^?#]*$' };

const indexName = String.raw`[^,/\s=]+(=(${sorts.join('|')}))?`;
const indexNames = {
  type: 'string',
  pattern: String.raw`^${indexName}(\s*,\s*${indexName})*$`,
  default: 'enterprise_catalog',
};

/** What is asked with `fetch`, which refuses an address with a password in it. */
const serviceAddress = { type: 'string', format: 'uri', pattern: '^https?://[^/@?#]+(/[^?#]*)?$' };

function cronOf(text: unknown): string | undefined {
  return text === 'off' ? undefined : String(text);
}

/** What stands between commas. */
function readList(text: unknown): string[] {
  return String(text)
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** JSON Schema of the environment; the names are the environment's. */
const schema = {
  type: 'object',
  required: ['OPENSEARCH_URL', 'DATABASE_URL', 'REDIS_URL'],
  properties: {
    ROLE: { enum: ['all', 'api', 'worker'], default: 'all' },
    HOST: { type: 'string', minLength: 1, default: '127.0.0.1' },
    ACCESS_CONTROL: { enum: ['on', 'off'], default: 'on' },
    JWT_SECRET: { type: 'string' },
    // An address with a password in it is one that `fetch` refuses.
    JWKS_URL: { type: 'string', format: 'uri', pattern: '^https?://[^/@?#]+([/?#]|$)' },
    JWT_ISSUER: { type: 'string', default: '' },
    JWT_AUDIENCE: { type: 'string', default: '' },
    JWT_CLOCK_SKEW_SECONDS: whole(0, 600, 30),
    JWT_COOKIE_PREFIX: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,100}$', default: 'edx-jwt-cookie' },
    PORTAL_KEY_SECRET: { type: 'string' },
    PORTAL_KEY_SECONDS: whole(60, 604_800, 3_600),
    PORTAL_INDICES: indexNames,
    PORT: whole(0, 65_535, 8_080),
    OPENSEARCH_URL: { type: 'string', format: 'uri', pattern: '^https?://' },
    DATABASE_URL: { type: 'string', format: 'uri', pattern: '^mysql://[^/]+/[A-Za-z0-9_]+' },
    REDIS_URL: { type: 'string', format: 'uri', pattern: '^rediss?://' },
    INDEX_PREFIX: { type: 'string', pattern: '^([a-z0-9][a-z0-9_-]{0,80})?$', default: '' },
    REDIS_PREFIX: { type: 'string', minLength: 1, default: 'percolog:' },
    DEFAULT_PARTNER: { type: 'string', minLength: 1, default: 'edx' },
    LMS_URL: { ...pageAddress, default: 'http://localhost:18000' },
    LEARNER_PORTAL_URL: { ...pageAddress, default: 'http://localhost:8734' },
    UPSTREAM_URL: serviceAddress,
    UPSTREAM_TOKEN_URL: serviceAddress,
    UPSTREAM_CLIENT_ID: { type: 'string', minLength: 1 },
    UPSTREAM_CLIENT_SECRET: { type: 'string', minLength: 1 },
    UPSTREAM_TIMEOUT_MILLISECONDS: whole(10, 600_000, 15_000),
    UPSTREAM_PAUSE_MILLISECONDS: whole(1, 60_000, 1_000),
    UPSTREAM_REQUESTS_PER_HOUR: whole(1, 1_000_000, 10_000),
    UPSTREAM_VANISHING_PERCENT: whole(0, 100, 5),
    UPSTREAM_CHANGES_CRON: { type: 'string', format: 'cron', default: '*/5 * * * *' },
    UPSTREAM_FULL_CRON: { type: 'string', format: 'cron', default: '17 3 * * *' },
    UPSTREAM_MOVING_PERCENT: whole(0, 100, 10),
    CLAIM_SECONDS: whole(1, 3_600, 30),
    HISTORY_DAYS: whole(1, 36_500, 90),
    QUARANTINE_DAYS: whole(0, 36_500, 90),
    HYBRID: { enum: ['off', 'lsa', 'http'], default: 'off' },
    EMBEDDING_URL: { type: 'string', format: 'uri', pattern: '^https?://[^/@?#]+(/[^#]*)?$' },
    EMBEDDING_MODEL: { type: 'string', minLength: 1, maxLength: 190 },
    EMBEDDING_KEY: { type: 'string', pattern: '^[!-~]+$' },
    // The engine's greatest.
    EMBEDDING_DIMENSION: { type: 'integer', minimum: 1, maximum: 16_000 },
    EMBEDDING_LEAST: { type: 'number', minimum: 0, maximum: 1, default: 0.5 },
    EMBEDDING_SEARCH_MILLISECONDS: whole(10, 10_000, 300),
    EMBEDDING_TIMEOUT_MILLISECONDS: whole(10, 600_000, 30_000),
    EMBEDDING_PAUSE_MILLISECONDS: whole(1, 60_000, 1_000),
    SEARCH_ANALYTICS: { enum: ['on', 'off'], default: 'on' },
    SEARCH_ANALYTICS_DAYS: whole(1, 3_650, 30),
    SEARCH_ANALYTICS_LEAST_USERS: whole(1, 1_000, 3),
    RECONCILE_HOURS: whole(0, 8_760, 24),
    POLL_MILLISECONDS: whole(10, 3_600_000, 1_000),
    OPENSEARCH_TIMEOUT_MILLISECONDS: whole(100, 600_000, 30_000),
    DATABASE_TIMEOUT_MILLISECONDS: whole(100, 600_000, 15_000),
    DATABASE_CONNECTIONS: whole(2, 500, 16),
    MAX_BODY_MEBIBYTES: whole(1, 1_024, 64),
    RATE_LIMITS: { type: 'string', pattern: rateLimitsForm, default: '' },
    ANSWER_SECONDS: whole(1, 3_600, 60),
    CORS_ORIGINS: { type: 'string', pattern: '^(https?://[^/,\\s]+(\\s*,\\s*https?://[^/,\\s]+)*)?$', default: '' },
    TRUST_PROXY: { enum: ['yes', 'no'], default: 'no' },
    REQUEST_SECONDS: whole(1, 3_600, 60),
    SHUTDOWN_DELAY_SECONDS: whole(0, 600, 0),
    DRAIN_SECONDS: whole(1, 600, 8),
    LOG_LEVEL: { enum: ['trace', 'debug', 'info', 'warn', 'error', 'fatal'], default: 'info' },
    OTEL_EXPORTER_OTLP_ENDPOINT: { type: 'string', format: 'uri', pattern: '^https?://[^/]' },
    OTEL_SERVICE_NAME: { type: 'string', minLength: 1, maxLength: 200, default: 'percolog' },
    OTEL_TRACES_SAMPLER_ARG: { type: 'number', minimum: 0, maximum: 1, default: 1 },
  },
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

let compiled: ValidateFunction | undefined;

/** Compiled once a process: that takes longer than everything else about settings. */
function settingsCheck(): ValidateFunction {
  if (compiled === undefined) {
    const options = { allErrors: true, coerceTypes: true, useDefaults: true, validateSchema: false };
    const ajv = formats.default(new Ajv2020(options));
    ajv.addFormat('cron', (text: string) => text === 'off' || isCron(text));
    compiled = ajv.compile(schema);
  }
  return compiled;
}

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
  const validate = settingsCheck();
  const faults = validate(values)
    ? []
    : (validate.errors ?? []).map(({ instancePath, params, message }) => {
        const name = instancePath.slice(1) || String((params as { missingProperty?: string }).missingProperty);
        const allowed = (params as { allowedValues?: unknown[] }).allowedValues;
        const given =
          instancePath === '' || /_(URL|ENDPOINT|SECRET|KEY)$/.test(name)
            ? ''
            : ` (given: ${String(environment[name])})`;
        return instancePath === ''
          ? `${name} is missing`
          : `${name} ${message ?? 'is wrong'}${allowed === undefined ? '' : `: ${allowed.join(', ')}`}${given}`;
      });
  const config = {
    role: values['ROLE'],
    host: values['HOST'],
    accessControl: values['ACCESS_CONTROL'],
    jwtSecret: values['JWT_SECRET'],
    jwksUrl: values['JWKS_URL'],
    jwtIssuers: readList(values['JWT_ISSUER']),
    jwtAudiences: readList(values['JWT_AUDIENCE']),
    jwtClockSkewSeconds: values['JWT_CLOCK_SKEW_SECONDS'],
    jwtCookiePrefix: values['JWT_COOKIE_PREFIX'],
    portalKeySecret: values['PORTAL_KEY_SECRET'],
    portalKeySeconds: values['PORTAL_KEY_SECONDS'],
    portalIndices: readList(values['PORTAL_INDICES']).map((entry) => entry.replace(/=.*$/, '')),
    portalOrders: readOrders(values['PORTAL_INDICES']),
    port: values['PORT'],
    opensearchUrl: values['OPENSEARCH_URL'],
    databaseUrl: values['DATABASE_URL'],
    redisUrl: values['REDIS_URL'],
    indexPrefix: values['INDEX_PREFIX'],
    redisPrefix: values['REDIS_PREFIX'],
    defaultPartner: values['DEFAULT_PARTNER'],
    lmsUrl: String(values['LMS_URL']).replace(/\/$/, ''),
    learnerPortalUrl: String(values['LEARNER_PORTAL_URL']).replace(/\/$/, ''),
    upstreamUrl: values['UPSTREAM_URL'] === undefined ? undefined : String(values['UPSTREAM_URL']).replace(/\/$/, ''),
    upstreamTokenUrl: values['UPSTREAM_TOKEN_URL'],
    upstreamClientId: values['UPSTREAM_CLIENT_ID'],
    upstreamClientSecret: values['UPSTREAM_CLIENT_SECRET'],
    upstreamTimeoutMilliseconds: values['UPSTREAM_TIMEOUT_MILLISECONDS'],
    upstreamPauseMilliseconds: values['UPSTREAM_PAUSE_MILLISECONDS'],
    upstreamRequestsPerHour: values['UPSTREAM_REQUESTS_PER_HOUR'],
    upstreamVanishingPercent: values['UPSTREAM_VANISHING_PERCENT'],
    upstreamChangesCron: cronOf(values['UPSTREAM_CHANGES_CRON']),
    upstreamFullCron: cronOf(values['UPSTREAM_FULL_CRON']),
    upstreamMovingPercent: values['UPSTREAM_MOVING_PERCENT'],
    claimSeconds: values['CLAIM_SECONDS'],
    historyDays: values['HISTORY_DAYS'],
    quarantineDays: values['QUARANTINE_DAYS'],
    hybrid: values['HYBRID'],
    embeddingUrl: values['EMBEDDING_URL'],
    embeddingModel: values['EMBEDDING_MODEL'],
    embeddingKey: values['EMBEDDING_KEY'],
    embeddingDimension: values['EMBEDDING_DIMENSION'],
    embeddingLeast: values['EMBEDDING_LEAST'],
    embeddingSearchMilliseconds: values['EMBEDDING_SEARCH_MILLISECONDS'],
    embeddingTimeoutMilliseconds: values['EMBEDDING_TIMEOUT_MILLISECONDS'],
    embeddingPauseMilliseconds: values['EMBEDDING_PAUSE_MILLISECONDS'],
    searchAnalytics: values['SEARCH_ANALYTICS'],
    searchAnalyticsDays: values['SEARCH_ANALYTICS_DAYS'],
    searchAnalyticsLeastUsers: values['SEARCH_ANALYTICS_LEAST_USERS'],
    reconcileHours: values['RECONCILE_HOURS'],
    pollMilliseconds: values['POLL_MILLISECONDS'],
    opensearchTimeoutMilliseconds: values['OPENSEARCH_TIMEOUT_MILLISECONDS'],
    databaseTimeoutMilliseconds: values['DATABASE_TIMEOUT_MILLISECONDS'],
    databaseConnections: values['DATABASE_CONNECTIONS'],
    maxBodyMebibytes: values['MAX_BODY_MEBIBYTES'],
    rateLimits: readRateLimits(String(values['RATE_LIMITS'])),
    answerSeconds: values['ANSWER_SECONDS'],
    corsOrigins: readList(values['CORS_ORIGINS']),
    trustProxy: values['TRUST_PROXY'] === 'yes',
    requestSeconds: values['REQUEST_SECONDS'],
    shutdownDelaySeconds: values['SHUTDOWN_DELAY_SECONDS'],
    drainSeconds: values['DRAIN_SECONDS'],
    logLevel: values['LOG_LEVEL'],
    tracesUrl: values['OTEL_EXPORTER_OTLP_ENDPOINT'],
    traceServiceName: values['OTEL_SERVICE_NAME'],
    traceRatio: values['OTEL_TRACES_SAMPLER_ARG'],
  } as Config;
  faults.push(...exposureFaults(config), ...credentialFaults(config), ...embeddingFaults(config));
  if (faults.length > 0) {
    throw new ConfigurationError(`the settings are wrong:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
  return Object.freeze(config);
}

/** Of a list of `NAME` and `NAME=ORDER` the orders, by name. */
function readOrders(list: unknown): Config['portalOrders'] {
  const pairs = readList(list).map((entry) => entry.split('='));
  return Object.fromEntries(pairs.filter(([, order]) => order !== undefined)) as Config['portalOrders'];
}

/** The settings as they may be logged: secrets, and passwords and parameters in addresses, are replaced. */
export function redacted(config: Config): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [
      name,
      typeof value === 'string' ? hideSecret(name, value) : (value as unknown),
    ]),
  );
}

function hideSecret(name: string, value: string): string {
  if (/(Secret|Key)$/.test(name)) {
    return '***';
  }
  return name.endsWith('Url') ? value.replace(/\/\/.*@/s, '//***@').replace(/\?.*/s, '?***') : value;
}
