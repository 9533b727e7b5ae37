import type { Normalized } from '../contract/normalized-schema.ts';
import type { RawContent } from '../contract/raw-content.ts';
import { firstNumber } from './run-metadata.ts';

const meanRating = 4.5;
const meanRatingWeight = 15;

/** What learners think of it, and the mean drawn towards 4.5 by 15 reviews, so that a few reviews do not outweigh many. */
export function ratingsOf(
  raw: RawContent,
): Pick<Normalized, 'reviews_count' | 'avg_course_rating' | 'course_bayesian_average'> {
  const count = Math.max(0, firstNumber(raw['reviews_count']) ?? 0);
  const mean = firstNumber(raw['avg_course_rating']) ?? null;
  const weighted = (mean ?? 0) * count + meanRating * meanRatingWeight;
  return {
    reviews_count: count,
    avg_course_rating: mean,
    course_bayesian_average: mean === null || count === 0 ? 0 : weighted / (count + meanRatingWeight),
  };
}
