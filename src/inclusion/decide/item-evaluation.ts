import type { ContentIndex, DocumentOutcome } from '../../content-index/port.ts';
import type { Database } from '../../kernel/database.ts';
import { withDeadline } from '../../kernel/deadline.ts';
import type { Step } from '../../kernel/steps.ts';
import {
  documentOf,
  type ItemClaim,
  type ItemState,
  type Projection,
  type Replication,
} from '../../replication/port.ts';
import { readSights } from '../queries/sights.mysql.ts';
import { askAnnounced } from '../percolator/announced-filters.ts';
import type { Percolator } from '../percolator/percolator.ts';
import { readRegistrationState, type RegistrationState } from '../rebuild/index-target.mysql.ts';
import { readMembersBefore, type MembersBefore } from './item-rows.mysql.ts';

export interface ItemEvaluationDeps {
  database: Database;
  contentIndex: Pick<ContentIndex, 'write'>;
  percolator: Percolator;
  replication: Pick<Replication, 'seenItems'>;
  step: Step;
}

/** What was found out of one item. */
export interface EvaluatedItem {
  claim: ItemClaim;
  /** Query id → revision as evaluated. */
  hits: Map<number, number>;
  /** Its members before that, where registrations did not stand still. */
  before: MembersBefore | undefined;
}

/** What was found out of items, in the order of their ids, in which they are written. */
export interface Evaluated {
  items: EvaluatedItem[];
  /** How often registrations had been recorded before they were percolated, where it only counts if none is recorded until it is written. */
  registrations: number | undefined;
}

interface SeenBySome {
  contentId: number;
  contentKey: string;
  revision: number;
  projection: Projection;
}

/** Query id → revision as evaluated, for each projection. */
type Matches = ReadonlyMap<Projection, Map<number, number>>;

/** Content id → query id → revision as evaluated. */
type ItemHits = Map<number, Map<number, number>>;

interface FirstLook {
  /** Read before items were percolated. */
  filters: RegistrationState;
  written: DocumentOutcome[];
  hits: ItemHits;
}

/** Percolation under way. */
interface Percolating {
  /** Read before it began. */
  filters: RegistrationState;
  matches: Promise<Matches>;
}

/**
 * So few items are percolated while they are stored, or while their documents are written: somebody waits for them. Of more, one is likely to be
 * percolated twice, and they take their time anyway.
 */
export const evaluatedBeside = 8;

/** Rows are locked meanwhile: who is not answered in time goes on without. */
const longestWaitMilliseconds = 1_000;

/**
 * Writes items' documents and finds out which filters match them:
 *
 *   how many registrations are recorded → percolate; beside it, or before where they are many, write the documents
 *
 * If no registration is recorded until the documents are written, it was the same filters all along: none of them came when the documents were
 * on their way, and missed them. So items may be percolated before they are even stored, as soon as it is known what they will be. If one is,
 * they are looked at `again`, now that the documents are written, in a way that counts whatever comes.
 */
export class ItemEvaluation {
  readonly #deps: ItemEvaluationDeps;
  readonly #database: Database;
  readonly #percolator: Percolator;
  readonly #step: Step;
  /** Of items that are being stored. Those that come to nothing go with their projections. */
  readonly #ahead = new WeakMap<Projection, Promise<Percolating>>();

  constructor(deps: ItemEvaluationDeps) {
    this.#deps = deps;
    this.#database = deps.database;
    this.#percolator = deps.percolator;
    this.#step = deps.step;
  }

  /**
   * Items are being stored in these states: percolates them meanwhile. What comes of it `ahead` takes, or nobody.
   * @param filters from when they are read
   * @returns when they are: whoever has a connection from then on does not wait for one who waits for another
   */
  async begin(states: readonly ItemState[], filters: Promise<RegistrationState>): Promise<void> {
    const projections = plainOf(states.map((state) => ({ state })));
    const ahead = untaken(filters.then((read) => this.#percolating(projections, read)));
    for (const projection of projections) {
      this.#ahead.set(projection, ahead);
    }
    await ahead.catch(ignored);
  }

  /** @returns what was found out of these, while they were stored; undefined where not all of them were begun, or it takes too long or fails */
  async ahead(claims: readonly ItemClaim[]): Promise<Evaluated | undefined> {
    const projections = plainOf(claims);
    const [begun, ...others] = new Set(projections.map((projection) => this.#ahead.get(projection)));
    if (begun === undefined || others.length > 0 || projections.length < claims.length) {
      return undefined;
    }
    const found = begun.then(async (percolating) => ({ ...percolating, matches: await percolating.matches }));
    const known = await withDeadline(found, longestWaitMilliseconds, ignored).catch(ignored);
    if (known === undefined) {
      return undefined;
    }
    const hits = await this.#hitsOf(claims, { ...known, matches: Promise.resolve(known.matches) });
    await this.#step('item:evaluated');
    return { items: evaluated(claims, hits), registrations: known.filters.count };
  }

  /** Which filters there are to ask. */
  async readFilters(): Promise<RegistrationState> {
    const filters = await readRegistrationState(this.#database);
    await this.#step('item:filters-read');
    return filters;
  }

  /**
   * @returns what became of each document, in the order of the claims, and what was found out of those that are undecided
   * @throws UnavailableError
   */
  async run(claims: readonly ItemClaim[]): Promise<{ written: DocumentOutcome[]; evaluated: Evaluated }> {
    const undecided = claims.filter(({ decided }) => !decided);
    if (undecided.length === 0) {
      return { written: await this.#writeDocuments(claims), evaluated: { items: [], registrations: undefined } };
    }
    const { filters, written, hits } =
      undecided.length > evaluatedBeside
        ? await this.#writeThenPercolate(claims, undecided)
        : await this.#writeAndPercolate(claims, undecided);
    await this.#step('item:evaluated');
    return { written, evaluated: { items: evaluated(undecided, hits), registrations: filters.count } };
  }

  /**
   * Items whose documents are written, while registrations come. Members are read before they are percolated: a member that is no hit is none any
   * more if its filter was in force by then. Whether filters look at words is read in between: one that was in force with the members is
   * asked about words if it looks at any, one that is stored later is its own writer's.
   */
  async again(claims: readonly ItemClaim[]): Promise<Evaluated> {
    const members = await this.#readMembers(claims);
    const hits = await this.#hitsOf(claims, await this.#percolateAfresh(plainOf(claims)));
    return { items: evaluated(claims, hits, members), registrations: undefined };
  }

  async #writeAndPercolate(claims: readonly ItemClaim[], undecided: readonly ItemClaim[]): Promise<FirstLook> {
    const percolating = await this.#percolateAfresh(plainOf(undecided));
    const [written, hits] = await Promise.all([this.#writeDocuments(claims), this.#hitsOf(undecided, percolating)]);
    return { filters: percolating.filters, written, hits };
  }

  async #writeThenPercolate(claims: readonly ItemClaim[], undecided: readonly ItemClaim[]): Promise<FirstLook> {
    const written = await this.#writeDocuments(claims);
    const percolating = await this.#percolateAfresh(plainOf(undecided));
    return { filters: percolating.filters, written, hits: await this.#hitsOf(undecided, percolating) };
  }

  /** The filter's writer refreshes the index for itself; searches see the documents within the index's `refresh_interval`. */
  async #writeDocuments(claims: readonly ItemClaim[]): Promise<DocumentOutcome[]> {
    await this.#step('item:before-document');
    const written = await this.#deps.contentIndex.write(claims.map(documentOf));
    await this.#step('item:document-written');
    return written;
  }

  /** @returns when the filters are read */
  async #percolateAfresh(projections: readonly Projection[]): Promise<Percolating> {
    return this.#percolating(projections, await this.readFilters());
  }

  #percolating(projections: readonly Projection[], filters: RegistrationState): Percolating {
    return { filters, matches: untaken(this.#match(projections, filters)) };
  }

  /** While there is no filter, as in a first import, nothing matches. */
  async #match(projections: readonly Projection[], { words, any, announced }: RegistrationState): Promise<Matches> {
    const matches = any && projections.length > 0 ? await this.#percolator.percolate(projections, { words }) : [];
    return new Map(
      projections.map((projection, position) => [
        projection,
        askAnnounced(announced, projection, matches[position] ?? new Map<number, number>()),
      ]),
    );
  }

  async #readMembers(claims: readonly ItemClaim[]): Promise<Map<number, MembersBefore>> {
    const members = await readMembersBefore(
      this.#database,
      claims.map(({ contentId }) => contentId),
    );
    await this.#step('item:members-read');
    return members;
  }

  /** @returns removed items are left out */
  async #hitsOf(claims: readonly ItemClaim[], { filters, matches }: Percolating): Promise<ItemHits> {
    const present = claims.flatMap(({ contentId, contentKey, revision, state }) =>
      state === 'removed' ? [] : [{ contentId, contentKey, revision, ...state }],
    );
    const hits = await this.#percolateSeen(
      present.filter(({ restricted }) => restricted),
      filters,
    );
    const matched = await matches;
    for (const { contentId, projection } of present.filter(({ restricted }) => !restricted)) {
      hits.set(contentId, matched.get(projection) ?? new Map<number, number>());
    }
    await this.#step('item:percolated');
    return hits;
  }

  /**
   * Items with restricted runs are percolated one by one, in every way in which some query sees them. Which ways there are is read after
   * the documents are written: a query that comes with another one is registered later, and its writer reads our rows after that.
   */
  async #percolateSeen(items: readonly SeenBySome[], { words, announced }: RegistrationState): Promise<ItemHits> {
    const found: ItemHits = new Map();
    if (items.length === 0) {
      return found;
    }
    const sights = await readSights(
      this.#database,
      items.map(({ contentKey }) => contentKey),
    );
    const seen = sights.length === 0 ? [] : await this.#deps.replication.seenItems(sights);
    for (const item of items) {
      // What was read of a later revision is for its own writer: this decision will not be current.
      const ways = seen.filter(({ contentId, revision }) => contentId === item.contentId && revision === item.revision);
      const matches = await this.#percolator.percolateSeen({ ...item, seen: ways, words });
      found.set(item.contentId, askAnnounced(announced, item.projection, matches));
    }
    return found;
  }
}

/** Of those that everybody sees alike. */
function plainOf(items: readonly { state: ItemClaim['state'] }[]): Projection[] {
  return items.flatMap(({ state }) => (state === 'removed' || state.restricted ? [] : [state.projection]));
}

/** Nobody may come to take it: then nobody hears of its failure. */
export function untaken<T>(work: Promise<T>): Promise<T> {
  work.catch(ignored);
  return work;
}

function ignored(): undefined {
  return undefined;
}

/** What was found out of the claims apart, in the order of their items. @param members where they were read before */
function evaluated(
  claims: readonly ItemClaim[],
  hits: ItemHits,
  members?: ReadonlyMap<number, MembersBefore>,
): EvaluatedItem[] {
  return claims
    .map((claim) => ({
      claim,
      hits: hits.get(claim.contentId) ?? new Map<number, number>(),
      before: members && (members.get(claim.contentId) ?? (new Map() satisfies MembersBefore)),
    }))
    .sort((a, b) => a.claim.contentId - b.claim.contentId);
}
