import { formItem, type ItemForm, type RawItem } from './item-form.ts';
import type { StoreDeps } from './store-content.ts';

/** Forms are made ahead of a moment so long ago, by this process's clock: it may be so much ahead of the database's, ms. */
const clocksApart = 1_000;

/** The forms of documents that are stored together, by key: each is made once, however often their transaction is run. */
export class BatchForms {
  readonly #deps: Pick<StoreDeps, 'now' | 'defaultPartner'>;
  readonly #forms = new Map<string, ItemForm>();
  /** With the moments that they are of. */
  readonly #ahead = new Map<string, { form: ItemForm; moment: number }>();

  constructor(deps: Pick<StoreDeps, 'now' | 'defaultPartner'>) {
    this.#deps = deps;
  }

  /** Makes forms while the database is asked what time it is: they are those of now unless the clock has changed them since. */
  makeAhead(items: readonly RawItem[]): void {
    const moment = this.#deps.now(new Date(Date.now() - clocksApart));
    for (const item of items) {
      this.#ahead.set(item.contentKey, { form: this.#make(item, moment), moment });
    }
  }

  /** @param databaseNow where it is made now: the moment that it is of */
  of(item: RawItem, databaseNow: Date): ItemForm {
    const known = this.#forms.get(item.contentKey);
    if (known !== undefined) {
      return known;
    }
    const now = this.#deps.now(databaseNow);
    const ahead = this.#ahead.get(item.contentKey);
    const form = ahead !== undefined && isStillOf(ahead, now) ? ahead.form : this.#make(item, now);
    this.#forms.set(item.contentKey, form);
    return form;
  }

  /** What was made of a key. */
  get(contentKey: string): ItemForm | undefined {
    return this.#forms.get(contentKey);
  }

  #make(item: RawItem, now: number): ItemForm {
    return formItem(item, { now, defaultPartner: this.#deps.defaultPartner });
  }
}

function isStillOf({ form, moment }: { form: ItemForm; moment: number }, now: number): boolean {
  const { nextTransitionAt } = form.write;
  return moment <= now && (nextTransitionAt === null || now < nextTransitionAt.getTime());
}
