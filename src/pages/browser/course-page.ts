import { html, nothing, type TemplateResult } from 'lit-html';
import { coursePath, everything, searchPath, type CourseAddress } from './address.ts';
import type { CatalogList } from './answers.ts';
import type { Failure } from './ask.ts';
import { catalogsView } from './catalogs-view.ts';
import { courseView } from './course-view.ts';
import { failureView } from './failure-view.ts';
import { Latest } from './latest.ts';
import { readCourse, type Course } from './read-course.ts';
import type { Shell } from './shell.ts';

const catalogsOfOnePage = 20;

type Loaded<Thing> = { state: 'there'; it: Thing } | { state: 'failed'; failure: Failure } | undefined;

/** The page of one course, or of a program or pathway: what it is, and the catalogs that contain it. */
export class CoursePage {
  readonly #shell: Shell;
  readonly #nameOf: (customer: string) => string;
  readonly #document = new Latest();
  readonly #holding = new Latest();
  #address: CourseAddress = { key: '', customer: undefined, page: 1 };
  #course: Loaded<Course>;
  #catalogs: Loaded<CatalogList>;

  /** @param deps.nameOf what a customer is called */
  constructor(deps: { shell: Shell; nameOf: (customer: string) => string }) {
    this.#shell = deps.shell;
    this.#nameOf = deps.nameOf;
  }

  get title(): string {
    return this.#course?.state === 'there' ? this.#course.it.title : 'Course';
  }

  get stands(): boolean {
    return this.#course !== undefined;
  }

  open(address: CourseAddress): void {
    if (address.key !== this.#address.key) {
      this.#course = undefined;
      this.#catalogs = undefined;
    }
    this.#address = address;
    if (this.#course?.state !== 'there') {
      void this.#loadCourse();
    }
    void this.#loadCatalogs();
  }

  leave(): void {
    this.#document.stop();
    this.#holding.stop();
  }

  forget(): void {
    this.leave();
    this.#course = undefined;
    this.#catalogs = undefined;
  }

  async #loadCourse(): Promise<void> {
    const path = `/api/v1/content-metadata/${encodeURIComponent(this.#address.key)}/`;
    const outcome = await this.#document.run((signal) => this.#shell.ask<Record<string, unknown>>(path, signal));
    if (outcome !== undefined) {
      this.#course =
        outcome.state === 'answered'
          ? { state: 'there', it: readCourse(outcome.body) }
          : { state: 'failed', failure: outcome.failure };
      this.#shell.update();
    }
  }

  async #loadCatalogs(): Promise<void> {
    const { key, customer, page } = this.#address;
    const query = new URLSearchParams({
      page: String(page),
      page_size: String(catalogsOfOnePage),
      ...(customer === undefined ? {} : { customer }),
    });
    const path = `/api/v1/content-metadata/${encodeURIComponent(key)}/catalogs?${query.toString()}`;
    const outcome = await this.#holding.run((signal) => this.#shell.ask<CatalogList>(path, signal));
    if (outcome !== undefined) {
      this.#catalogs =
        outcome.state === 'answered'
          ? { state: 'there', it: outcome.body }
          : { state: 'failed', failure: outcome.failure };
      this.#shell.update();
    }
  }

  /** @param from the address of the results that one came from */
  view(from: string | undefined): TemplateResult {
    const back = from ?? searchPath({ ...everything, customer: this.#address.customer });
    return html`<nav class="back" aria-label="Back">
        <a href=${back} data-step=${from === undefined ? nothing : 'back'}>← ${backInWords(from)}</a>
      </nav>
      ${this.#content()}`;
  }

  #content(): TemplateResult {
    if (this.#course === undefined) {
      return html`<p class="waiting" role="status">One moment…</p>`;
    }
    if (this.#course.state === 'failed') {
      return html`<h1 tabindex="-1">Course</h1>
        ${failureView(this.#course.failure, () => {
          this.open(this.#address);
        })}`;
    }
    return html`<article>${courseView(this.#course.it, this.#address)} ${this.#catalogsSection()}</article>`;
  }

  #catalogsSection(): TemplateResult {
    const { customer } = this.#address;
    return html`<section class="catalogs" aria-labelledby="catalogs-heading">
      <h2 id="catalogs-heading" tabindex="-1">Catalogs</h2>
      ${
        customer === undefined
          ? nothing
          : html`<p class="soft">
              Those of ${this.#nameOf(customer)}.
              <a href=${coursePath({ ...this.#address, customer: undefined, page: 1 })} data-step="page"
                >Those of all customers</a
              >
            </p>`
      }
      ${this.#catalogsList()}
    </section>`;
  }

  #catalogsList(): TemplateResult | typeof nothing {
    if (this.#catalogs === undefined) {
      return nothing;
    }
    return this.#catalogs.state === 'failed'
      ? failureView(this.#catalogs.failure, () => void this.#loadCatalogs())
      : catalogsView(this.#catalogs.it, { address: this.#address, pageSize: catalogsOfOnePage });
  }
}

function backInWords(from: string | undefined): string {
  if (from === undefined) {
    return 'Search';
  }
  return /^\/search(\?|$)/.test(from) ? 'Back to the results' : 'Back';
}
