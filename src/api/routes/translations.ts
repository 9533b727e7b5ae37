import { Type } from 'typebox';
import { NotFoundError } from '../../kernel/errors.ts';
import { translatedMembers, visibleContent, type Replication } from '../../replication/port.ts';
import { translationExamples as examples } from '../examples/translations.ts';
import { route, type Route } from '../route.ts';
import { Instant, answer } from '../schemas/common.ts';

const tag = 'Content';

const TextsSchema = Type.Object(
  Object.fromEntries(translatedMembers.map((member) => [member, Type.Optional(Type.String())])),
  { title: 'TranslatedTexts', description: 'The title as plain text, the others as HTML', additionalProperties: false },
);

const TranslationBody = Type.Object(
  {
    content_key: Type.String({ minLength: 1, maxLength: 255 }),
    language: Type.String({ description: 'BCP 47, such as es or es-419' }),
    provider: Type.Optional(Type.String({ maxLength: 100, description: 'Who translated it; without, who calls' })),
    source_hash: Type.Optional(Type.String({ description: 'Of what was translated; without, the item as it is now' })),
    texts: TextsSchema,
  },
  { title: 'NewTranslation' },
);

const Outcomes = answer('TranslationResults', {
  results: Type.Array(
    answer('TranslationResult', {
      content_key: Type.String(),
      language: Type.String(),
      outcome: Type.Enum(['created', 'changed', 'unchanged', 'refused']),
      detail: Type.Optional(Type.String({ description: 'Why it was refused' })),
    }),
    { description: 'One for each, in order' },
  ),
});

const Translations = answer('Translations', {
  results: Type.Array(
    answer('Translation', {
      language: Type.String(),
      texts: TextsSchema,
      provider: Type.String(),
      stale: Type.Boolean({ description: 'The item has changed since' }),
      modified: Instant,
    }),
  ),
});

/** Texts of content in other languages. */
export function translationRoutes(deps: {
  replication: Pick<Replication, 'find' | 'storeTranslations' | 'translationsOf'>;
}): Route[] {
  const { replication } = deps;
  return [
    route({
      method: 'post',
      path: '/api/v1/translations/',
      id: 'storeTranslations',
      tag,
      summary: 'Store texts of content in other languages',
      description: 'Each is refused alone. `lang` of `content-metadata/{key}/` shows them.',
      rule: { anyOf: ['admin'], of: 'every' },
      rate: 'content',
      body: {
        schema: Type.Object(
          { translations: Type.Array(TranslationBody, { maxItems: 1_000 }) },
          { title: 'NewTranslations' },
        ),
        description: 'The translations',
        read: 'value',
        large: true,
      },
      answers: { 200: { description: 'What became of each', schema: Outcomes } },
      examples: examples.store,
      handle: async ({ body, author }) => {
        const outcomes = await replication.storeTranslations(
          body.translations.map(({ content_key, language, provider, source_hash, texts }) => ({
            contentKey: content_key,
            language,
            texts,
            provider: provider ?? author.name.slice(0, 100),
            sourceHash: source_hash,
          })),
          author,
        );
        return {
          status: 200,
          body: {
            results: body.translations.map(({ content_key, language }, position) => ({
              content_key,
              language,
              ...(outcomes[position] ?? { outcome: 'refused' as const }),
            })),
          },
        };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/content-metadata/{key}/translations/',
      id: 'listTranslations',
      tag,
      summary: 'In which languages there are texts of an item, and which are stale',
      rule: 'signed in',
      rate: 'read',
      parameters: {
        path: Type.Object({ key: Type.String({ description: 'Content key, uuid or id', minLength: 1 }) }),
      },
      answers: { 200: { description: 'The translations, by language', schema: Translations } },
      examples: examples.list,
      handle: async ({ path }) => {
        const item = await replication.find(path.key, { coerceToCourse: false });
        if (item === undefined || visibleContent(item) === undefined) {
          throw new NotFoundError('there is no content with this key, uuid or id');
        }
        const found = await replication.translationsOf(item);
        return {
          status: 200,
          body: {
            results: found.map(({ modifiedAt, ...translation }) => ({
              ...translation,
              modified: modifiedAt.toISOString(),
            })),
          },
        };
      },
    }),
  ];
}
