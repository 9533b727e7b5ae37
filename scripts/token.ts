import { parseArgs } from 'node:util';
import { roleNames } from '../src/access/port.ts';
import { readRoles, writeRole } from './access/read-roles.ts';
import { signToken } from './access/sign-token.ts';
import { readSigner } from './access/signer.ts';
import { ArgumentError, runCommand } from './stack/command.ts';
import { findLayout } from './stack/layout.ts';

const help = `npm run -s token -- --role ROLE:CONTEXT [--role …] [--user NAME] [--hours N] [--staff]

Makes a token for development, with the claims that Open edX sends. It alone goes to stdout:

  TOKEN=$(npm run -s token -- --role enterprise_learner:UUID)
  curl -H "Authorization: JWT $TOKEN" …

  --role ROLE:CONTEXT  what it gives, and for which customer: its uuid, or * for every one; may be repeated
  --user NAME          whose it is (developer)
  --hours N            how long it is good (12)
  --staff              as the platform says of its own staff

Roles: ${roleNames.join(', ')}.
It is signed with JWT_SECRET of the environment, else with the secret of this checkout, which npm start hands to the service; it
names JWT_ISSUER and JWT_AUDIENCE where they are set.
Exit code: 0 made, 1 failed, 2 wrong arguments.
`;

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      role: { type: 'string', multiple: true, default: [] },
      user: { type: 'string', default: 'developer' },
      hours: { type: 'string', default: '12' },
      staff: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  if (values.role.length === 0 && !values.staff) {
    throw new ArgumentError(`say what the token gives: --role ROLE:CONTEXT\n\n${help}`);
  }
  if (values.user === '' || values.user.length > 255) {
    throw new ArgumentError('--user has 1 to 255 characters');
  }
  const roles = readRoles(values.role).map(writeRole);
  const until = new Date(Date.now() + readHours(values.hours) * 3_600_000);
  const signer = await readSigner(await findLayout());
  const token = await signToken(signer, { user: values.user, roles, staff: values.staff, until });
  process.stdout.write(`${token}\n`);
  process.stderr.write(
    `for ${values.user}${values.staff ? ', staff' : ''}, until ${until.toISOString()}, signed with ${signer.whose}\n${roles
      .map((role) => `  ${role}\n`)
      .join('')}`,
  );
  return 0;
}

/** A year at most: a token cannot be taken back. */
function readHours(text: string): number {
  const hours = Number(text);
  if (!(hours > 0 && hours <= 8_760)) {
    throw new ArgumentError(`--hours is a number above 0 and up to 8760, not ${text}`);
  }
  return hours;
}

await runCommand(main);
