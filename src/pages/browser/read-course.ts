import { paragraphsOf, textOf } from './inert-text.ts';

/** What the page shows of an item: of a course, or of a program or pathway, which hold courses. Plain texts. */
export interface Course {
  title: string;
  kind: string;
  partners: string[];
  level: string | undefined;
  /** US dollars. */
  price: number | undefined;
  shortDescription: string;
  /** Paragraphs. */
  description: string[];
  skills: string[];
  runs: Run[];
  courses: { key: string; title: string }[];
}

/** Dates are as upstream wrote them, empty where there is none. */
export interface Run {
  key: string;
  start: string;
  end: string;
  enrollmentEnd: string;
  pacing: string | undefined;
}

type Document = Record<string, unknown>;

/** Reads an upstream document: any member may be missing or of another kind than it should. */
export function readCourse(document: Document): Course {
  const holders = [document, ...objects(document['steps'])];
  return {
    title: textOf(text(document['title']) ?? text(document['name']) ?? text(document['key']) ?? ''),
    kind: text(document['content_type']) ?? '',
    partners: names(document['owners'] ?? document['authoring_organizations']),
    level: text(document['level_type']),
    price: priceOf(document),
    shortDescription: textOf(text(document['short_description']) ?? text(document['subtitle']) ?? ''),
    description: paragraphsOf(text(document['full_description']) ?? text(document['overview']) ?? ''),
    skills: skillsOf(document),
    runs: document['content_type'] === 'courserun' ? [readRun(document)] : runsOf(document),
    courses: holders
      .flatMap((holder) => objects(holder['courses']))
      .flatMap((course) => {
        const key = text(course['key']);
        return key === undefined ? [] : [{ key, title: textOf(text(course['title']) ?? key) }];
      }),
  };
}

/** Runs that are open to everybody and not withdrawn, the latest first. */
function runsOf(document: Document): Run[] {
  return objects(document['course_runs'])
    .filter(
      (run) => text(run['restriction_type']) === undefined && (text(run['status']) ?? 'published') === 'published',
    )
    .map(readRun)
    .sort((one, other) => other.start.localeCompare(one.start));
}

function readRun(run: Document): Run {
  return {
    key: text(run['key']) ?? '',
    start: text(run['start']) ?? '',
    end: text(run['end']) ?? '',
    enrollmentEnd: text(run['enrollment_end']) ?? '',
    pacing: text(run['pacing_type'])?.replaceAll('_', '-'),
  };
}

/** The first paid seat's price; the one that is worked out for the advertised run is 0 when nobody knows it. */
function priceOf(document: Document): number | undefined {
  const said = document['first_enrollable_paid_seat_price'];
  const computed = object(document['normalized_metadata'])['content_price'];
  return typeof said === 'number' ? said : typeof computed === 'number' && computed > 0 ? computed : undefined;
}

function skillsOf(document: Document): string[] {
  const list = Array.isArray(document['skill_names']) ? (document['skill_names'] as unknown[]).filter(isText) : [];
  return [...new Set([...list, ...names(document['skills'])])];
}

function names(list: unknown): string[] {
  return objects(list).flatMap((one) => {
    const name = text(one['name']) ?? text(one['key']);
    return name === undefined ? [] : [name];
  });
}

function objects(list: unknown): Document[] {
  return Array.isArray(list)
    ? (list as unknown[]).filter((one) => typeof one === 'object' && one !== null).map(object)
    : [];
}

function object(value: unknown): Document {
  return typeof value === 'object' && value !== null ? (value as Document) : {};
}

function text(value: unknown): string | undefined {
  return isText(value) ? value : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
