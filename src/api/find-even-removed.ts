import { NotFoundError } from '../kernel/errors.ts';
import type { ContentItem, Replication } from '../replication/port.ts';

/**
 * An item whose memberships are asked about. Those of a removed one may be kept back from removal (docs/architecture.md, Guardrail):
 * where none are, it is for the caller to say that it is not there (`noContent`).
 * @throws NotFoundError
 */
export async function findEvenRemoved(
  replication: Pick<Replication, 'find'>,
  keyOrUuid: string,
): Promise<{ item: ContentItem; removed: boolean }> {
  const present = await replication.find(keyOrUuid, { coerceToCourse: false });
  const item = present ?? (await replication.find(keyOrUuid, { coerceToCourse: false, removed: true }));
  if (item === undefined) {
    throw noContent();
  }
  return { item, removed: present === undefined };
}

export function noContent(): NotFoundError {
  return new NotFoundError('there is no content with this key or uuid');
}
