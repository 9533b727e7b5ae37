/** The item at an index that the caller knows to exist; throws RangeError otherwise. */
export function itemAt<T>(list: { readonly length: number; readonly [index: number]: T }, index: number): T {
  const item = list[index];
  if (item === undefined) {
    throw new RangeError(`index ${String(index)} of ${String(list.length)}`);
  }
  return item;
}
