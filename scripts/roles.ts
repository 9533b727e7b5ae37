import { parseArgs } from 'node:util';
import { roleNames, type Access } from '../src/access/port.ts';
import { allPages } from './access/all-pages.ts';
import { readRoles, writeRole } from './access/read-roles.ts';
import { table } from './access/table.ts';
import { withAccess } from './access/with-access.ts';
import { ArgumentError, runCommand } from './stack/command.ts';

const help = `npm run roles -- list [--user NAME] [--json]
npm run roles -- give --user NAME --role ROLE:CONTEXT [--role …] [--json]
npm run roles -- take --user NAME --role ROLE:CONTEXT [--role …] [--json]

The roles that users have here, beside those that their tokens bring. They count in running services within five seconds.

  --user NAME          as the token's preferred_username says
  --role ROLE:CONTEXT  a role, and a customer's uuid or * for every customer; may be repeated
  --json               prints JSON

Roles: ${roleNames.join(', ')}.
Exit code: 0 done, 1 failed, 2 wrong arguments, or a role to take that is not given.
`;

const author = { name: 'script:roles', requestId: null };

interface Wanted {
  user: string | undefined;
  role: string[];
  json: boolean;
}

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      user: { type: 'string' },
      role: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const wanted: Wanted = { user: values.user, role: values.role, json: values.json };
  const [verb, ...others] = positionals;
  if (others.length > 0) {
    throw new ArgumentError(`not understood: ${others.join(' ')}\n\n${help}`);
  }
  switch (verb) {
    case 'list':
      return withAccess('listing roles', (access) => list(access, wanted));
    case 'give':
    case 'take':
      return change(verb, wanted);
    default:
      throw new ArgumentError(`say what to do: list, give or take\n\n${help}`);
  }
}

async function list(access: Access, { user, json }: Wanted): Promise<number> {
  const filter = user === undefined ? {} : { username: user };
  const given = await allPages(async (page) => (await access.listRoles({ ...filter, ...page })).assignments);
  const rows = given.map((one) => [one.username, writeRole(one), one.createdAt.toISOString(), one.createdBy]);
  process.stdout.write(json ? `${JSON.stringify(given)}\n` : table([['USER', 'ROLE', 'SINCE', 'GIVEN BY'], ...rows]));
  return 0;
}

async function change(verb: 'give' | 'take', { user, role, json }: Wanted): Promise<number> {
  const roles = readRoles(role);
  if (user === undefined || roles.length === 0) {
    throw new ArgumentError(`say whose role, and which: --user NAME --role ROLE:CONTEXT\n\n${help}`);
  }
  return withAccess(`${verb === 'give' ? 'giving' : 'taking'} roles`, async (access) => {
    if (verb === 'give') {
      for (const grant of roles) {
        await access.giveRole(author, { ...grant, username: user });
      }
    } else {
      const given = await allPages(async (page) => (await access.listRoles({ username: user, ...page })).assignments);
      const ids = roles.map((grant) => {
        const found = given.find((one) => writeRole(one) === writeRole(grant));
        if (found === undefined) {
          throw new ArgumentError(`${user} has not been given ${writeRole(grant)} here`);
        }
        return found.id;
      });
      for (const id of new Set(ids)) {
        await access.takeRole(author, id);
      }
    }
    const done = { [verb === 'give' ? 'given' : 'taken']: roles.map(writeRole), user };
    process.stdout.write(
      json
        ? `${JSON.stringify(done)}\n`
        : roles.map((grant) => `${verb === 'give' ? 'given' : 'taken'} ${writeRole(grant)}\n`).join(''),
    );
    return 0;
  });
}

await runCommand(main);
