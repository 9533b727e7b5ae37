import { hash } from 'node:crypto';
import type { Fault } from '../../kernel/errors.ts';
import { contentKey, contentUuid, isContentKey, parentKey } from '../contract/identity.ts';
import { isObject, textsIn } from '../contract/members.ts';
import { contentTypeOf, type Contract, type RawContent } from '../contract/read-raw.ts';
import { activeWith } from '../normalize/active-with.ts';
import { availabilityOf } from '../normalize/availability.ts';
import { listingOf } from '../normalize/listing.ts';
import { isRestricted, restrictedRuns } from '../normalize/runs.ts';
import { normalize, type Normalized } from '../normalize/normalize.ts';
import { toSearchFields } from '../normalize/search-fields.ts';
import { shownWith } from '../normalize/shown-with.ts';
import { readInstant } from '../projection/fields.ts';
import { project } from '../projection/project.ts';
import type { FieldFault, ItemState } from '../port.ts';
import type { KeptForm } from './kept-form.ts';
import type { ContentWrite } from './write-content.mysql.ts';

/** Counts changes of how items are projected and normalised: stored items of an older version are formed anew. */
export const formVersion = 5;

/** Bytes of a document: a MEDIUMTEXT holds 16 MiB, and what is derived from it is not much longer. */
const largestDocument = 4_000_000;

/** A document that keeps the contract, in every form that is stored or indexed. */
export interface ItemForm extends ItemState {
  write: ContentWrite;
  faults: FieldFault[];
}

/** What can be known of a document without forming it. */
export interface RawItem {
  contentKey: string;
  raw: RawContent;
  text: string;
  rawHash: Buffer;
  /** When upstream changed it last, as it says itself. */
  modified: Date | null;
}

/** @returns the document's identity, or every way in which it breaks the contract */
export function readItem(
  document: unknown,
  contract: Contract,
): { item: RawItem } | { contentKey: string | null; errors: Fault[] } {
  const read = contract(document);
  if (!read.ok) {
    return { contentKey: keyOf(document), errors: read.errors };
  }
  const text = JSON.stringify(read.raw);
  if (Buffer.byteLength(text) > largestDocument) {
    const detail = `larger than ${String(largestDocument)} bytes`;
    return { contentKey: contentKey(read.raw), errors: [{ pointer: '', code: 'too_large', detail }] };
  }
  const rawHash = sha256(`${String(formVersion)} ${text}`);
  const modified = dateOrNull(readInstant(read.raw['modified'])?.from ?? null);
  return { item: { contentKey: contentKey(read.raw), raw: read.raw, text, rawHash, modified } };
}

/** @param now the moment for everything that the clock decides, ms since the epoch */
export function formItem(item: RawItem, options: { now: number; defaultPartner: string }): ItemForm {
  const { projection, faults, nextTransitionAt } = project(item.raw, options);
  const normalized = normalize(item.raw, options);
  const listing = listingOf(item.raw, options.now);
  const search = toSearchFields(normalized, listing);
  const opening = activeWith(item.raw, normalized.active);
  const showing = shownWith(item.raw, normalized.discoverable, options.now);
  const kept: KeptForm = { ...normalized, listing };
  const texts = { normalized: JSON.stringify(kept), projection: JSON.stringify(projection) };
  return {
    write: {
      contentKey: item.contentKey,
      uuid: contentUuid(item.raw)?.toLowerCase() ?? null,
      type: item.raw.content_type,
      parentKey: parentKey(item.raw),
      rawHash: item.rawHash,
      documentHash: sha256(
        `${texts.projection}\n${texts.normalized}${seenBySome(item.raw, options)}${opening.join(' ')}${showing ?? ''}`,
      ),
      raw: item.text,
      ...texts,
      nextTransitionAt: dateOrNull(nextTransitionAt),
      upstreamModifiedAt: item.modified,
      unlisted: unlisted(item.raw, normalized),
      activeWith: opening,
      shownWith: showing,
      partKeys: [...new Set([...normalized.course_keys, ...normalized.program_keys])].filter(isContentKey),
      formVersion,
    },
    projection,
    search,
    restricted: restrictedRuns(item.raw).length > 0,
    faults,
  };
}

function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

function unlisted(raw: RawContent, { active }: Normalized): ContentWrite['unlisted'] {
  if (raw.content_type === 'course') {
    return active ? null : 1;
  }
  return raw.content_type === 'courserun' && isRestricted(raw) ? 2 : null;
}

/** What queries that allow restricted runs see beyond the projection, as text: a change of it is a new revision. Empty for most items. */
function seenBySome(raw: RawContent, options: { now: number; defaultPartner: string }): string {
  const runs = restrictedRuns(raw);
  if (runs.length === 0) {
    return '';
  }
  const allowed = new Set(textsIn(runs.map(({ key }) => key)));
  return JSON.stringify([
    project(raw, { ...options, allowed }).projection,
    runs.map((run) => [run, availabilityOf(run, options.now)]),
  ]);
}

/** MySQL's DATETIME begins in the year 1000 and ends with 9999; a moment outside of it is as good as none. */
function dateOrNull(instant: number | null): Date | null {
  return instant !== null && instant > -30_000_000_000_000 && instant < 253_400_000_000_000 ? new Date(instant) : null;
}

/** What a document that breaks the contract gives as its key; it may be none. */
function keyOf(document: unknown): string | null {
  if (!isObject(document)) {
    return null;
  }
  const { key, uuid } = document;
  const type = contentTypeOf(document);
  const said = type === 'program' || type === 'learnerpathway' ? [uuid, key] : [key, uuid];
  return said.find((one) => typeof one === 'string') ?? null;
}
