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

/** Levels below a document's own members that are looked at: `courses[].course_runs[].seats[].price` is three below. */
const deepest = 3;
/** What has a longer name is no field. */
const longestName = 200;

/**
 * The fields of a document and the kinds of their values: its members, and three levels below them those of objects (`image.src`) and of
 * objects in lists (`course_runs[].seats[].price`). A field of several kinds within one document has them all.
 */
export function kindsIn(document: JsonObject): Map<string, ReadonlySet<Kind>> {
  const found = new Map<string, ReadonlySet<Kind>>();
  addMembers(found, document, '', 0);
  return found;
}

function addMembers(found: Map<string, ReadonlySet<Kind>>, value: unknown, prefix: string, level: number): void {
  if (!isObject(value)) {
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    const kind = kindOf(member);
    const field = prefix + name;
    if (kind === undefined || field.length > longestName) {
      continue;
    }
    const kinds = found.get(field);
    if (kinds === undefined) {
      found.set(field, alone[kind]);
    } else if (!kinds.has(kind)) {
      found.set(field, new Set([...kinds, kind]));
    }
    if (level === deepest || maps.has(name)) {
      continue;
    }
    if (Array.isArray(member)) {
      for (const element of member) {
        addMembers(found, element, `${field}[].`, level + 1);
      }
    } else {
      addMembers(found, member, `${field}.`, level + 1);
    }
  }
}

/** The field whose object or list a field is in; undefined for a member of the document itself. */
export function parentOf(field: string): string | undefined {
  return /^(.+?)(?:\[\])?\.[^.]*$/.exec(field)?.[1];
}

/** More than one level below a member of the document. */
export function isDeep(field: string): boolean {
  const parent = parentOf(field);
  return parent !== undefined && parentOf(parent) !== undefined;
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
