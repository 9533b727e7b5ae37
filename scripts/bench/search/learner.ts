import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { RandomStream } from '../../corpus/random.ts';

const catalogsOfALearner = 20;

/** Nine facets, as a portal shows them. */
export const nineFacets = [
  ...['availability', 'language', 'learning_type', 'level_type', 'partners', 'program_titles', 'programs'],
  ...['skill_names', 'subjects'],
] as const;

/** The same under the names that portals use. */
export const ninePortalFacets = nineFacets.map((name) => (name === 'partners' ? 'partners.name' : name));

/** Somebody who looks through twenty catalogs. */
export interface Learner {
  catalogs: string[];
  /** Keys and uuids of everything that is in one of them, also by inheritance and through a run. */
  members: ReadonlySet<string>;
}

/** Each with catalogs of its own, drawn at random. */
export async function readLearners(database: Connection, stream: RandomStream, many: number): Promise<Learner[]> {
  const [rows] = await database.query<(RowDataPacket & { uuid: string })[]>(
    'SELECT uuid FROM enterprise_catalog ORDER BY uuid',
  );
  const learners: Learner[] = [];
  for (let number = 0; number < many; number += 1) {
    const catalogs = stream.sample(
      rows.map(({ uuid }) => uuid),
      Math.min(catalogsOfALearner, rows.length),
    );
    learners.push({ catalogs, members: await readMembers(database, catalogs) });
  }
  return learners;
}

async function readMembers(database: Connection, catalogs: readonly string[]): Promise<Set<string>> {
  const [rows] = await database.query<(RowDataPacket & { content_key: string; uuid: string | null })[]>(
    `SELECT c.content_key, c.uuid FROM content c JOIN (
       SELECT m.content_id FROM enterprise_catalog k JOIN membership m ON m.query_id = k.query_id WHERE k.uuid IN (?)
       UNION SELECT i.content_id FROM enterprise_catalog k JOIN inherited_membership i ON i.query_id = k.query_id
       WHERE k.uuid IN (?)
       UNION SELECT s.content_id FROM enterprise_catalog k JOIN shown_course s ON s.query_id = k.query_id WHERE k.uuid IN (?)
     ) members ON members.content_id = c.id`,
    [catalogs, catalogs, catalogs],
  );
  return new Set(rows.flatMap(({ content_key, uuid }) => (uuid === null ? [content_key] : [content_key, uuid])));
}

/** The search of our own API, with nine facets. */
export function searchPath({ catalogs }: Learner, text: string): string {
  const parameters = new URLSearchParams([
    ['q', text],
    ...catalogs.map((uuid) => ['catalog', uuid]),
    ...nineFacets.map((name) => ['facet', name]),
  ] as [string, string][]);
  return `/api/v1/search?${parameters.toString()}`;
}

export function suggestPath({ catalogs }: Learner, text: string): string {
  const parameters = new URLSearchParams([['q', text], ...catalogs.map((uuid) => ['catalog', uuid])] as [
    string,
    string,
  ][]);
  return `/api/v1/search/suggest?${parameters.toString()}`;
}

/** One search in the portal's protocol. */
export function portalQuery({ catalogs }: Learner, query: string, type?: string): object {
  const within = catalogs.map((uuid) => `enterprise_catalog_uuids:${uuid}`).join(' OR ');
  return {
    indexName: 'enterprise_catalog',
    query,
    facets: ninePortalFacets,
    hitsPerPage: 20,
    filters: type === undefined ? `(${within})` : `(${within}) AND content_type:${type}`,
  };
}

/** How a title comes to be typed: its first three letters, and every two more, at most 24. */
export function typedOf(title: string): string[] {
  const letters = Array.from(title.toLowerCase()).slice(0, 24);
  return Array.from({ length: Math.ceil((letters.length - 2) / 2) }, (_, step) =>
    letters.slice(0, 3 + 2 * step).join(''),
  ).filter((text) => text.trim() !== '');
}
