import type { SqlValue, Tx } from '../../kernel/database.ts';
import type { ContentGate } from '../../kernel/metrics.ts';
import type { ContentSource } from '../quarantine/models.ts';
import { insertRelations, replaceRelations } from './content-relation.mysql.ts';

/** Why a revision comes: a document, one of a file, or time. */
export type ChangeCause = 'item' | 'import' | 'clock';

/** An item in the form of its rows. */
export interface ContentWrite {
  contentKey: string;
  uuid: string | null;
  type: string;
  parentKey: string | null;
  rawHash: Buffer;
  documentHash: Buffer;
  raw: string;
  normalized: string;
  projection: string;
  nextTransitionAt: Date | null;
  upstreamModifiedAt: Date | null;
  /** What lists leave out: 1 a course without an active run, 2 a restricted run. */
  unlisted: 1 | 2 | null;
  /** Restricted runs that make a course active where they are allowed, see `activeWith`. */
  activeWith: readonly string[];
  /** The restricted run with which learners are shown a course where it is allowed, see `shownWith`. */
  shownWith: string | null;
  /** Keys of the courses and programs that it is made of; empty for courses and runs. */
  partKeys: readonly string[];
  /** Which version of the program formed it. */
  formVersion: number;
}

/** Characters of one statement: below the smallest `max_allowed_packet` in use (16 MiB), also when many take several bytes. */
const longestStatement = 4_000_000;

interface Body {
  id: number;
  write: ContentWrite;
}

function inStatements(bodies: readonly Body[]): Body[][] {
  const statements: Body[][] = [];
  let room = 0;
  for (const body of bodies) {
    const { raw, normalized, projection } = body.write;
    const length = raw.length + normalized.length + projection.length;
    const last = statements.at(-1);
    if (last === undefined || length > room) {
      statements.push([body]);
      room = longestStatement - length;
    } else {
      last.push(body);
      room -= length;
    }
  }
  return statements;
}

/** Texts of items, new or in the place of those before; the caller holds the items' locks. */
export async function writeBodies(tx: Tx, bodies: readonly Body[]): Promise<void> {
  for (const some of inStatements(bodies)) {
    await tx.later(
      `INSERT INTO content_body (content_id, raw, normalized, projection) VALUES ?
       ON DUPLICATE KEY UPDATE raw = VALUES(raw), normalized = VALUES(normalized), projection = VALUES(projection)`,
      [some.map(({ id, write }) => [id, write.raw, write.normalized, write.projection])],
    );
  }
}

/** The first revision of new items, claimed for the writer until `dueAt`. A key that another writer took first throws 1062. */
export async function insertContent(
  tx: Tx,
  writes: readonly ContentWrite[],
  {
    now,
    dueAt,
    cause,
    source,
    askedAt,
  }: { now: Date; dueAt: Date; cause: ChangeCause; source: ContentSource; askedAt: Date | null },
): Promise<void> {
  if (writes.length === 0) {
    return;
  }
  await tx.later(
    `INSERT INTO content (content_key, uuid, type, parent_key, raw_hash, document_hash, revision, revised_at, due_at,
       change_cause, next_transition_at, upstream_modified_at, unlisted, active_with, shown_with, form_version, created_at, modified_at,
       told_at, source, asked_at, upstream_seen) VALUES ?`,
    [
      writes.map((write) => [
        write.contentKey,
        write.uuid,
        write.type,
        write.parentKey,
        write.rawHash,
        write.documentHash,
        1,
        now,
        dueAt,
        cause,
        write.nextTransitionAt,
        write.upstreamModifiedAt,
        write.unlisted,
        listed(write.activeWith),
        write.shownWith,
        write.formVersion,
        now,
        now,
        now,
        source,
        askedAt,
        source === 'upstream' ? 1 : 0,
      ]),
    ],
  );
  const ids = new Map(
    (
      await tx.rows<{ id: number; content_key: string }>(
        'SELECT id, content_key FROM content WHERE content_key IN (?)',
        [writes.map(({ contentKey }) => contentKey)],
      )
    ).map(({ id, content_key }) => [content_key, id]),
  );
  await writeBodies(
    tx,
    writes.map((write) => ({ id: ids.get(write.contentKey) ?? 0, write })),
  );
  await insertRelations(
    tx,
    writes.map(({ contentKey, partKeys }) => ({ id: ids.get(contentKey) ?? 0, childKeys: partKeys })),
  );
}

/** As JSON; NULL where there is none. */
function listed(keys: readonly string[]): string | null {
  return keys.length === 0 ? null : JSON.stringify(keys);
}

/** What stops a new form of an item. */
export type FormGate = Exclude<ContentGate, 'raw'>;

/** A stored item that has a new form. */
export interface ContentUpdate {
  id: number;
  write: ContentWrite;
  /** `none`: it is a new revision, undecided; `projection`: only its document in the index is to be written anew. */
  stoppedBy: FormGate;
  /** Whether another document came. */
  another: boolean;
}

/** The columns that a form sets, each with its value. */
const formColumns: readonly [string, (write: ContentWrite) => SqlValue][] = [
  ['uuid', ({ uuid }) => uuid],
  ['type', ({ type }) => type],
  ['parent_key', ({ parentKey }) => parentKey],
  ['raw_hash', ({ rawHash }) => rawHash],
  ['document_hash', ({ documentHash }) => documentHash],
  ['next_transition_at', ({ nextTransitionAt }) => nextTransitionAt],
  ['upstream_modified_at', ({ upstreamModifiedAt }) => upstreamModifiedAt],
  ['unlisted', ({ unlisted }) => unlisted],
  ['active_with', ({ activeWith }) => listed(activeWith)],
  ['shown_with', ({ shownWith }) => shownWith],
  ['form_version', ({ formVersion }) => formVersion],
];

/**
 * The rows of stored items that have new forms, in one statement; the caller writes their texts (`writeBodies`), tells them in the feed
 * (`told_at`), and holds their locks. A new revision is claimed until `dueAt`, and so is one that only has to get another document of the
 * index; another document of upstream's came by way of `source`, and was asked for at `askedAt`. `revised_at` is the moment that the form is of, also where it stays the same
 * revision: how queries see restricted runs is worked out as of then. A run that gets another course keeps the one of its last decision in
 * `moved_from`, set before the column that it looks at, until it is decided.
 */
export async function updateContent(
  tx: Tx,
  updates: readonly ContentUpdate[],
  {
    now,
    dueAt,
    cause,
    source,
    askedAt,
  }: { now: Date; dueAt: Date; cause: ChangeCause; source: ContentSource | null; askedAt: Date | null },
): Promise<void> {
  if (updates.length === 0) {
    return;
  }
  const names = ['id', ...formColumns.map(([name]) => name), 'another', 'works', 'revise'];
  const row = `SELECT ${names.map((name) => `? AS ${name}`).join(', ')}`;
  const next = `SELECT ${names.map(() => '?').join(', ')}`;
  await tx.later(
    `UPDATE (${updates.map((_, position) => (position === 0 ? row : next)).join(' UNION ALL ')}) w
       STRAIGHT_JOIN content c ON c.id = w.id
     SET c.moved_from = IF(w.parent_key <=> c.parent_key, c.moved_from, COALESCE(c.moved_from, c.parent_key, '')),
       ${formColumns.map(([name]) => `c.${name} = w.${name}`).join(', ')}, c.told_at = ?,
       c.modified_at = IF(w.another, ?, c.modified_at), c.source = IF(w.another, ?, c.source),
       c.asked_at = IF(w.another, ?, c.asked_at),
       c.revised_at = ?, c.revision = c.revision + w.revise, c.change_cause = IF(w.revise, ?, c.change_cause),
       c.deleted_at = IF(w.revise, NULL, c.deleted_at), c.unindexed = IF(w.works, IF(w.revise, NULL, 1), c.unindexed),
       c.document_ticket = c.document_ticket + w.works, c.due_at = IF(w.works, ?, c.due_at),
       c.attempts = IF(w.works, 0, c.attempts), c.last_error = IF(w.works, NULL, c.last_error)`,
    [
      ...updates.flatMap(({ id, write, another, stoppedBy }) => [
        id,
        ...formColumns.map(([, valueOf]) => valueOf(write)),
        another ? 1 : 0,
        stoppedBy === 'projection' || stoppedBy === 'none' ? 1 : 0,
        stoppedBy === 'none' ? 1 : 0,
      ]),
      ...[now, now, source, askedAt, now, cause, dueAt],
    ],
  );
  for (const { id, write } of updates) {
    await replaceRelations(tx, { id, type: write.type }, write.partKeys);
  }
}

/** A removed item is a new revision that no query matches. The caller tells it in the feed. @param when.asOf since when it is gone */
export async function markRemoved(
  tx: Tx,
  id: number,
  { now, dueAt, asOf }: { now: Date; dueAt: Date; asOf: Date },
): Promise<void> {
  await tx.later(
    `UPDATE content SET deleted_at = ?, modified_at = ?, told_at = ?, next_transition_at = NULL, revision = revision + 1, revised_at = ?,
       unindexed = NULL, change_cause = 'item', due_at = ?, attempts = 0, last_error = NULL, document_ticket = document_ticket + 1 WHERE id = ?`,
    [asOf, now, now, now, dueAt, id],
  );
}

/** Takes an undecided row that was stored before: a new deadline and a new ticket. */
export async function claimAgain(tx: Tx, id: number, dueAt: Date): Promise<void> {
  await tx.later('UPDATE content SET due_at = ?, document_ticket = document_ticket + 1 WHERE id = ?', [dueAt, id]);
}
