import { Type, type Static, type TSchema } from 'typebox';
import { locales } from '../../search/port.ts';
import { Instant, Uuid, answer, nullable } from './common.ts';

const Locale = Type.Enum([...locales]);
const Name = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$',
  description: 'Chosen by whoever writes the rule; a rule of the same name is replaced',
});
const Rule = Type.String({
  minLength: 1,
  maxLength: 1_000,
  description: '`a, b, c`: each finds the others too; `a, b => c`: who searches a or b finds c too',
});
const Keys = Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: 200 });

const written = {
  version: Type.Integer({ minimum: 0, description: 'Of all rules, when this one was written last' }),
  changed_at: Instant,
  changed_by: Type.String({ description: 'As in the audit log' }),
};

/** A list with the version of all rules of its kind. */
function rulesOf<Schema extends TSchema>(title: string, item: Schema) {
  return answer(title, {
    version: Type.Integer({ minimum: 0, description: 'Raised by every change' }),
    count: Type.Integer({ minimum: 0 }),
    next: nullable(Type.String({ format: 'uri', description: 'Address of the next page' })),
    previous: nullable(Type.String({ format: 'uri', description: 'Address of the page before' })),
    results: Type.Array(item),
  });
}

export const SynonymPath = Type.Object({ locale: Locale, name: Name });
export const SynonymsQuery = Type.Optional(Locale);
export const NewSynonymBody = Type.Object({ rule: Rule }, { title: 'NewSynonym', additionalProperties: false });
export const SynonymListSchema = rulesOf(
  'SynonymList',
  answer('Synonym', { locale: Locale, name: Type.String(), rule: Type.String(), ...written }),
);

export const PutRuleSchema = answer('PutRule', {
  outcome: Type.Enum(['created', 'changed', 'unchanged']),
  version: Type.Integer({ minimum: 0, description: 'Of all rules of its kind' }),
});

const pin = {
  customer: Type.Optional(
    nullable(Type.String({ ...Uuid, description: "Only in searches in this customer's catalogs" })),
  ),
  matches: Type.Enum(['exact', 'beginning'], {
    description: 'Whether the text is all that is searched for, or its first words',
  }),
  text: Type.String({
    maxLength: 500,
    description:
      'Compared by words, without case and accents. Empty: searches without words, or, as a beginning, every search',
  }),
  pinned: Type.Optional({ ...Keys, description: 'Content keys of what comes first, in order; 20 at most' }),
  hidden: Type.Optional({ ...Keys, description: 'Content keys of what is left out; 100 at most' }),
};

export const PinPath = Type.Object({ name: Name });
export const NewPinBody = Type.Object(pin, { title: 'NewPin', additionalProperties: false });
export const PinListSchema = rulesOf(
  'PinList',
  answer('Pin', {
    name: Type.String(),
    customer: nullable(Type.String()),
    matches: Type.Enum(['exact', 'beginning']),
    text: Type.String(),
    pinned: Type.Array(Type.String()),
    hidden: Type.Array(Type.String()),
    ...written,
  }),
);

const asked = {
  q: Type.String({ maxLength: 500 }),
  locale: Type.Optional(Type.Enum([...locales], { default: 'en' })),
  customer: Type.Optional(Type.String({ ...Uuid, description: 'Whose catalogs are searched; without, everything' })),
};

export const SynonymPreviewBody = Type.Object(
  {
    ...asked,
    rules: Type.Optional(
      Type.Array(Rule, { maxItems: 100, description: 'Rules that are not stored, beside those that are' }),
    ),
  },
  { title: 'SynonymPreviewRequest', additionalProperties: false },
);

export const PinPreviewBody = Type.Object(
  {
    ...asked,
    rule: Type.Optional(
      Type.Object(
        { name: Type.Optional(Name), ...pin },
        {
          additionalProperties: false,
          description: 'A rule that is not stored, beside those that are, or in the place of the one of its name',
        },
      ),
    ),
  },
  { title: 'PinPreviewRequest', additionalProperties: false },
);

export type PreviewBody = Static<typeof SynonymPreviewBody> | Static<typeof PinPreviewBody>;
export type PinBody = Static<typeof NewPinBody>;

const PreviewedHits = answer('PreviewedHits', {
  count: Type.Integer({ minimum: 0 }),
  hits: Type.Array(answer('PreviewedHit', { content_key: Type.String(), title: Type.String() }), {
    description: 'The first ten',
  }),
});

export const SynonymPreviewSchema = answer('SynonymPreview', {
  searched_as: Type.Array(
    answer('SearchedAs', {
      words: Type.String({ description: 'Of the text' }),
      alternatives: Type.Array(Type.String(), {
        description: 'Looked for beside them; fewer than the rules have where the engine takes no more',
      }),
    }),
  ),
  before: PreviewedHits,
  after: PreviewedHits,
});

export const PinPreviewSchema = answer('PinPreview', {
  rules: Type.Array(Type.String(), { description: 'Names of those that hold, the ones that come first before' }),
  pinned: Type.Array(
    answer('PreviewedPin', {
      content_key: Type.String(),
      shown: Type.Boolean({ description: 'Whether it is there, and in what is searched' }),
    }),
  ),
  hidden: Type.Array(Type.String()),
  before: PreviewedHits,
  after: PreviewedHits,
});
