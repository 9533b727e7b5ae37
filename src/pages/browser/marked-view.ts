import { html, type TemplateResult } from 'lit-html';
import { readMarked } from './marked.ts';

/** A highlight, or the plain text where nothing was found in it. */
export function markedView(highlight: string | undefined, plain: string): TemplateResult {
  return highlight === undefined
    ? html`${plain}`
    : html`${readMarked(highlight).map(({ text, isFound }) => (isFound ? html`<mark>${text}</mark>` : text))}`;
}
