/** A search without the items that were written between the moments of which two indices are compared. @param ids their ids */
export function leavingOut(body: object, ids: readonly number[]): object {
  const { query, ...rest } = body as { query: object };
  return {
    ...rest,
    query: { bool: { must: [query], must_not: [{ terms: { content_id: ids } }] } },
  };
}
