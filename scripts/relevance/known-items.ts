import { fold } from '../../src/search/port.ts';
import { RandomStream } from '../corpus/random.ts';
import type { JudgedItem } from './judged-items.ts';
import type { JudgedQuery, QueryClass } from './judged-query.ts';
import { misspell } from './misspell.ts';

/** How many queries of each kind are drawn, if there are as many titles. */
const drawn = { title: 60, typo: 80, prefix: 60 } as const;
/** How much of a title is typed, at least and at most. */
const typedShare = { least: 0.5, most: 0.85 };

/** Titles of items that somebody knows: whole, with one mistake, and as far as they are typed. Every item of that title is right. */
export function knownItemQueries(items: readonly JudgedItem[], seed: number): JudgedQuery[] {
  const titles = [...Map.groupBy(items, ({ title }) => fold(title)).values()].flatMap(([first]) => first?.title ?? []);
  const query = (kind: QueryClass, text: string, isRight: (title: string) => boolean): JudgedQuery => ({
    class: kind,
    text,
    locale: 'en',
    grades: new Map(items.filter(({ title }) => isRight(fold(title))).map(({ key }) => [key, 2])),
  });
  const draw = (
    kind: keyof typeof drawn,
    change: (title: string, stream: RandomStream) => JudgedQuery | undefined,
  ): JudgedQuery[] => {
    const stream = new RandomStream(seed, 'known items', kind);
    return stream.sample(titles, drawn[kind]).flatMap((title) => change(title, stream) ?? []);
  };
  return [
    ...draw('title', (title, stream) => {
      const text = stream.chance(0.5) ? title : title.toLowerCase();
      return query('title', text, (one) => one === fold(title));
    }),
    ...draw('typo', (title, stream) => {
      const text = misspell(title.toLowerCase(), stream);
      return text === undefined ? undefined : query('typo', text, (one) => one === fold(title));
    }),
    ...draw('prefix', (title, stream) => {
      const share = typedShare.least + stream.unit() * (typedShare.most - typedShare.least);
      const text = title
        .toLowerCase()
        .slice(0, Math.ceil(share * title.length))
        .trimEnd();
      return query('prefix', text, (one) => one.startsWith(fold(text)));
    }),
  ];
}
