import { textOf } from '../contract/members.ts';
import type { JsonObject } from '../contract/raw-content.ts';

/** What a document is called in lists: the key of a course or run, the uuid of a program or pathway, the course of a rating. */
export function nameOf(document: JsonObject | undefined): string | undefined {
  return textOf(document?.['key']) ?? textOf(document?.['uuid']) ?? textOf(document?.['course_key']);
}
