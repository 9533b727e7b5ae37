import { Type, type Static } from 'typebox';
import { Instant, Uuid, answer, listOf, nullable } from './common.ts';

/** No blank at either end: the database compares without those at the end. */
const named = { minLength: 1, maxLength: 255, pattern: '^\\S(.*\\S)?$' };
/** In characters of four bytes, what a column of type TEXT holds. */
const longest = 16_000;

const text = {
  title: Type.String(named),
  short_description: Type.Optional(Type.String({ maxLength: longest })),
  long_description: Type.Optional(Type.String({ maxLength: longest })),
};

export const AcademyBody = Type.Object(
  {
    ...text,
    translations: Type.Optional(
      Type.Object(
        { es: Type.Optional(Type.Object(text, { additionalProperties: false })) },
        { additionalProperties: false, description: 'The same in another language' },
      ),
    ),
    image: Type.Optional(nullable(Type.String({ format: 'uri', pattern: '^https?://', maxLength: 2_000 }))),
    enterprise_catalogs: Type.Optional(
      Type.Array(Uuid, { maxItems: 1_000, description: 'Catalogs of any customers; none unless told' }),
    ),
    tags: Type.Optional(
      Type.Array(
        Type.Object(
          {
            title: Type.String(named),
            description: Type.Optional(Type.String({ maxLength: longest })),
            content_keys: Type.Optional(
              Type.Array(Type.String(named), {
                maxItems: 1_000,
                description: 'Of what carries it, which need not be there yet. Left out, they stay as they are',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        { maxItems: 50, description: 'By title: academies with a tag of one title share it' },
      ),
    ),
  },
  { title: 'NewAcademy', additionalProperties: false },
);

export type AcademyBodyParameters = Static<typeof AcademyBody>;
export type AcademyTextParameters = Pick<AcademyBodyParameters, keyof typeof text>;

const tag = { id: Type.Integer({ minimum: 1 }), title: Type.String(), description: Type.String() };
const shown = {
  uuid: Uuid,
  title: Type.String(),
  short_description: Type.String(),
  long_description: Type.String(),
  image: nullable(Type.String()),
  enterprise_catalogs: Type.Array(Uuid, { description: 'Of those customers whose catalogs the caller may see' }),
  created: Instant,
  modified: Instant,
};

export const AcademySchema = answer('Academy', { ...shown, tags: Type.Array(answer('AcademyTag', tag)) });
export const AcademyListSchema = listOf('AcademyList', AcademySchema);

const Texts = answer('AcademyText', {
  title: Type.String(),
  short_description: Type.String(),
  long_description: Type.String(),
});

export const SavedAcademySchema = answer('SavedAcademy', {
  outcome: Type.Enum(['created', 'changed', 'unchanged']),
  ...shown,
  translations: answer('AcademyTranslations', { es: Type.Optional(Texts) }),
  tags: Type.Array(answer('SavedTag', { ...tag, content_keys: Type.Array(Type.String()) })),
});

export const AssociateBody = Type.Object({ catalog_uuid: Uuid }, { title: 'AssociateCatalog' });
export const AssociatedSchema = answer('AssociatedCatalog', {
  academy_uuid: Uuid,
  catalog_uuid: Uuid,
  outcome: Type.Enum(['associated', 'unchanged']),
});
