import { textOf } from '../contract/members.ts';
import type { Normalized } from '../contract/normalized-schema.ts';
import type { RawContent } from '../contract/raw-content.ts';
import { plainText } from './plain-text.ts';
import { sanitizedHtml } from './sanitized-html.ts';

/** Where each text is found: the first member that has one. */
export const textMembers = {
  title: ['title', 'name'],
  short_description: ['short_description', 'subtitle'],
  full_description: ['full_description', 'overview'],
  outcome: ['outcome'],
  prerequisites: ['prerequisites_raw'],
} as const;

type Texts = Pick<Normalized, Exclude<keyof typeof textMembers, 'title'>>;

/** The title and what describes the content: as plain text, and as HTML that is safe to show. */
export function descriptionsOf(raw: RawContent): Pick<Normalized, 'title' | 'html'> & Texts {
  return {
    title: plainText(firstText(raw, textMembers.title)),
    ...forEach((names) => plainText(firstText(raw, names))),
    html: forEach((names) => sanitizedHtml(firstText(raw, names))),
  };
}

function forEach(make: (names: readonly string[]) => string): Texts {
  return {
    short_description: make(textMembers.short_description),
    full_description: make(textMembers.full_description),
    outcome: make(textMembers.outcome),
    prerequisites: make(textMembers.prerequisites),
  };
}

function firstText(raw: RawContent, names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = textIn(raw[name]);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** Of a list, its first text. */
function textIn(member: unknown): string | undefined {
  return Array.isArray(member) ? textOf(member.find((one) => textOf(one) !== undefined)) : textOf(member);
}
