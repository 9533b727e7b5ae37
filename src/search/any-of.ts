/** What one of these queries finds, or more of them. */
export function anyOf(queries: readonly object[]): object {
  return { bool: { should: queries, minimum_should_match: 1 } };
}
