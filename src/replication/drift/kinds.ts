import type { JsonObject } from '../contract/raw-content.ts';
import { isObject } from '../contract/members.ts';

/** Of what kind a value is. Null and an empty list count as not there. */
export type Kind = 'text' | 'number' | 'boolean' | 'object' | 'list';

/** Members whose own members are keys of content, not fields. */
const maps: ReadonlySet<string> = new Set(['normalized_metadata_by_run']);

/** Nearly every field of a document has values of one kind: the same set serves them all. */
const alone: Readonly<Record<Kind, ReadonlySet<Kind>>> = {
  text: new Set(['text']),
  number: new Set(['number']),
  boolean: new Set(['boolean']),
  object: new Set(['object']),
  list: new Set(['list']),
};

/**
 * The fields of a document and the kinds of their values: its members, and one level below them those of objects (`image.src`) and of
 * objects in lists (`course_runs[].start`). A field of several kinds within one document has them all.
 */
export function kindsIn(document: JsonObject): Map<string, ReadonlySet<Kind>> {
  const found = new Map<string, ReadonlySet<Kind>>();
  const add = (field: string, value: unknown): void => {
    const kind = kindOf(value);
    if (kind === undefined) {
      return;
    }
    const kinds = found.get(field);
    if (kinds === undefined) {
      found.set(field, alone[kind]);
    } else if (!kinds.has(kind)) {
      found.set(field, new Set([...kinds, kind]));
    }
  };
  for (const [name, value] of Object.entries(document)) {
    add(name, value);
    if (maps.has(name)) {
      continue;
    }
    if (Array.isArray(value)) {
      for (const element of value) {
        addMembers(element, `${name}[].`, add);
      }
    } else {
      addMembers(value, `${name}.`, add);
    }
  }
  return found;
}

function addMembers(value: unknown, prefix: string, add: (field: string, value: unknown) => void): void {
  if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      add(prefix + name, member);
    }
  }
}

/** The field whose object or list a field is in; undefined for a member of the document itself. */
export function parentOf(field: string): string | undefined {
  return /^(.+?)(?:\[\])?\./.exec(field)?.[1];
}

function listKind(list: readonly unknown[]): Kind | undefined {
  return list.length === 0 ? undefined : 'list';
}

function kindOf(value: unknown): Kind | undefined {
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'object':
      return value === null ? undefined : Array.isArray(value) ? listKind(value) : 'object';
    default:
      return undefined;
  }
}
