import type { Fault } from '../../kernel/errors.ts';
import { entriesOf, membersOf, pointerTo, type JsonNode, type Member } from '../../kernel/json.ts';
import type { UnknownEntry } from '../port.ts';
import { groups, type Condition, type ParsedFilter } from './parsed-filter.ts';
import { readCondition } from './read-condition.ts';
import { controlKeys, readControl } from './read-control.ts';
import { readName } from './read-name.ts';

/** So that a hostile filter costs neither time nor an endless answer. */
export const mostFaults = 1000;

/** A group at the top is level 1. */
const deepestGroup = 4;
const mostFiltersInGroups = 64;

/** What is gathered while a whole filter is read. */
export interface Reading {
  faults: Fault[];
  control: ParsedFilter['control'];
  corrections: ParsedFilter['corrections'];
  filtersInGroups: number;
  /** Where entries of unknown names go instead of being faults; undefined where they are faults. */
  unknown: UnknownEntry[] | undefined;
}

/** Where a filter stands: level 0 is the whole one, those in its groups are at level 1. */
interface Place {
  pointer: string;
  level: number;
}

/** The conditions of a filter, the whole one or one in a group: all of them hold. What is wrong goes to `reading.faults`. */
export function readEntries(node: JsonNode, { pointer, level }: Place, reading: Reading): Condition[] {
  const { faults } = reading;
  const members = membersOf(node);
  if (node.type !== 'object') {
    faults.push({ pointer, code: 'wrong_type', detail: 'a content filter is an object' });
  } else if (members.every(({ name }) => level === 0 && (controlKeys.includes(name) || isLeftOut(name, reading)))) {
    faults.push({
      pointer,
      code: 'empty_filter',
      detail: 'a filter without a condition would take in everything; {"content_type": ["course", …]} says so openly',
    });
  }
  const seen = new Set<string>();
  const conditions: Condition[] = [];
  for (const member of members) {
    if (faults.length > mostFaults) {
      break;
    }
    const place = { pointer: pointerTo(pointer, member.name), level };
    if (seen.has(member.name)) {
      faults.push({ pointer: place.pointer, code: 'duplicate_member', detail: `${member.name} stands here twice` });
      continue;
    }
    seen.add(member.name);
    conditions.push(...readEntry(member, place, reading));
  }
  return conditions;
}

function readEntry({ name, value }: Member, { pointer, level }: Place, reading: Reading): Condition[] {
  const { faults } = reading;
  if (controlKeys.includes(name)) {
    if (level > 0) {
      faults.push({ pointer, code: 'control_key_in_group', detail: `${name} stands at the top of a filter only` });
    } else {
      readControl(name, value, reading.control, { pointer, faults });
    }
    return [];
  }
  const group = groups.find((one) => one === name);
  if (group !== undefined) {
    return [{ kind: 'group', group, filters: readGroup(value, { pointer, level: level + 1 }, reading) }];
  }
  const read = readName(name);
  if (!read.ok) {
    const { code, detail, suggestions } = read;
    if (level === 0 && reading.unknown !== undefined) {
      reading.unknown.push({ name, code, detail });
      return [];
    }
    faults.push({ pointer, code, detail, ...(suggestions.length > 0 ? { suggestions } : {}) });
    return [];
  }
  if (read.correction !== undefined) {
    reading.corrections.push(read.correction);
  }
  return readCondition(read.field, read.operator, value, { pointer, faults });
}

function isLeftOut(name: string, { unknown }: Reading): boolean {
  return unknown !== undefined && !groups.some((group) => group === name) && !readName(name).ok;
}

function readGroup(node: JsonNode, { pointer, level }: Place, reading: Reading): Condition[][] {
  const { faults } = reading;
  const refuse = (code: string, detail: string): Condition[][] => {
    faults.push({ pointer, code, detail });
    return [];
  };
  if (level > deepestGroup) {
    return refuse('too_deep', `groups stand in each other at most ${String(deepestGroup)} levels deep`);
  }
  if (node.type !== 'array') {
    return refuse('wrong_type', 'a group is a list of filters');
  }
  const entries = entriesOf(node);
  if (entries.length === 0) {
    return refuse('empty_list', 'an empty group says nothing');
  }
  const before = reading.filtersInGroups;
  reading.filtersInGroups += entries.length;
  if (reading.filtersInGroups > mostFiltersInGroups) {
    // Told once, at the group that goes past it.
    const told = before > mostFiltersInGroups;
    return told ? [] : refuse('too_many_filters', `at most ${String(mostFiltersInGroups)} filters inside groups`);
  }
  return entries.map((entry, index) => readEntries(entry, { pointer: pointerTo(pointer, index), level }, reading));
}
