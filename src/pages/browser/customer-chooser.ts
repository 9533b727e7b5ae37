import { html, nothing, type TemplateResult } from 'lit-html';
import type { Customer, CustomerList } from './answers.ts';
import { Latest } from './latest.ts';
import type { Shell } from './shell.ts';
import { counted } from './words.ts';

const listed = 20;
const typingPause = 150;

/** One line of the list; undefined stands for all customers. */
type Option = Customer | undefined;

/**
 * Chooses the customer whose catalogs are looked through: a combobox with a list, by the pattern of the ARIA guide (focus stays
 * in the field, `aria-activedescendant` names the line that Enter takes). Who has one customer only is told its name.
 */
export class CustomerChooser {
  readonly #shell: Shell;
  readonly #choose: (uuid: string | undefined) => void;
  readonly #latest = new Latest();
  readonly #naming = new Latest();
  readonly #names = new Map<string, string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #total: number | undefined;
  #chosen: string | undefined;
  #isOpen = false;
  /** What is typed; undefined while the field shows what is chosen. */
  #text: string | undefined;
  #found: CustomerList | undefined;
  #hasFailed = false;
  #active = -1;

  constructor(deps: { shell: Shell; choose: (uuid: string | undefined) => void }) {
    this.#shell = deps.shell;
    this.#choose = deps.choose;
  }

  /** To be called when somebody has signed in. */
  async start(): Promise<void> {
    this.#names.clear();
    this.#total = undefined;
    this.#found = undefined;
    this.#total = await this.#find('');
    this.#shell.update();
  }

  /** Shows another customer as chosen; its name is asked for where it is not known. */
  show(uuid: string | undefined): void {
    this.#chosen = uuid;
    if (uuid !== undefined && !this.#names.has(uuid)) {
      void this.#name(uuid);
    }
  }

  /** What a customer is called; its uuid until that is known. */
  nameOf(uuid: string): string {
    return this.#names.get(uuid) ?? uuid;
  }

  view(): TemplateResult {
    const label = html`<label for="customer" id="customer-label">Customer</label>`;
    if (this.#total === 1 && this.#chosen === undefined) {
      const [only] = this.#found?.results ?? [];
      return html`<p class="chooser"><span class="label">Customer</span> <strong>${nameFor(only)}</strong></p>`;
    }
    const options = this.#options();
    const active = this.#isOpen ? options[this.#active] : undefined;
    return html`<div class="chooser">
      ${label}
      <div class="combobox">
        <input
          id="customer"
          type="text"
          role="combobox"
          aria-autocomplete="list"
          aria-expanded=${this.#isOpen ? 'true' : 'false'}
          aria-controls="customers"
          aria-activedescendant=${this.#isOpen && this.#active in options ? `customer-${String(this.#active)}` : nothing}
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          .value=${this.#text ?? this.#chosenName()}
          @input=${this.#typed}
          @keydown=${(event: KeyboardEvent) => {
            this.#pressed(event, active);
          }}
          @click=${() => {
            this.#open();
          }}
          @blur=${() => {
            this.#close();
          }}
        />
        <div class="popup" ?hidden=${!this.#isOpen}>
          <ul id="customers" role="listbox" aria-labelledby="customer-label">
            ${options.map((option, place) => this.#line(option, place))}
          </ul>
          <p class="popup-note" role="status">${this.#isOpen ? this.#note() : ''}</p>
        </div>
      </div>
    </div>`;
  }

  #line(option: Option, place: number): TemplateResult {
    return html`<li
      id=${`customer-${String(place)}`}
      role="option"
      class=${place === this.#active ? 'option option-active' : 'option'}
      aria-selected=${option?.uuid === this.#chosen ? 'true' : 'false'}
      @mousedown=${(event: Event) => {
        // The field keeps the keyboard.
        event.preventDefault();
      }}
      @click=${() => {
        this.#take(option);
      }}
    >
      ${nameFor(option)}
    </li>`;
  }

  #note(): string {
    if (this.#hasFailed) {
      return 'The customers cannot be listed just now.';
    }
    if (this.#found === undefined) {
      return '';
    }
    const { count, results } = this.#found;
    if (count === 0) {
      return 'No customer of yours is called that.';
    }
    return count > results.length
      ? `and ${counted(count - results.length, 'more', 'more')}: type a part of the name.`
      : counted(count, 'customer', 'customers');
  }

  /** All customers are offered where nothing is typed. */
  #options(): Option[] {
    const all: Option[] = (this.#text ?? '') === '' ? [undefined] : [];
    return [...all, ...(this.#found?.results ?? [])];
  }

  #chosenName(): string {
    return this.#chosen === undefined ? nameFor(undefined) : this.nameOf(this.#chosen);
  }

  readonly #typed = (event: Event): void => {
    this.#text = (event.target as HTMLInputElement).value;
    this.#isOpen = true;
    this.#active = 0;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#find(this.#text ?? ''), typingPause);
    this.#shell.update();
  };

  #pressed(event: KeyboardEvent, active: Option): void {
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const move = moves[event.key];
    if (move !== undefined) {
      event.preventDefault();
      if (this.#isOpen) {
        const { length } = this.#options();
        this.#active = length === 0 ? -1 : (this.#active + move + length) % length;
      } else {
        this.#open();
      }
    } else if (event.key === 'Enter' && this.#isOpen) {
      event.preventDefault();
      if (this.#active in this.#options()) {
        this.#take(active);
      }
    } else if (event.key === 'Escape' && this.#isOpen) {
      event.preventDefault();
      this.#close();
    }
    this.#shell.update();
    document.getElementById(`customer-${String(this.#active)}`)?.scrollIntoView({ block: 'nearest' });
  }

  #open(): void {
    if (this.#isOpen) {
      return;
    }
    this.#isOpen = true;
    this.#text = '';
    this.#active = 0;
    this.#shell.update();
    void this.#find('');
  }

  #close(): void {
    if (!this.#isOpen) {
      // The field may lose the keyboard because it is being taken away, in the middle of an update.
      return;
    }
    clearTimeout(this.#timer);
    this.#isOpen = false;
    this.#text = undefined;
    this.#shell.update();
  }

  #take(option: Option): void {
    this.#close();
    if (option?.uuid !== this.#chosen) {
      this.#choose(option?.uuid);
    }
  }

  /** @returns how many there are; undefined without an answer */
  async #find(text: string): Promise<number | undefined> {
    const outcome = await this.#latest.run((signal) => this.#ask(text, signal));
    if (outcome === undefined) {
      return undefined;
    }
    this.#hasFailed = outcome.state === 'failed';
    this.#found = outcome.state === 'failed' ? undefined : outcome.body;
    this.#shell.update();
    return this.#found?.count;
  }

  async #name(uuid: string): Promise<void> {
    const outcome = await this.#naming.run((signal) => this.#ask(uuid, signal));
    if (outcome !== undefined) {
      this.#shell.update();
    }
  }

  async #ask(text: string, signal: AbortSignal) {
    const query = new URLSearchParams({ q: text, page_size: String(listed) });
    const outcome = await this.#shell.ask<CustomerList>(`/api/v1/customers?${query.toString()}`, signal);
    if (outcome.state === 'answered') {
      for (const customer of outcome.body.results) {
        this.#names.set(customer.uuid, nameFor(customer));
      }
    }
    return outcome;
  }
}

function nameFor(option: Option): string {
  return option === undefined ? 'All customers' : (option.name ?? option.uuid);
}
