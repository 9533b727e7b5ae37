import type { Customers } from '../../kernel/customers.ts';
import { describeWrite, type SaveCatalogDeps } from '../catalogs/save-catalog.ts';
import type { FilterWrite, Writer } from '../port.ts';
import type { EditOptions, FilterProposal, FilterProposalDetail, ProposalOrigin } from '../proposal-models.ts';
import type { Proposals } from '../proposals-port.ts';
import { readFilterOfVersion } from '../versions/query-versions.ts';
import { confirmProposal } from './confirm-proposal.ts';
import { editFilter, type EditDeps } from './edit-filter.ts';
import { dropProposal, listProposals, readProposal } from './proposals.ts';

/** Part of the room's port. What is written is decided before the answer, as with catalogs. */
export class FilterProposals implements Proposals {
  readonly #deps: EditDeps & SaveCatalogDeps;

  constructor(deps: EditDeps & SaveCatalogDeps) {
    this.#deps = deps;
  }

  edit(queryUuid: string, options: EditOptions, writer: Writer): Promise<FilterWrite> {
    return this.#edit(queryUuid, { ...options, origin: 'edit', writer });
  }

  async restore(
    queryUuid: string,
    { version, force }: { version: number; force: boolean },
    writer: Writer,
  ): Promise<FilterWrite> {
    const filter = await readFilterOfVersion(this.#deps.database, queryUuid.toLowerCase(), version);
    return this.#edit(queryUuid, { filter, force, origin: 'restore', writer });
  }

  list(page: {
    customers: Customers;
    after: number;
    offset: number;
    limit: number;
  }): Promise<{ count: number; proposals: FilterProposal[] }> {
    return listProposals(this.#deps.database, page);
  }

  read(id: number): Promise<FilterProposalDetail> {
    return readProposal(this.#deps.database, id);
  }

  async confirm(id: number, writer: Writer): Promise<{ queryUuid: string; written: FilterWrite }> {
    const { queryUuid, saved, filter } = await confirmProposal(this.#deps, id, writer);
    return { queryUuid, written: await describeWrite(this.#deps, saved, filter) };
  }

  drop(id: number, writer: Writer): Promise<void> {
    return dropProposal(this.#deps, id, writer);
  }

  async #edit(queryUuid: string, edit: EditOptions & { origin: ProposalOrigin; writer: Writer }): Promise<FilterWrite> {
    const { saved, filter } = await editFilter(this.#deps, queryUuid.toLowerCase(), edit);
    return describeWrite(this.#deps, saved, filter);
  }
}
