import { Type } from 'typebox';
import { UnknownEntry } from './catalog.ts';
import { Instant, Uuid, answer, nullable } from './common.ts';

const Sample = Type.Array(
  answer('SampledItem', { content_key: Type.String(), content_type: Type.String(), title: Type.String() }),
  { description: 'Up to ten of them' },
);
const Moving = answer('Moving', { count: Type.Integer({ minimum: 0 }), sample: Sample });

/** By the form of the compiled filter. */
export const CostClass = Type.Enum(['terms', 'verified', 'words', 'scripted'], {
  description:
    'terms: answered by terms alone; verified: selected by terms, then verified of each item that has them; words: the same, with the ' +
    'texts of items; scripted: a search for its items also runs a script',
});
/** How much is run to find the items that match. */
export const counted = {
  candidates: Type.Integer({ minimum: 0, description: 'Items of the index that its terms select' }),
  verified_per_match: Type.Number({
    minimum: 0,
    description: 'Candidates verified for one true match: 1 is best; 0 where nothing is verified, since terms answer',
  }),
};

export const PreviewSchema = answer('FilterPreview', {
  matched: Type.Integer({ minimum: 0 }),
  by_type: Type.Record(Type.String(), Type.Integer()),
  sample: Sample,
  content_filter_hash: Type.String(),
  corrections: Type.Array(answer('PreviewCorrection', { from: Type.String(), to: Type.String() })),
  unknown: Type.Optional(
    Type.Array(UnknownEntry, { description: 'What the filter would be stored without, where that was asked for' }),
  ),
  cost: answer('PreviewCost', {
    class: CostClass,
    clauses: Type.Integer({ minimum: 0, description: 'Of the compiled filter; 1,000 at most' }),
    ...counted,
  }),
  warnings: Type.Array(
    answer('PreviewWarning', {
      code: Type.Enum(['matches_nothing', 'drops_most', 'known']),
      detail: Type.String(),
    }),
  ),
  compared: Type.Optional(
    answer('PreviewComparison', { members: Type.Integer({ minimum: 0 }), entering: Moving, leaving: Moving }),
  ),
});

export const ExplanationSchema = answer('Explanation', {
  catalog_uuid: Uuid,
  catalog_query_uuid: Uuid,
  content_key: Type.String(),
  content_type: Type.String(),
  title: Type.String(),
  removed: Type.Boolean({ description: 'The item is removed' }),
  contained: Type.Boolean({ description: 'As contains_content_items says' }),
  through: answer('ContainedThrough', {
    itself: Type.Boolean({ description: 'It is a member' }),
    runs: Type.Array(Type.String(), { description: 'Runs of it that are members, up to a hundred' }),
    course: nullable(Type.String({ description: 'Its course, which is a member' })),
  }),
  member_since: nullable(Instant),
  inherited: nullable(
    answer('Inherited', {
      since: Instant,
      from: Type.Array(Type.String(), { description: 'Its parts that are members, up to a hundred' }),
    }),
  ),
  held: Type.Boolean({ description: 'It is a member only because its removal is kept back' }),
  filter: answer('ExplainedFilter', {
    holds: Type.Boolean({
      description: 'What the filter says of the item as it is now, with the restricted runs that it allows',
    }),
    forced: Type.Boolean({ description: 'It is a member by its aggregation key, whatever the conditions say' }),
    hidden: Type.Boolean({ description: 'It is removed, or only other queries may see it: no condition is asked' }),
    entries: Type.Array(
      answer('ExplainedEntry', {
        name: Type.String({ description: 'As it is written in the filter' }),
        wanted: Type.Unknown({ description: 'What the filter says' }),
        actual: Type.Record(Type.String(), Type.Array(Type.Unknown()), {
          description: 'What the item has in the fields that are asked',
        }),
        holds: Type.Boolean(),
      }),
    ),
  }),
  pending: Type.Array(Type.Enum(['item', 'filter']), {
    description: 'What is not decided yet: the answer may be another one when it is',
  }),
});
