import type { FormEvent, JSX } from 'react';

/** Asks for a token, and tells how to get one. @param props.fault why one is asked (again), undefined the first time */
export function SignIn({ fault, signIn }: { fault: string | undefined; signIn: (token: string) => void }): JSX.Element {
  const submitted = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget).get('token');
    const token = typeof given === 'string' ? given.trim().replace(/^(bearer|jwt)\s+/i, '') : '';
    if (token !== '') {
      signIn(token);
    }
  };
  return (
    <div className="sign-in">
      <h1>Sign in</h1>
      <p>Which courses you find depends on who you are. Paste a token of the service, or an API key.</p>
      <form onSubmit={submitted}>
        <label htmlFor="token">Token</label>
        <div className="field">
          <input
            id="token"
            name="token"
            type="password"
            required
            autoComplete="off"
            spellCheck={false}
            aria-describedby={fault === undefined ? 'token-help' : 'token-fault token-help'}
            aria-invalid={fault === undefined ? undefined : true}
          />
          <button type="submit" className="button button-main">
            Sign in
          </button>
        </div>
        <p id="token-fault" className="fault" role="alert">
          {fault}
        </p>
      </form>
      <div id="token-help" className="soft">
        <p>In the checkout of the service, this makes one:</p>
        <pre>
          <code>npm run token -- --role enterprise_learner:CUSTOMER</code>
        </pre>
        <p>CUSTOMER is a customer’s uuid, or * for every customer. This tab forgets the token when it is closed.</p>
      </div>
    </div>
  );
}
