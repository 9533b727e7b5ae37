import { createReadStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Service } from '../src/compose.ts';
import {
  translatedMembers,
  type NewTranslation,
  type Source,
  type Texts,
  type TranslationProvider,
} from '../src/replication/port.ts';
import { ArgumentError, runCommand } from './stack/command.ts';
import { withService } from './with-service.ts';

const help = `npm run translations -- import FILE | pending --to LANG | translate --to LANG --with MODULE

Titles and descriptions of content in other languages.

  import FILE   JSON Lines: {content_key, language, texts: {title, short_description, full_description, outcome, prerequisites},
                provider?, source_hash?}; each line is refused alone
  pending       what is not translated into LANG, or has changed since, as JSON Lines with its source_hash
  translate     the same, by the machine that MODULE exports as \`provider\` (TranslationProvider in src/replication/port.ts)

Exit code: 0 done, 1 failed, 2 wrong arguments, or some were refused or could not be translated.
`;

const batch = 100;
const author = { name: 'script:translations', requestId: null };

interface Wanted {
  verb: 'import' | 'pending' | 'translate';
  file: string;
  to: string;
  module: string;
}

async function main(args: string[]): Promise<number> {
  const wanted = readArguments(args);
  if (wanted === 'help') {
    process.stdout.write(help);
    return 0;
  }
  return withService('the translations', async (service) => {
    await service.prepare();
    return await verbs[wanted.verb](service, wanted);
  });
}

/** @throws ArgumentError that says what is wrong */
function readArguments(args: string[]): Wanted | 'help' {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      to: { type: 'string', default: '' },
      with: { type: 'string', default: '' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    return 'help';
  }
  const [verb, file = '', ...rest] = positionals;
  const { to, with: module } = values;
  const wanted = { file, to, module };
  if (verb === 'import' && file !== '' && rest.length === 0) {
    return { verb, ...wanted };
  }
  if (verb === 'pending' && to !== '' && file === '') {
    return { verb, ...wanted };
  }
  if (verb === 'translate' && to !== '' && module !== '' && file === '') {
    return { verb, ...wanted };
  }
  throw new ArgumentError(
    `say what to do: import with one FILE, pending with --to, translate with --to and --with\n\n${help}`,
  );
}

const verbs: Record<Wanted['verb'], (service: Service, wanted: Wanted) => Promise<number>> = {
  import: importFile,
  pending: async (service, { to }) => {
    for await (const source of pending(service, to)) {
      process.stdout.write(
        `${JSON.stringify({ content_key: source.contentKey, language: to, texts: source.texts, source_hash: source.hash })}\n`,
      );
    }
    return 0;
  },
  translate,
};

async function* pending({ replication }: Service, language: string): AsyncGenerator<Source> {
  for (let after: number | null = 0; after !== null;) {
    const page: { sources: Source[]; last: number | null } = await replication.pendingSources({
      language,
      after,
      limit: batch,
    });
    yield* page.sources;
    after = page.last;
  }
}

const isLine = new Ajv2020().compile<{
  content_key: string;
  language: string;
  texts: Texts;
  provider?: string;
  source_hash?: string;
}>({
  type: 'object',
  required: ['content_key', 'language', 'texts'],
  properties: {
    content_key: { type: 'string', minLength: 1 },
    language: { type: 'string' },
    provider: { type: 'string', minLength: 1, maxLength: 100 },
    source_hash: { type: 'string' },
    texts: {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(translatedMembers.map((member) => [member, { type: 'string' }])),
    },
  },
});

async function importFile(service: Service, { file }: Wanted): Promise<number> {
  const tally = new Tally();
  let lines: { at: string; translation: NewTranslation }[] = [];
  const flush = async (): Promise<void> => {
    const outcomes = await service.replication.storeTranslations(
      lines.map(({ translation }) => translation),
      author,
    );
    for (const [position, outcome] of outcomes.entries()) {
      tally.add(lines[position]?.at ?? file, outcome);
    }
    lines = [];
  };
  let number = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    number += 1;
    const at = `${file}:${String(number)}`;
    const read = readLine(text);
    if (typeof read === 'string') {
      tally.add(at, { outcome: 'refused', detail: read });
    } else {
      lines.push({ at, translation: read });
    }
    if (lines.length === batch) {
      await flush();
    }
  }
  await flush();
  return tally.end();
}

/** @returns the translation, or why there is none */
function readLine(text: string): NewTranslation | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `not JSON: ${(error as Error).message}`;
  }
  if (!isLine(value)) {
    const [fault] = isLine.errors ?? [];
    return `${fault?.instancePath || '/'}: ${fault?.message ?? 'is wrong'}`;
  }
  return {
    contentKey: value.content_key,
    language: value.language,
    texts: value.texts,
    provider: value.provider ?? 'import',
    sourceHash: value.source_hash,
  };
}

async function translate(service: Service, { to, module }: Wanted): Promise<number> {
  const { provider } = (await import(pathToFileURL(path.resolve(module)).href)) as { provider?: TranslationProvider };
  if (typeof provider?.translate !== 'function') {
    throw new ArgumentError(`${module} exports no provider`);
  }
  const tally = new Tally();
  for await (const source of pending(service, to)) {
    try {
      const texts = await provider.translate(source, to);
      const [outcome] = await service.replication.storeTranslations(
        [{ contentKey: source.contentKey, language: to, texts, provider: provider.name, sourceHash: source.hash }],
        author,
      );
      tally.add(source.contentKey, outcome ?? { outcome: 'refused', detail: 'not stored' });
    } catch (error) {
      tally.add(source.contentKey, {
        outcome: 'refused',
        detail: error instanceof Error ? error.message : String(error),
      });
    }
  }
  return tally.end();
}

/** What became of them; those that were refused are told at once. */
class Tally {
  readonly #counts = { created: 0, changed: 0, unchanged: 0, refused: 0 };

  add(
    what: string,
    result: { outcome: 'created' | 'changed' | 'unchanged' } | { outcome: 'refused'; detail: string },
  ): void {
    this.#counts[result.outcome] += 1;
    if (result.outcome === 'refused') {
      process.stderr.write(`${what}: ${result.detail.replace(/[\p{Cc}\u2028\u2029]/gu, ' ')}\n`);
    }
  }

  end(): number {
    process.stdout.write(`${JSON.stringify(this.#counts)}\n`);
    return this.#counts.refused > 0 ? 2 : 0;
  }
}

await runCommand(main);
