import { parseArgs } from 'node:util';
import { roleNames, type Access, type ApiKey } from '../src/access/port.ts';
import { NotFoundError } from '../src/kernel/errors.ts';
import { allPages } from './access/all-pages.ts';
import { readRoles, writeRole } from './access/read-roles.ts';
import { table } from './access/table.ts';
import { withAccess } from './access/with-access.ts';
import { ArgumentError, runCommand } from './stack/command.ts';

const help = `npm run api-keys -- list [--json]
npm run -s api-keys -- create --name NAME --role ROLE:CONTEXT [--role …] [--days N] [--json]
npm run api-keys -- revoke ID [--json]

Keys for services that have no tokens, sent as "Authorization: Bearer percolog_…". A new key alone goes to stdout; it is shown this
once, and only a hash of it is kept. A revoked key ends in running services within five seconds.

  --name NAME          what it is for
  --role ROLE:CONTEXT  what it gives, and for which customer: its uuid, or * for every one; may be repeated
  --days N             how long it is good (365), up to three years
  --json               prints JSON

Roles: ${roleNames.join(', ')}.
Exit code: 0 done, 1 failed, 2 wrong arguments, or a key to revoke that is not there.
`;

const author = { name: 'script:api-keys', requestId: null };

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      role: { type: 'string', multiple: true, default: [] },
      days: { type: 'string', default: '365' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const [verb, ...others] = positionals;
  if (others.length > (verb === 'revoke' ? 1 : 0)) {
    throw new ArgumentError(`not understood: ${others.join(' ')}\n\n${help}`);
  }
  switch (verb) {
    case 'list':
      return withAccess('listing API keys', (access) => list(access, values.json));
    case 'create':
      return create(values);
    case 'revoke':
      return revoke(others[0], values.json);
    default:
      throw new ArgumentError(`say what to do: list, create or revoke\n\n${help}`);
  }
}

async function list(access: Access, json: boolean): Promise<number> {
  const keys = await allPages(async (page) => (await access.listKeys(page)).keys);
  const rows = keys.map((key) => [key.id, key.name, stateOf(key), key.roles.map(writeRole).join(' '), key.createdBy]);
  process.stdout.write(
    json ? `${JSON.stringify(keys)}\n` : table([['ID', 'NAME', 'STATE', 'ROLES', 'MADE BY'], ...rows]),
  );
  return 0;
}

function stateOf({ revokedAt, expiresAt }: ApiKey): string {
  if (revokedAt !== null) {
    return `revoked ${revokedAt.toISOString()}`;
  }
  return `${expiresAt.getTime() <= Date.now() ? 'ended' : 'until'} ${expiresAt.toISOString()}`;
}

async function create(wanted: { name?: string; role: string[]; days: string; json: boolean }): Promise<number> {
  const { name } = wanted;
  const roles = readRoles(wanted.role);
  if (name === undefined || roles.length === 0) {
    throw new ArgumentError(`say what the key is for, and what it gives: --name NAME --role ROLE:CONTEXT\n\n${help}`);
  }
  const days = Number(wanted.days);
  if (!(days > 0)) {
    throw new ArgumentError(`--days is a number above 0, not ${wanted.days}`);
  }
  const expiresAt = new Date(Date.now() + days * 86_400_000);
  return withAccess('making an API key', async (access) => {
    const { key, secret } = await access.createKey(author, { name, roles, expiresAt });
    process.stdout.write(wanted.json ? `${JSON.stringify({ ...key, secret })}\n` : `${secret}\n`);
    process.stderr.write(
      `key ${key.id} for ${key.name}, until ${key.expiresAt.toISOString()}\n${key.roles.map((role) => `  ${writeRole(role)}\n`).join('')}`,
    );
    return 0;
  });
}

async function revoke(id: string | undefined, json: boolean): Promise<number> {
  if (id === undefined) {
    throw new ArgumentError(`say which key: its ID, as list shows it\n\n${help}`);
  }
  return withAccess('revoking an API key', async (access) => {
    try {
      await access.revokeKey(author, id);
    } catch (error) {
      throw error instanceof NotFoundError ? new ArgumentError(error.message, { cause: error }) : error;
    }
    process.stdout.write(json ? `${JSON.stringify({ revoked: id })}\n` : `revoked ${id}\n`);
    return 0;
  });
}

await runCommand(main);
