const name = 'percolog-token';

/** Takes a token out of the address (`#token=…`, as `npm start` prints it), so that it is not shared with the address. */
export function takeToken(): void {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token !== null) {
    keepToken(token.trim());
    history.replaceState(history.state, '', location.pathname + location.search);
  }
}

/** The token of this tab; the browser forgets it with the tab. */
export function readToken(): string | undefined {
  return sessionStorage.getItem(name) ?? undefined;
}

export function keepToken(token: string): void {
  sessionStorage.setItem(name, token);
}

export function forgetToken(): void {
  sessionStorage.removeItem(name);
}
