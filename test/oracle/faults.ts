/** A filter that the language refuses. The oracle is strict so that a faulty generator cannot hide behind it. */
export class UnacceptableFilter extends Error {
  override name = 'UnacceptableFilter';
}

/** A part of the language that this oracle does not judge: groups, text fields, phrases, relative dates. */
export class OutOfScope extends Error {
  override name = 'OutOfScope';
}
