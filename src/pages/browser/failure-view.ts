import { html, type TemplateResult } from 'lit-html';
import type { Failure } from './ask.ts';
import { failureInWords } from './words.ts';

/** Tells a failure, aloud too, and offers another try where it may help. */
export function failureView(failure: Failure, retry: () => void): TemplateResult {
  const { title, advice } = failureInWords(failure);
  const mayHelp = failure.kind !== 'missing' && failure.kind !== 'refused';
  return html`<div class="notice notice-bad" role="alert">
    <p class="notice-title">${title}</p>
    <p>${advice}</p>
    ${mayHelp ? html`<button type="button" class="button" @click=${retry}>Try again</button>` : ''}
  </div>`;
}
