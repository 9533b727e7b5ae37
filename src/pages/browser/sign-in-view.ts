import { html, nothing, type TemplateResult } from 'lit-html';

/** Asks for a token, and tells how to get one. @param fault why one is asked (again), undefined the first time */
export function signInView(fault: string | undefined, signIn: (token: string) => void): TemplateResult {
  const submitted = (event: SubmitEvent): void => {
    event.preventDefault();
    const field = (event.target as HTMLFormElement).elements.namedItem('token') as HTMLInputElement;
    const token = field.value.trim().replace(/^(bearer|jwt)\s+/i, '');
    if (token !== '') {
      signIn(token);
    }
  };
  return html`<div class="sign-in">
    <h1>Sign in</h1>
    <p>Which courses you find depends on who you are. Paste a token of the service, or an API key.</p>
    <form @submit=${submitted}>
      <label for="token">Token</label>
      <div class="field">
        <input
          id="token"
          name="token"
          type="password"
          required
          autocomplete="off"
          spellcheck="false"
          aria-describedby=${fault === undefined ? 'token-help' : 'token-fault token-help'}
          aria-invalid=${fault === undefined ? nothing : 'true'}
        />
        <button type="submit" class="button button-main">Sign in</button>
      </div>
      <p id="token-fault" class="fault" role="alert">${fault}</p>
    </form>
    <div id="token-help" class="soft">
      <p>In the checkout of the service, this makes one:</p>
      <pre><code>npm run token -- --role enterprise_learner:CUSTOMER</code></pre>
      <p>CUSTOMER is a customer’s uuid, or * for every customer. This tab forgets the token when it is closed.</p>
    </div>
  </div>`;
}
