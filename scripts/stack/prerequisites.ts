import type { Jdk } from './jdk.ts';

/** A thing the native engines need and this machine lacks. */
export interface Missing {
  readonly what: string;
  /** Debian and Ubuntu package; `undefined` when apt has none that will do. */
  readonly apt: string | undefined;
  readonly brew: string;
  /** What to get where there is neither apt nor Homebrew. */
  readonly other: string;
}

/** What was found on the machine; `undefined` is not installed (or too old). */
export interface Found {
  readonly jdk: Jdk | undefined;
  readonly maven: string | undefined;
  readonly database: string | undefined;
  readonly redis: string | undefined;
  readonly setpriv: string | undefined;
}

/** What must be there, which depends on what was fetched before and on who we are. */
export interface Needs {
  /** Maven is only needed until OpenSearch has been fetched. */
  readonly maven: boolean;
  /** setpriv is only needed by root, who must hand the engines to another user. */
  readonly setpriv: boolean;
  /** Package with a JDK that is new enough, when apt offers one (Debian 12 does not). */
  readonly jdkPackage: string | undefined;
}

/** Everything that is missing, at once. */
export function listMissing(found: Found, needs: Needs): Missing[] {
  const missing: Missing[] = [];
  if (found.jdk === undefined) {
    missing.push({
      what: 'a JDK, version 21 or newer (OpenSearch runs on it)',
      apt: needs.jdkPackage,
      brew: 'temurin',
      other: 'Temurin JDK 21 or newer from adoptium.net, unpacked anywhere, its folder in JAVA_HOME',
    });
  }
  if (needs.maven && found.maven === undefined) {
    missing.push({
      what: 'Maven (it fetches OpenSearch)',
      apt: 'maven',
      brew: 'maven',
      other: 'Apache Maven 3.8 or newer, its bin folder in PATH',
    });
  }
  if (found.database === undefined) {
    missing.push({
      what: 'MariaDB 10.11 or newer, or MySQL 8.0 or newer',
      apt: 'mariadb-server',
      brew: 'mariadb',
      other: 'a MariaDB server 10.11 or newer, mariadbd in PATH',
    });
  }
  if (found.redis === undefined) {
    missing.push({
      what: 'Redis',
      apt: 'redis-server',
      brew: 'redis',
      other: 'Redis 6.2 or newer, redis-server in PATH',
    });
  }
  if (needs.setpriv && found.setpriv === undefined) {
    missing.push({
      what: 'setpriv (as root, the engines are handed to another user)',
      apt: 'util-linux',
      brew: '',
      other: 'setpriv of util-linux, or run the command as a user who is not root',
    });
  }
  return missing;
}

/** One message with every missing thing and the command that mends it on Debian and Ubuntu, macOS and others. */
export function missingMessage(missing: readonly Missing[], reason?: string): string {
  const apt = missing.flatMap((one) => one.apt ?? []);
  const noApt = missing.filter((one) => one.apt === undefined);
  const brew = missing.flatMap((one) => (one.brew === '' ? [] : one.brew));
  const casks = brew.filter((name) => name === 'temurin');
  const formulas = brew.filter((name) => name !== 'temurin');
  const lines = [
    'Something is missing to run the engines (OpenSearch, MariaDB or MySQL, Redis) on this machine:',
    ...missing.map(({ what }) => `  - ${what}`),
    ...(reason === undefined ? [] : ['', reason]),
    '',
    'Debian, Ubuntu:',
    ...(apt.length === 0 ? [] : [`  sudo apt-get update && sudo apt-get install ${apt.join(' ')}`]),
    ...noApt.map(({ other }) => `  apt has none here: ${other}`),
    'macOS:',
    ...(formulas.length === 0 ? [] : [`  brew install ${formulas.join(' ')}`]),
    ...(casks.length === 0 ? [] : [`  brew install --cask ${casks.join(' ')}`]),
    ...(brew.length === 0 ? ['  run the command as a user who is not root'] : []),
    'Others:',
    ...missing.map(({ other }) => `  ${other}`),
    '',
    'Or have a container engine running (`docker info` and `docker compose version` must both succeed),',
    'or give the addresses of engines you have: OPENSEARCH_URL, DATABASE_URL, REDIS_URL.',
  ];
  return lines.join('\n');
}
