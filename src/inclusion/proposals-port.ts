import type { Customers } from '../kernel/customers.ts';
import type { FilterWrite, Writer } from './port.ts';
import type { EditOptions, FilterProposal, FilterProposalDetail } from './proposal-models.ts';

/** Edits of filters in place, and those of them that wait for a confirmation (docs/architecture.md, Guardrail). */
export interface Proposals {
  /**
   * Edits the filter of a query for all catalogs that use it. Where that would drop more than 80 % of over 50 members, or all of any,
   * it is only kept, unless it is forced.
   * @throws NotFoundError · ForbiddenError unless the writer may write for all customers that use the query · RefusedError with every
   *   fault of the filter · ConflictError when another query has it · ProposedError · UnavailableError when it cannot be judged
   */
  edit(queryUuid: string, options: EditOptions, writer: Writer): Promise<FilterWrite>;
  /** As `edit`, to the filter of a version. @throws NotFoundError for an unknown version too */
  restore(queryUuid: string, options: { version: number; force: boolean }, writer: Writer): Promise<FilterWrite>;
  /** Open ones about queries that `customers` use, oldest first. `after`: the id before the page. */
  list(page: {
    customers: Customers;
    after: number;
    offset: number;
    limit: number;
  }): Promise<{ count: number; proposals: FilterProposal[] }>;
  /** @throws NotFoundError */
  read(id: number): Promise<FilterProposalDetail>;
  /**
   * Applies a proposal, if its query is as it was when that was judged. Again, as long as the query has the filter, it does nothing more.
   * @throws as `edit`: ProposedError with what it would do now, when the query has changed
   */
  confirm(id: number, writer: Writer): Promise<{ queryUuid: string; written: FilterWrite }>;
  /** Removes a proposal; nothing else changes. @throws NotFoundError · ForbiddenError */
  drop(id: number, writer: Writer): Promise<void>;
}
