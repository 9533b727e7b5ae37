/**
 * Kinds of members, as JSON Schema. Each may be null or missing; where one value belongs a list of them will do, and numbers and
 * truths may be texts, since upstream writes prices so. Whether a text can be read as what it stands for (`"soon"` for a date) is not asked.
 */

export const textOrNull = { type: ['string', 'null'] };
export const texts = { type: ['string', 'null', 'array'], items: textOrNull };
export const numbers = { type: ['number', 'string', 'null', 'array'], items: { type: ['number', 'string', 'null'] } };
export const truths = { type: ['boolean', 'string', 'null', 'array'], items: { type: ['boolean', 'string', 'null'] } };

/** An object, or a list whose elements are read one by one: one of another kind costs that element. */
export const elements = { type: ['array', 'object', 'string', 'null'] };

/** A list of objects, or null. */
export function objects(properties: object = {}): object {
  return { type: ['array', 'null'], items: { type: ['object', 'null'], properties } };
}

/** The same, where a single object stands for a list of one, and blank text for none. */
export const objectsOrOne = {
  type: ['array', 'object', 'string', 'null'],
  format: 'blank',
  items: { type: ['object', 'string', 'null'], format: 'blank' },
};
