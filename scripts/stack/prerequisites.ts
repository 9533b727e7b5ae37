import type { Jdk } from './jdk.ts';
import type { Lack, Missing } from './missing.ts';

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
}

/** Everything that the native engines need and that is missing, at once. */
export function listMissing(found: Found, needs: Needs): Missing[] {
  const missing: Missing[] = [];
  if (found.jdk === undefined) {
    missing.push({
      what: 'a JDK, version 21 or newer (OpenSearch runs on it)',
      // Debian 12 has neither.
      apt: ['openjdk-25-jdk-headless', 'openjdk-21-jdk-headless'],
      brew: '--cask temurin',
      other: 'Temurin JDK 21 or newer from adoptium.net, unpacked anywhere, its folder in JAVA_HOME',
    });
  }
  if (needs.maven && found.maven === undefined) {
    missing.push({
      what: 'Maven (it fetches OpenSearch)',
      apt: ['maven'],
      brew: 'maven',
      other: 'Apache Maven 3.8 or newer, its bin folder in PATH',
    });
  }
  if (found.database === undefined) {
    missing.push({
      what: 'MariaDB 10.11 or newer, or MySQL 8.0 or newer',
      apt: ['mariadb-server'],
      brew: 'mariadb',
      other: 'a MariaDB server 10.11 or newer, mariadbd in PATH',
    });
  }
  if (found.redis === undefined) {
    missing.push({
      what: 'Redis',
      apt: ['redis-server'],
      brew: 'redis',
      other: 'Redis 6.2 or newer, redis-server in PATH',
    });
  }
  if (needs.setpriv && found.setpriv === undefined) {
    missing.push({
      what: 'setpriv (as root, the engines are handed to another user)',
      apt: ['util-linux'],
      brew: '',
      other: 'setpriv of util-linux, or run the command as a user who is not root',
    });
  }
  return missing;
}

/** What is missing for the native engines, with the other ways to have engines. */
export function lackOfEngines(missing: readonly Missing[], reason: string | undefined): Lack {
  return {
    purpose: 'to run the engines (OpenSearch, MariaDB or MySQL, Redis)',
    missing,
    reason,
    otherwise: [
      'Or have a container engine running (`docker info` and `docker compose version` must both succeed),',
      'or give the addresses of engines you have: OPENSEARCH_URL, DATABASE_URL, REDIS_URL.',
    ],
  };
}
