/** Where the engines are to come from: addresses given, containers, or programs of this machine. */
export type StackMode = 'env' | 'compose' | 'native';

/** What the engine manager and the commands around it take from the environment. Empty values count as not given. */
export interface StackEnvironment {
  readonly opensearchUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  /** `STACK`, as written; `chooseMode` refuses what it does not know. */
  readonly stack: string | undefined;
  /** Folders to look for a JDK in first. */
  readonly javaHomes: readonly string[];
  readonly path: string;
  /** Port of the service (`PORT`), as written. */
  readonly port: string | undefined;
  /** Everything, to hand on to child processes. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads the environment. The service's own settings stay in `src/config.ts`: this runs before there is an engine to
 * configure, and decides the three addresses which the service is then given.
 */
export function readEnvironment(): StackEnvironment {
  // eslint-disable-next-line no-restricted-properties -- the addresses decided here become the service's environment
  const variables = { ...process.env };
  const given = (name: string): string | undefined => variables[name]?.trim() || undefined;
  return {
    opensearchUrl: given('OPENSEARCH_URL'),
    databaseUrl: given('DATABASE_URL'),
    redisUrl: given('REDIS_URL'),
    stack: given('STACK'),
    javaHomes: [given('JAVA_HOME'), given('OPENSEARCH_JAVA_HOME')].filter((home) => home !== undefined),
    path: given('PATH') ?? '/usr/bin:/bin',
    port: given('PORT'),
    variables,
  };
}
