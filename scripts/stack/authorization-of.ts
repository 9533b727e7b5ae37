/** The header that says the credentials of an engine's address; undefined where it has none. */
export function authorizationOf({ username, password }: Pick<URL, 'username' | 'password'>): string | undefined {
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return credentials === ':' ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
}
