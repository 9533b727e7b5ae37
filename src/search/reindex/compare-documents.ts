import { isDeepStrictEqual } from 'node:util';
import type { NamedIndex } from '../../content-index/port.ts';
import type { Replication } from '../../replication/port.ts';
import type { ContentDifference } from './models.ts';

/** Documents may be large. */
const documentsOfOneRequest = 100;
/** A writer writes both indices at the same time, but not at the same instant: what is unlike is looked at again so often. */
const rounds = 5;
const shownOfOneValue = 200;

type Document = Record<string, unknown>;

export interface DocumentsCompared {
  /** Items whose documents differ. */
  wrong: Set<number>;
  differences: Omit<ContentDifference, 'check'>[];
}

/**
 * Compares the documents of these items whole, as they were last written, field by field. Documents of two revisions of an item that nobody
 * is deciding are a difference; of any other, its writer is at work, or a worker will be, who writes both.
 * @param how.mayAdd whether the new one may have members that the old one lacks: it is of a newer definition
 */
export async function compareDocuments(
  { serving, candidate }: { serving: NamedIndex; candidate: NamedIndex },
  replication: Pick<Replication, 'settledItems'>,
  ids: readonly number[],
  how: { mayAdd: boolean; alive: () => Promise<void> },
): Promise<DocumentsCompared> {
  const found: DocumentsCompared = { wrong: new Set(), differences: [] };
  for (let start = 0; start < ids.length; start += documentsOfOneRequest) {
    let open: readonly number[] = ids.slice(start, start + documentsOfOneRequest);
    for (let round = 1; open.length > 0; round += 1) {
      const [ones, others] = await Promise.all([serving.sources(open), candidate.sources(open)]);
      const unlike = open.filter((id) => differencesOf(ones.get(id), others.get(id), how.mayAdd).length > 0);
      const settled = new Set((await replication.settledItems({ ids: unlike })).map(({ id }) => id));
      open = unlike.filter((id) => settled.has(id));
      if (round === rounds) {
        for (const id of open) {
          found.wrong.add(id);
          found.differences.push(...differencesOf(ones.get(id), others.get(id), how.mayAdd));
        }
        break;
      }
    }
    await how.alive();
  }
  return found;
}

/** By member, and by field of the projection. What neither shows, a tombstone, is as if it were not there. */
function differencesOf(
  serving: Document | undefined,
  candidate: Document | undefined,
  mayAdd: boolean,
): Omit<ContentDifference, 'check'>[] {
  const [one, other] = [flat(serving), flat(candidate)];
  const key = String((serving ?? candidate)?.['content_key']);
  if (one === undefined || other === undefined) {
    return one === other
      ? []
      : [
          {
            subject: key,
            serving: one === undefined ? 'missing' : 'there',
            candidate: other === undefined ? 'missing' : 'there',
          },
        ];
  }
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((name) =>
    isDeepStrictEqual(one[name], other[name]) || (mayAdd && !(name in one))
      ? []
      : [{ subject: `${key} ${name}`, serving: shown(one[name]), candidate: shown(other[name]) }],
  );
}

function flat(document: Document | undefined): Document | undefined {
  if (document === undefined || document['tombstone'] === true) {
    return undefined;
  }
  const { filter, es, ...rest } = document as Document & { filter?: object; es?: object };
  // Of another model, places are others.
  delete rest['meaning'];
  const within = (prefix: string, fields: object = {}): Document =>
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${prefix}.${name}`, value as unknown]));
  return { ...rest, ...within('filter', filter), ...within('es', es) };
}

function shown(value: unknown): unknown {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? null : text.length > shownOfOneValue ? `${text.slice(0, shownOfOneValue)}…` : value;
}
