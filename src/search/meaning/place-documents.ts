import type { DocumentWrite } from '../../content-index/port.ts';
import type { Meaning } from './meaning.ts';

/** Runs are found through their courses. */
const unplaced = 'courserun';

/** The documents with where they lie; those that say nothing that is known, and tombstones, as they are. @throws UnavailableError */
export async function placeDocuments(
  meaning: Pick<Meaning, 'placeItems' | 'dimension'>,
  documents: readonly DocumentWrite[],
): Promise<readonly DocumentWrite[]> {
  const placed = documents.flatMap((write, position) =>
    'parts' in write && write.parts.contentType !== unplaced ? [{ position, write }] : [],
  );
  const places = await meaning.placeItems(placed.map(({ write: { parts } }) => parts));
  const written = [...documents];
  for (const [index, { position, write }] of placed.entries()) {
    const place = places[index];
    if (place !== undefined) {
      const { model, vector } = place;
      const search = { ...write.parts.search, meaning: { model, [vectorField(meaning)]: vector } };
      written[position] = { ...write, parts: { ...write.parts, search } };
    }
  }
  return written;
}

/** Places of another length are another field. */
export function vectorField({ dimension }: Pick<Meaning, 'dimension'>): string {
  return `vector_${String(dimension)}`;
}
