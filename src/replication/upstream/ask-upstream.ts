import { parentKey } from '../contract/identity.ts';
import { textOf } from '../contract/members.ts';
import type { ContentType, JsonObject, RawContent } from '../contract/raw-content.ts';
import type { Listing, Upstream } from './upstream.ts';
import { UpstreamFault } from './upstream-fault.ts';

/** An item that upstream is to be asked for; its course where it is a run. The type is unknown of uuids that are not stored. */
export interface WantedItem {
  key: string;
  type: ContentType | undefined;
  courseKey: string | null;
}

/** What upstream said. Everything that was asked for has its document, or a fault, or is absent. */
export interface UpstreamAnswer {
  /** Each item once; with a course all its runs. */
  documents: JsonObject[];
  /** Keys whose document came. */
  found: ReadonlySet<string>;
  /** Keys that could not be asked for. */
  faults: ReadonlyMap<string, UpstreamFault>;
}

/** Keys of one request. */
const keysOfOneRequest = 50;

/**
 * Asks for these items: for courses with all their runs, for runs through their courses, and for uuids as programs, then as pathways.
 * What was not asked for is passed over, also when upstream gives it: a list whose filter is not understood there is the list of all.
 */
export async function askUpstream(
  upstream: Upstream,
  wanted: readonly WantedItem[],
  signal: AbortSignal,
): Promise<UpstreamAnswer> {
  const documents = new Map<string, JsonObject>();
  const isFound = (key: string): boolean => documents.has(key);
  const faults = new Map<string, UpstreamFault>();
  const ask = async (
    listing: Listing,
    take: (document: JsonObject) => string | undefined,
    about: readonly string[],
  ) => {
    try {
      for await (const page of upstream.pages(listing, { signal })) {
        for (const document of page.documents) {
          const key = take(document);
          if (key !== undefined) {
            documents.set(key, document);
          }
        }
        const count = page.offset + page.documents.length;
        if (page.last || (isListedWhole(listing) ? about.every(isFound) : isMoreThan(count, about, listing))) {
          break;
        }
      }
    } catch (error) {
      if (!(error instanceof UpstreamFault)) {
        throw error;
      }
      for (const key of about) {
        faults.set(key, error);
      }
    }
  };

  const byCourse = Map.groupBy(
    wanted.filter(({ type }) => type === 'course' || type === 'courserun'),
    ({ key, courseKey }) => courseKey ?? key,
  );
  for (const courses of inRequests([...byCourse.keys()])) {
    const asked = new Set(courses);
    const about = courses.flatMap((course) => (byCourse.get(course) ?? []).map(({ key }) => key));
    await ask({ kind: 'course', keys: courses }, (document) => oneOf(asked, document['key']), about);
    await ask({ kind: 'courserun', courses }, (document) => runOf(asked, document), about);
  }
  const uuids = (type: ContentType): string[] =>
    wanted.filter((item) => item.type === type || item.type === undefined).map(({ key }) => key);
  for (const kind of ['program', 'learnerpathway'] as const) {
    for (const keys of inRequests(uuids(kind).filter((key) => !documents.has(key)))) {
      const asked = new Map(keys.map((key) => [key.toLowerCase(), key]));
      await ask({ kind, keys }, (document) => asked.get(textOf(document['uuid'])?.toLowerCase() ?? ''), keys);
      for (const key of keys.filter(isFound)) {
        // That it could not be asked for as the other kind is nothing to it.
        faults.delete(key);
      }
    }
  }
  return {
    documents: [...documents.values()],
    found: new Set(documents.keys()),
    faults,
  };
}

/**
 * Asks for one item alone, to be sure that it is gone.
 * @returns whether upstream says so: it gives nothing for it, not even something that cannot be read
 * @throws UpstreamFault
 */
export async function isGone(
  upstream: Upstream,
  { key, type, courseKey }: WantedItem,
  signal: AbortSignal,
): Promise<boolean> {
  const listing: Listing =
    type === 'courserun'
      ? { kind: 'courserun', courses: [courseKey ?? key] }
      : { kind: type ?? 'program', keys: [key] };
  for await (const page of upstream.pages(listing, { signal })) {
    const mayBeIt = (document: JsonObject): boolean =>
      type === 'courserun'
        ? document['key'] === key
        : !isListedWhole(listing) || (textOf(document['uuid']) ?? key).toLowerCase() === key.toLowerCase();
    if (page.broken > 0 || page.documents.some(mayBeIt)) {
      return false;
    }
  }
  return true;
}

/** A uuid names one item: what comes beyond that was not asked for. Of runs nobody knows how many there are. */
function isMoreThan(count: number, about: readonly string[], { kind }: Listing): boolean {
  return kind !== 'courserun' && count >= about.length;
}

/** Upstream knows no filter of pathways: it gives all of them, whatever is asked for. */
function isListedWhole({ kind }: Listing): boolean {
  return kind === 'learnerpathway';
}

function inRequests(keys: readonly string[]): string[][] {
  // A list of keys is parted by commas, so such a key cannot be asked for.
  const askable = keys.filter((key) => !key.includes(','));
  return Array.from({ length: Math.ceil(askable.length / keysOfOneRequest) }, (_, index) =>
    askable.slice(index * keysOfOneRequest, (index + 1) * keysOfOneRequest),
  );
}

function oneOf(asked: ReadonlySet<string>, key: unknown): string | undefined {
  return typeof key === 'string' && asked.has(key) ? key : undefined;
}

function runOf(courses: ReadonlySet<string>, document: JsonObject): string | undefined {
  const course = parentKey({ ...document, content_type: 'courserun' } satisfies RawContent);
  return course !== null && courses.has(course) ? textOf(document['key']) : undefined;
}
