import type { AuditLog, Author } from '../../kernel/audit.ts';
import type { Database } from '../../kernel/database.ts';
import type { Locale } from '../port.ts';
import { deletePin, deleteSynonym } from './delete-rule.ts';
import { previewPins, previewSynonyms, type PreviewDeps } from './preview.ts';
import { putPin } from './put-pin.ts';
import { putSynonyms } from './put-synonyms.ts';
import { readPins, readSynonyms, readVersions } from './steering.mysql.ts';
import type {
  NewPin,
  NewSynonym,
  Pin,
  PinPreview,
  PreviewRequest,
  PutOutcome,
  Steering,
  Synonym,
  SynonymPreview,
} from './steering-port.ts';

/** The port's part for operators, on the database. */
export class MysqlSteering implements Steering {
  readonly #deps: PreviewDeps & { database: Database; audit: AuditLog };

  constructor(deps: PreviewDeps & { database: Database; audit: AuditLog }) {
    this.#deps = deps;
  }

  async listSynonyms(locale?: Locale): Promise<{ version: number; synonyms: Synonym[] }> {
    const { synonyms: version } = await readVersions(this.#deps.database);
    const all = await readSynonyms(this.#deps.database);
    return { version, synonyms: all.filter((one) => locale === undefined || one.locale === locale) };
  }

  putSynonyms(
    author: Author,
    synonyms: readonly NewSynonym[],
    options: { apply: boolean },
  ): Promise<{ version: number; outcomes: PutOutcome[] }> {
    return putSynonyms(this.#deps, author, synonyms, options);
  }

  deleteSynonym(author: Author, which: Pick<NewSynonym, 'locale' | 'name'>): Promise<void> {
    return deleteSynonym(this.#deps, author, which);
  }

  previewSynonyms(request: PreviewRequest, rules: readonly string[]): Promise<SynonymPreview> {
    return previewSynonyms(this.#deps, request, rules);
  }

  async listPins(): Promise<{ version: number; pins: Pin[] }> {
    const { pins: version } = await readVersions(this.#deps.database);
    return { version, pins: await readPins(this.#deps.database) };
  }

  putPin(author: Author, pin: NewPin, options: { apply: boolean }): Promise<{ version: number; outcome: PutOutcome }> {
    return putPin(this.#deps, author, pin, options);
  }

  deletePin(author: Author, name: string): Promise<void> {
    return deletePin(this.#deps, author, name);
  }

  previewPins(request: PreviewRequest, draft: NewPin | undefined): Promise<PinPreview> {
    return previewPins(this.#deps, request, draft);
  }
}
