import { formItem, type ItemForm, type RawItem } from './item-form.ts';
import type { StoreDeps } from './store-content.ts';

/** The forms of documents that are stored together, by key: each is made once, however often their transaction is run. */
export class BatchForms {
  readonly #deps: Pick<StoreDeps, 'now' | 'defaultPartner'>;
  readonly #forms = new Map<string, ItemForm>();

  constructor(deps: Pick<StoreDeps, 'now' | 'defaultPartner'>) {
    this.#deps = deps;
  }

  /** @param databaseNow where it is made now: the moment that it is of */
  of(item: RawItem, databaseNow: Date): ItemForm {
    const { now, defaultPartner } = this.#deps;
    const form = this.#forms.get(item.contentKey) ?? formItem(item, { now: now(databaseNow), defaultPartner });
    this.#forms.set(item.contentKey, form);
    return form;
  }

  /** What was made of a key. */
  get(contentKey: string): ItemForm | undefined {
    return this.#forms.get(contentKey);
  }
}
