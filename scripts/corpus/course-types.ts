import type { RandomStream } from './random.ts';

/** What a course of one type costs and which seats its runs sell. */
export interface CourseType {
  slug: string;
  /** Share of the courses in per cent. */
  share: number;
  /** Upstream's `type` of its runs. */
  runType: string;
  /** Types of seats beside the free one. */
  paidSeats: readonly string[];
  freeSeat: 'audit' | 'honor' | null;
  /** Whole USD and the step between prices; null when nothing is sold. */
  price: { low: number; high: number; step: number } | null;
}

const VERIFIED_PRICE = { low: 29, high: 299, step: 10 };
export const EXECUTIVE_EDUCATION = 'executive-education-2u';
export const BOOTCAMP = 'bootcamp-2u';

/** The nine per cent of "others" in the measured mix are spread over the last five. */
export const COURSE_TYPES: readonly CourseType[] = [
  {
    slug: 'verified-audit',
    share: 52,
    runType: 'verified',
    paidSeats: ['verified'],
    freeSeat: 'audit',
    price: VERIFIED_PRICE,
  },
  { slug: 'audit', share: 16, runType: 'audit', paidSeats: [], freeSeat: 'audit', price: null },
  {
    slug: 'professional',
    share: 9,
    runType: 'professional',
    paidSeats: ['professional'],
    freeSeat: null,
    price: { low: 399, high: 1499, step: 50 },
  },
  {
    slug: EXECUTIVE_EDUCATION,
    share: 9,
    runType: 'paid-executive-education',
    paidSeats: ['paid-executive-education'],
    freeSeat: null,
    price: { low: 1500, high: 4600, step: 100 },
  },
  {
    slug: 'credit-verified-audit',
    share: 5,
    runType: 'credit',
    paidSeats: ['verified', 'credit'],
    freeSeat: 'audit',
    price: VERIFIED_PRICE,
  },
  {
    slug: BOOTCAMP,
    share: 3,
    runType: 'paid-bootcamp',
    paidSeats: ['paid-bootcamp'],
    freeSeat: null,
    price: { low: 8000, high: 13000, step: 500 },
  },
  {
    slug: 'spoc-verified-audit',
    share: 2,
    runType: 'verified',
    paidSeats: ['verified'],
    freeSeat: 'audit',
    price: VERIFIED_PRICE,
  },
  {
    slug: 'masters-verified-audit',
    share: 2,
    runType: 'masters',
    paidSeats: ['verified', 'masters'],
    freeSeat: 'audit',
    price: VERIFIED_PRICE,
  },
  { slug: 'verified', share: 1, runType: 'verified', paidSeats: ['verified'], freeSeat: null, price: VERIFIED_PRICE },
  { slug: 'honor', share: 1, runType: 'honor', paidSeats: [], freeSeat: 'honor', price: null },
];

/** The list price of a course in whole USD, cheap ones more often; null for types that sell nothing. */
export function listPrice(type: CourseType, stream: RandomStream): number | null {
  const skewed = stream.unit() * stream.unit();
  if (type.price === null) {
    return null;
  }
  const { low, high, step } = type.price;
  return Math.min(high, low + Math.floor((skewed * (high - low + step)) / step) * step);
}
