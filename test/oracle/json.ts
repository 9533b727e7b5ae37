export type JsonObject = Record<string, unknown>;

/** Whether a parsed JSON value is an object: neither null nor a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A content member as a list: a list stays, anything else is a list of one, a missing member a list of none. */
export function entriesOf(member: unknown): readonly unknown[] {
  if (Array.isArray(member)) {
    return member;
  }
  return member === undefined ? [] : [member];
}

/** The objects among a member's entries; whatever else stands there cannot be read and counts as missing. */
export function objectsOf(member: unknown): JsonObject[] {
  return entriesOf(member).filter(isObject);
}
