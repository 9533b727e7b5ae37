/**
 * A search without the items that were written between the moments of which two indices are compared. @param ids their ids
 * @param having what else items must have
 */
export function leavingOut(body: object, ids: readonly number[], having: object = { match_all: {} }): object {
  const { query, ...rest } = body as { query: object };
  return {
    ...rest,
    query: { bool: { must: [query], filter: [having], must_not: [{ terms: { content_id: ids } }] } },
  };
}
