/** The values again and again, until there are so many; none where there are none. */
export function cycle<T>(values: readonly T[], length: number): T[] {
  return Array.from({ length: values.length === 0 ? 0 : length }, (_, index) => values[index % values.length] as T);
}
