import { readEnvironment } from '../stack/environment.ts';
import { readJwtSecret } from '../stack/jwt-secret.ts';
import type { Layout } from '../stack/layout.ts';

/** What tokens of this checkout are signed with, and what they must say for its service to take them. */
export interface Signer {
  secret: string;
  /** In words, for a person: where the secret comes from. */
  whose: string;
  issuer?: string;
  audience?: string;
}

/** From the environment, as the service reads it; without JWT_SECRET there, the checkout's own secret. */
export async function readSigner(layout: Pick<Layout, 'local'>): Promise<Signer> {
  const { variables } = readEnvironment();
  const first = (name: string): string | undefined => variables[name]?.split(',')[0]?.trim() || undefined;
  // As it stands, blanks and all: the service reads it so.
  const given = variables['JWT_SECRET'] ?? '';
  const [issuer, audience] = [first('JWT_ISSUER'), first('JWT_AUDIENCE')];
  return {
    ...(given === ''
      ? { secret: await readJwtSecret(layout), whose: '.local/jwt-secret' }
      : { secret: given, whose: 'JWT_SECRET' }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience }),
  };
}
