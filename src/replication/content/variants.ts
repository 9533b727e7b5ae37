import type { Database } from '../../kernel/database.ts';
import { textsIn } from '../contract/members.ts';
import type { RawContent } from '../contract/raw-content.ts';
import { restrictedRuns } from '../normalize/runs.ts';
import { project } from '../projection/project.ts';
import type { SeenItem, Sight } from '../port.ts';
import type { StoreDeps } from './store-content.ts';
import { readBodies } from './variants.mysql.ts';

const rowsOfOneStatement = 200;

/** See `Replication.seenItems` in port.ts. */
export async function seenItems(
  deps: Pick<StoreDeps, 'defaultPartner' | 'now'> & { database: Database },
  sights: readonly Sight[],
): Promise<SeenItem[]> {
  const seen: SeenItem[] = [];
  const keys = [...new Set(sights.map(({ contentKey }) => contentKey))];
  for (let start = 0; start < keys.length; start += rowsOfOneStatement) {
    const rows = await readBodies(deps.database, keys.slice(start, start + rowsOfOneStatement));
    for (const row of rows) {
      const raw = JSON.parse(row.raw) as RawContent;
      const restricted = textsIn(restrictedRuns(raw).map(({ key }) => key));
      if (restricted.length === 0) {
        continue;
      }
      // The moment that the stored form was made for, so that one revision is one form.
      const options = { now: deps.now(row.revised_at), defaultPartner: deps.defaultPartner };
      for (const sight of sights.filter(({ contentKey }) => contentKey === row.content_key)) {
        const runs = new Set(sight.runs);
        const { projection } = project(raw, { ...options, allowed: runs });
        const allowed = restricted.filter((key) => runs.has(key));
        seen.push({ contentId: row.id, revision: row.revision, sight, allowed, projection });
      }
    }
  }
  return seen;
}
