import { objectIn, objectsIn, textsIn } from '../contract/members.ts';
import type { JsonObject, RawContent } from '../contract/raw-content.ts';
import { readAll, readBoolean } from '../contract/values.ts';
import { instantOf } from './dates.ts';
import { isNew } from './is-new.ts';
import { translationLanguagesOf } from './languages.ts';
import { isOver, listedRun, listedUntil, type ListedRun } from './listed-run.ts';
import { plainText } from './plain-text.ts';
import { firstNumber } from './run-metadata.ts';
import { advertisedRun, isActiveRun, visibleRuns } from './runs.ts';

/**
 * What search results show and ask of content beyond its normalized form, which is published and so has a version. It is kept beside
 * that form (content/kept-form.ts). Texts are plain, moments are ms since the epoch.
 */
export interface Listing {
  additional_information: string;
  subtitle: string;
  course_length: string | null;
  original_image_url: string | null;
  banner_image_url: string | null;
  logo_image_urls: string[];
  learning_items: string[];
  skills: { name: string; description: string | null }[];
  prices: { currency: string | null; min: number | null; max: number | null; total: number | null }[];
  course_details: CourseDetail[];
  entitlements: { mode: string | null; price: string | number | null; currency: string | null; sku: string | null }[];
  /** Of executive education, as upstream has it. */
  additional_metadata: JsonObject | null;
  visible_via_association: boolean | null;
  created: number | null;
  /** Languages that the advertised run is translated to by machine, as names. */
  translation_languages: string[];
  is_new_content: boolean;
  /** Runs that everybody may see and that have not ended. */
  advertised_course_run: ListedRun | null;
  /** Without those in which enrolment ended more than 30 days ago. */
  course_runs: ListedRun[];
  /** Those of them that are active, without the advertised one. */
  upcoming_course_runs: string[];
}

/** A course of a program. */
interface CourseDetail {
  key: string | null;
  title: string | null;
  image: string | null;
  short_description: string;
}

/** @param now ms since the epoch */
export function listingOf(raw: RawContent, now: number): Listing {
  const runs = raw.content_type === 'course' ? visibleRuns(raw).filter((run) => !isOver(run, now)) : [];
  const advertised = advertisedRun(raw, runs);
  const listed = runs.filter((run) => (listedUntil(raw, run) ?? now) >= now);
  return {
    additional_information: plainText(raw['additional_information']),
    subtitle: plainText(raw['subtitle']),
    course_length: first(raw['course_length']),
    original_image_url: first(objectIn(raw['original_image'])?.['src']),
    banner_image_url: first(objectIn(objectIn(raw['banner_image'])?.['large'])?.['url']),
    logo_image_urls: textsIn(raw['logo_image_urls']),
    learning_items: textsIn(raw['expected_learning_items']),
    skills: objectsIn(raw['skills']).flatMap(({ name, description }) =>
      textsIn(name).map((one) => ({ name: one, description: first(description) })),
    ),
    prices: pricesOf(raw),
    course_details: raw.content_type === 'program' ? objectsIn(raw['courses']).map(detailOf) : [],
    entitlements: objectsIn(raw['entitlements']).map(({ mode, price, currency, sku }) => ({
      mode: first(mode),
      price: typeof price === 'number' ? price : first(price),
      currency: first(currency),
      sku: first(sku),
    })),
    additional_metadata: objectIn(raw['additional_metadata']) ?? null,
    visible_via_association: readAll(raw['visible_via_association'], readBoolean)[0] ?? null,
    created: instantOf(raw['created']) ?? null,
    translation_languages: translationLanguagesOf(advertised),
    is_new_content: isNew(raw, now),
    advertised_course_run: advertised === undefined ? null : listedRun(raw, advertised, now),
    course_runs: listed.map((run) => listedRun(raw, run, now)),
    upcoming_course_runs: listed
      .filter((run) => run !== advertised && isActiveRun(run))
      .flatMap(({ key }) => textsIn(key).slice(0, 1)),
  };
}

function first(...members: readonly unknown[]): string | null {
  return textsIn(...members)[0] ?? null;
}

function pricesOf(raw: RawContent): Listing['prices'] {
  return objectsIn(raw['price_ranges'])
    .filter(({ currency }) => currency === 'USD')
    .map(({ currency, min, max, total }) => ({
      currency: first(currency),
      min: firstNumber(min) ?? null,
      max: firstNumber(max) ?? null,
      total: firstNumber(total) ?? null,
    }));
}

function detailOf(course: JsonObject): CourseDetail {
  return {
    key: first(course['key']),
    title: first(course['title']),
    image: first(course['image_url'], course['card_image_url'], objectIn(course['image'])?.['src']),
    short_description: plainText(course['short_description']),
  };
}
