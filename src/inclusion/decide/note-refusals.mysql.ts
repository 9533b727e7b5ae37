import type { DocumentOutcome } from '../../content-index/port.ts';
import type { Queryable } from '../../kernel/database.ts';
import type { ItemClaim } from '../../replication/port.ts';

/**
 * Notes on the items' rows what the engine refuses of their documents, in the order of the claims.
 * @returns how many there are
 */
export async function noteRefusals(
  on: Queryable,
  claims: readonly ItemClaim[],
  outcomes: readonly DocumentOutcome[],
): Promise<number> {
  let noted = 0;
  for (const [position, { contentId, revision }] of claims.entries()) {
    const outcome = outcomes[position];
    if (outcome !== undefined && 'reason' in outcome) {
      await on.run(
        `UPDATE content SET index_failed_at = UTC_TIMESTAMP(3), index_failed_revision = ?, index_error = ?
         WHERE id = ? AND revision = ?`,
        [revision, outcome.reason.slice(0, 1_000), contentId, revision],
      );
      noted += 1;
    }
  }
  return noted;
}
