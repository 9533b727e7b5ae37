import { Type } from 'typebox';
import type { ContentItem } from '../../replication/port.ts';
import { presentContent } from './present-content.ts';

export const views = ['client', 'raw', 'normalized'] as const;

export type View = (typeof views)[number];

export const viewParameter = Type.Optional(
  Type.Enum([...views], { description: 'What of an item', default: 'client' }),
);

export const languageParameter = Type.Optional(
  Type.String({
    pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$',
    description:
      'A language for title and descriptions, where they are translated; of one item `Content-Language` says so. Not for `view=raw`',
  }),
);

/** Of an answer about one item. @param language in which it has texts; null: only its own */
export function languageHeader(language: string | null): Record<string, string> {
  return language === null ? {} : { 'Content-Language': language };
}

/** What everybody may see of an item, in the view that is asked for; `client` without one. */
export function viewOf(item: ContentItem, view: View = 'client'): Record<string, unknown> {
  switch (view) {
    case 'client':
      return presentContent(item);
    case 'raw':
      return item.raw;
    case 'normalized':
      return item.normalized;
  }
}
