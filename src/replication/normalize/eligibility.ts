import { textsIn } from '../contract/members.ts';
import type { Normalized } from '../contract/normalized-schema.ts';
import type { RawContent } from '../contract/raw-content.ts';
import { productSourceOf } from './product-source.ts';

const courseTypes: ReadonlySet<string> = new Set(
  (
    'audit professional verified-audit credit-verified-audit masters masters-verified-audit verified spoc-verified-audit honor ' +
    'verified-honor credit-verified-honor executive-education-2u'
  ).split(' '),
);
const productSources: ReadonlySet<string> = new Set(['2u', 'edx']);

type Reason = Normalized['ineligible_reasons'][number];

/** The rules for courses, each with what must be allowed where the course says it at all. */
const rules: readonly { reason: Reason; said: (raw: RawContent) => readonly string[]; allowed: ReadonlySet<string> }[] =
  [
    { reason: 'course_type', said: (raw) => textsIn(raw['course_type']), allowed: courseTypes },
    { reason: 'product_source', said: (raw) => textsIn(productSourceOf(raw)?.slug), allowed: productSources },
  ];

/** Whether catalogs take the content, and which rules it fails. Only courses have any. */
export function eligibilityOf(raw: RawContent): Pick<Normalized, 'eligible' | 'ineligible_reasons'> {
  const failed =
    raw.content_type === 'course'
      ? rules.filter(({ said, allowed }) => said(raw).some((value) => !allowed.has(value))).map(({ reason }) => reason)
      : [];
  return { eligible: failed.length === 0, ineligible_reasons: failed };
}
