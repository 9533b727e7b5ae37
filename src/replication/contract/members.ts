import type { JsonObject } from './raw-content.ts';

/**
 * Reading members of upstream documents without trusting their kind. Where a list belongs, a single value counts as a list of one;
 * what is not of the kind asked for is not there.
 */

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list. */
export function objectsIn(value: unknown): readonly JsonObject[] {
  if (Array.isArray(value)) {
    return value.filter(isObject);
  }
  return isObject(value) ? [value] : [];
}

/** The object that a member holds. */
export function objectIn(value: unknown): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

/** Text that is not blank, as written. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** The texts of members that hold one or a list of them: each once, in order, as written. */
export function textsIn(...members: readonly unknown[]): string[] {
  const texts: string[] = [];
  const add = (value: unknown): void => {
    if (typeof value === 'string' && value.trim() !== '') {
      texts.push(value);
    }
  };
  for (const member of members) {
    if (Array.isArray(member)) {
      member.forEach(add);
    } else {
      add(member);
    }
  }
  return texts.length < 2 ? texts : [...new Set(texts)];
}

/**
 * Of a list of objects or texts, each object's `member`, and everything else as it is. A list in the list is wrapped once more: like the
 * members of content, what this gives is flattened once, and a list in a list must stay one.
 */
export function memberOrSelf(list: unknown, member: string): readonly unknown[] {
  const elements = Array.isArray(list) ? (list as readonly unknown[]) : [list];
  return elements.map((element) =>
    isObject(element) ? element[member] : Array.isArray(element) ? [element] : element,
  );
}
