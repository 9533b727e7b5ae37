import { createHash } from 'node:crypto';

/** The same uuid for the same name. */
export function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

type Document = Record<string, unknown>;

/** A raw upstream course, as small as the contract allows. */
export function course(key: string, members: Document = {}): Document & { key: string } {
  return { content_type: 'course', key, uuid: uuidOf(key), title: `About ${key}`, ...members };
}

/** The same course as learners may be shown it in search: it has an owner, and an advertised run in which they can enrol. */
export function listed<Course extends Document & { key: string }>(document: Course): Course {
  const key = `course-v1:${document.key}+open`;
  const open = { key, uuid: uuidOf(key), status: 'published', is_enrollable: true, is_marketable: true };
  return {
    owners: [{ key: 'Open', name: 'Open School' }],
    ...document,
    course_runs: [...((document['course_runs'] as object[] | undefined) ?? []), open],
    advertised_course_run_uuid: open.uuid,
  };
}

/** A raw upstream run of `parent`. */
export function run(parent: string, name: string, members: Document = {}): Document & { key: string } {
  const key = `course-v1:${parent}+${name}`;
  return {
    content_type: 'courserun',
    key,
    uuid: uuidOf(key),
    title: `About ${parent}, ${name}`,
    aggregation_key: `courserun:${parent}`,
    ...members,
  };
}

/** A raw upstream program; its key is its uuid. */
export function program(name: string, members: Document = {}): Document & { uuid: string } {
  return {
    content_type: 'program',
    uuid: uuidOf(name),
    title: name,
    type: 'MicroMasters',
    status: 'active',
    ...members,
  };
}
