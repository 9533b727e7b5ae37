import { isObject, textOf } from '../contract/members.ts';
import { contentTypeOf } from '../contract/read-raw.ts';
import { isDeep, kindsIn, parentOf, type Kind } from './kinds.ts';
import type { DriftChange, DriftReport, DriftState, FieldCounts, Profile, TypeProfile } from './profile.ts';
import { Samples } from './samples.ts';

/** A change of this share of the documents is told, and of two runs with so many documents of a type. */
const smallestShare = 0.01;
const fewestDocuments = 50;
/** Of one content type: what has more is a map, not a document with fields. */
const mostFields = 1_000;
/** What names more types than that names none. */
const mostTypes = 20;
const mostChanges = 500;

/**
 * Watches the documents of one full run go by, and tells which fields are not as they were in the run before. Pure; a second's work for
 * 33,500 documents, and memory for the fields only.
 */
export class DriftAccumulator {
  readonly #before: Profile;
  readonly #now = new Map<string, TypeProfile>();
  /** How many fields a profile has. */
  readonly #sizes = new Map<TypeProfile, number>();
  readonly #samples: Samples;
  #seen = 0;
  /** By type: the fields that the run before had, each with the field that it is in. */
  readonly #expected = new Map<string, readonly { field: string; parent: string | undefined }[]>();

  /**
   * @param before the profile of the run before; undefined when there was none: then nothing is told
   * @param kept what was seen of this run before
   */
  constructor(before: Profile | undefined, kept?: DriftState) {
    this.#before = before ?? {};
    this.#samples = new Samples(kept?.samples);
    this.#seen = kept?.seen ?? 0;
    for (const [type, { documents, fields }] of Object.entries(kept?.profile ?? {})) {
      const profile = this.#profileOf(type);
      profile.documents = documents;
      Object.assign(profile.fields, fields);
      this.#sizes.set(profile, Object.keys(fields).length);
    }
  }

  /** How many documents it was shown. */
  get seen(): number {
    return this.#seen;
  }

  state(): DriftState {
    return { seen: this.#seen, profile: Object.fromEntries(this.#now), samples: this.#samples.kept() };
  }

  /** Documents that are no objects, or name no type, are left out: the contract tells of them. */
  observe(document: unknown): void {
    this.#seen += 1;
    if (!isObject(document)) {
      return;
    }
    const type = textOf(contentTypeOf(document));
    if (type === undefined || (!this.#now.has(type) && this.#now.size >= mostTypes)) {
      return;
    }
    const key = textOf(document['key']) ?? textOf(document['uuid']) ?? '';
    const profile = this.#profileOf(type);
    profile.documents += 1;
    const found = kindsIn(document);
    for (const [field, kinds] of found) {
      this.#count(profile, { type, field, kinds, key });
    }
    for (const { field, parent } of this.#expectedOf(type)) {
      if (!found.has(field) && (parent === undefined || found.has(parent))) {
        this.#samples.add({ type, field, kind: 'none' }, key);
      }
    }
  }

  #expectedOf(type: string): readonly { field: string; parent: string | undefined }[] {
    let expected = this.#expected.get(type);
    if (expected === undefined) {
      const fields = Object.keys(this.#before[type]?.fields ?? {});
      expected = fields.map((field) => ({ field, parent: parentOf(field) }));
      this.#expected.set(type, expected);
    }
    return expected;
  }

  /** For the next run: of one that saw a part, what the run before left. A type of which it saw few documents stays as it was. */
  profile({ whole }: { whole: boolean }): Profile {
    if (!whole) {
      return this.#before;
    }
    const enough = [...this.#now].filter(([, { documents }]) => documents >= fewestDocuments);
    return { ...this.#before, ...Object.fromEntries(enough) };
  }

  report({ whole }: { whole: boolean }): DriftReport {
    const changes: DriftChange[] = [];
    for (const [type, now] of this.#now) {
      const before = this.#before[type];
      if (before !== undefined && now.documents >= fewestDocuments) {
        const known = Object.keys(before.fields);
        // The profile of a program that did not look so deep says nothing of what is there.
        const shallow = !known.some(isDeep);
        for (const field of new Set([...known, ...Object.keys(now.fields)])) {
          if (shallow && isDeep(field)) {
            continue;
          }
          changes.push(...this.#compare({ type, field }, before, now));
        }
      }
    }
    return {
      whole,
      documents: Object.fromEntries([...this.#now].map(([type, { documents }]) => [type, documents])),
      changes: changes.sort((one, other) => other.now - other.before - (one.now - one.before)).slice(0, mostChanges),
    };
  }

  #profileOf(type: string): TypeProfile {
    let profile = this.#now.get(type);
    if (profile === undefined) {
      profile = { documents: 0, fields: Object.create(null) as TypeProfile['fields'] };
      this.#now.set(type, profile);
    }
    return profile;
  }

  #count(profile: TypeProfile, seen: { type: string; field: string; kinds: ReadonlySet<Kind>; key: string }): void {
    let counts = profile.fields[seen.field];
    if (counts === undefined) {
      const size = this.#sizes.get(profile) ?? 0;
      if (size >= mostFields) {
        return;
      }
      this.#sizes.set(profile, size + 1);
      counts = { present: 0 };
      profile.fields[seen.field] = counts;
    }
    counts.present += 1;
    for (const kind of seen.kinds) {
      counts[kind] = (counts[kind] ?? 0) + 1;
      this.#samples.add({ type: seen.type, field: seen.field, kind }, seen.key);
    }
  }

  #compare({ type, field }: { type: string; field: string }, before: TypeProfile, now: TypeProfile): DriftChange[] {
    const [had, has] = [before.fields[field] ?? { present: 0 }, now.fields[field] ?? { present: 0 }];
    // What is in an object or list counts where that is: else a list that disappears would take all its fields along.
    const [of, among] = [documentsWith(parentOf(field), before), documentsWith(parentOf(field), now)];
    if (of === 0 || among === 0) {
      return [];
    }
    const share = { before: had.present / of, now: has.present / among };
    const samples = (kind: string): string[] => this.#samples.of({ type, field, kind });
    const about = { content_type: type, field, from: null, to: null };
    const changes: DriftChange[] = newKinds(had, has).map((change) => ({
      ...about,
      ...change,
      samples: samples(change.to),
    }));
    if (share.now - share.before >= smallestShare) {
      const shown = samples(mainKind(has) ?? '');
      changes.push({ ...about, change: 'appeared', ...share, documents: has.present, samples: shown });
    }
    if (share.before - share.now >= smallestShare) {
      const missing = { before: 1 - share.before, now: 1 - share.now, documents: among - has.present };
      changes.push({ ...about, change: 'disappeared', ...missing, samples: samples('none') });
    }
    return changes;
  }
}

function documentsWith(parent: string | undefined, { documents, fields }: TypeProfile): number {
  return parent === undefined ? documents : (fields[parent]?.present ?? 0);
}

/** Kinds that a larger share of a field's values have; of a field that was there before. */
function newKinds(
  had: FieldCounts,
  has: FieldCounts,
): { change: 'type'; from: Kind | null; to: Kind; before: number; now: number; documents: number }[] {
  const usual = mainKind(had);
  if (usual === undefined || has.present === 0) {
    return [];
  }
  return kindsOf(has).flatMap(([to, documents]) => {
    const [before, now] = [(had[to] ?? 0) / had.present, documents / has.present];
    return now - before >= smallestShare ? [{ change: 'type' as const, from: usual, to, before, now, documents }] : [];
  });
}

function mainKind(counts: FieldCounts): Kind | undefined {
  return kindsOf(counts).toSorted(([, one], [, other]) => other - one)[0]?.[0];
}

function kindsOf(counts: FieldCounts): [Kind, number][] {
  return (Object.entries(counts) as [Kind | 'present', number][]).filter(
    (one): one is [Kind, number] => one[0] !== 'present',
  );
}
