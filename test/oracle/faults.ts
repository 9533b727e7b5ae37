/** A filter that the language refuses. The oracle is strict so that a faulty generator cannot hide behind it. */
export class UnacceptableFilter extends Error {
  override name = 'UnacceptableFilter';
}
