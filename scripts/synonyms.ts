import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Service } from '../src/compose.ts';
import { sha256 } from '../src/kernel/hash.ts';
import { locales, type Locale, type NewSynonym } from '../src/search/port.ts';
import { readLocale } from './search/read-locale.ts';
import { withRefusals } from './search/with-refusals.ts';
import { ArgumentError, runCommand } from './stack/command.ts';
import { withService } from './with-service.ts';

const help = `npm run synonyms -- list [--locale L]
npm run synonyms -- add RULE … [--locale L] [--name NAME] [--apply]
npm run synonyms -- remove NAME … [--locale L] [--apply]
npm run synonyms -- import FILE [--locale L] [--apply]
npm run synonyms -- preview TEXT [--locale L] [--customer UUID] [--rule RULE …]

Words that mean the same to searches. They hold for the next search in running services, without indexing anew.

  RULE             "a, b, c": each finds the others too; "a, b => c": who searches a or b finds c too
  FILE             a rule a line; blank lines and those that begin with # are passed over. All of them are taken, or none
  preview          what a text is searched as, and what it finds before and after; with --rule as if these were stored
  --locale L       of searches in this language: ${locales.join(', ')} (en)
  --name NAME      what one rule is called, to be replaced by; otherwise made of the rule's text
  --customer UUID  whose catalogs the preview searches in; without, everything
  --apply          writes; without it add, remove and import only say what would happen

Prints JSON. Exit code: 0 done, 1 failed, 2 wrong arguments, a rule that is refused, or one to remove that is not there.
`;

const author = { name: 'script:synonyms', requestId: null };

interface Wanted {
  locale: Locale;
  name: string | undefined;
  customer: string | undefined;
  rules: string[];
  apply: boolean;
}

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      locale: { type: 'string', default: 'en' },
      name: { type: 'string' },
      customer: { type: 'string' },
      rule: { type: 'string', multiple: true, default: [] },
      apply: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const locale = readLocale(values.locale);
  const [verb, ...rest] = positionals;
  const { name, customer, apply } = values;
  const run = commandOf(verb, rest, { locale, name, customer, rules: values.rule, apply });
  return withService('the synonyms', async (service) => {
    await service.prepare();
    const answer = await withRefusals(() => run(service));
    process.stdout.write(`${JSON.stringify(answer)}\n`);
    return 0;
  });
}

function commandOf(
  verb: string | undefined,
  rest: readonly string[],
  wanted: Wanted,
): ({ steering }: Pick<Service, 'steering'>) => Promise<object> {
  const { locale, apply } = wanted;
  const [only] = rest;
  if (verb === 'list' && only === undefined) {
    return ({ steering }) => steering.listSynonyms(locale);
  }
  if (verb === 'add' && only !== undefined && (wanted.name === undefined || rest.length === 1)) {
    const rules = rest.map((rule) => newRule(rule, wanted));
    return async ({ steering }) => ({ applied: apply, ...(await steering.putSynonyms(author, rules, { apply })) });
  }
  if (verb === 'remove' && only !== undefined) {
    return ({ steering }) => remove(steering, rest, wanted);
  }
  if (verb === 'import' && only !== undefined && rest.length === 1) {
    return async ({ steering }) => {
      const rules = (await readRules(only)).map((rule) => newRule(rule, wanted));
      const { version, outcomes } = await steering.putSynonyms(author, rules, { apply });
      const counts = [...Map.groupBy(outcomes, (one) => one)].map(([one, all]): [string, number] => [one, all.length]);
      return { applied: apply, version, ...Object.fromEntries(counts) };
    };
  }
  if (verb === 'preview' && only !== undefined && rest.length === 1) {
    const { customer, rules } = wanted;
    const request = { text: only, locale, ...(customer === undefined ? {} : { customer }) };
    return ({ steering }) => steering.previewSynonyms(request, rules);
  }
  throw new ArgumentError(`say what to do: list, add, remove, import or preview\n\n${help}`);
}

function newRule(rule: string, { locale, name }: Pick<Wanted, 'locale' | 'name'>): NewSynonym {
  return { locale, name: name ?? sha256(rule.trim().replace(/\s+/g, ' ')).slice(0, 12), rule };
}

/** @throws ArgumentError when one of them is not there: none is removed then */
async function remove(
  steering: Service['steering'],
  names: readonly string[],
  { locale, apply }: Wanted,
): Promise<object> {
  const { synonyms } = await steering.listSynonyms(locale);
  const there = new Map(synonyms.map(({ name, rule }) => [name, rule]));
  const missing = names.filter((name) => !there.has(name));
  if (missing.length > 0) {
    throw new ArgumentError(`there is no rule of this name for ${locale}: ${missing.join(', ')}`);
  }
  if (apply) {
    for (const name of names) {
      await steering.deleteSynonym(author, { locale, name });
    }
  }
  return { applied: apply, removed: names.map((name) => ({ name, rule: there.get(name) })) };
}

async function readRules(file: string): Promise<string[]> {
  const lines = (await readFile(file, 'utf8')).split(/\r?\n/).map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

await runCommand(main);
