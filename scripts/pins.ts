import { parseArgs } from 'node:util';
import type { Service } from '../src/compose.ts';
import { sha256 } from '../src/kernel/hash.ts';
import { locales, type NewPin } from '../src/search/port.ts';
import { readLocale } from './search/read-locale.ts';
import { withRefusals } from './search/with-refusals.ts';
import { ArgumentError, runCommand } from './stack/command.ts';
import { withService } from './with-service.ts';

const help = `npm run pins -- list
npm run pins -- put TEXT [--pin KEY …] [--hide KEY …] [--beginning] [--customer UUID] [--name NAME] [--apply]
npm run pins -- remove NAME … [--apply]
npm run pins -- preview TEXT [--customer UUID] [--locale L]

Items that come first for what somebody searches, and items that are left out. They hold for the next search in running services.

  TEXT             what is searched for, compared by words; "" is a search without words, or, with --beginning, every search
  --pin KEY        a content key; several come first in this order. Shown only where the catalogs and filters of a search have it
  --hide KEY       a content key that is in no result, count or facet
  --beginning      also where more words follow
  --customer UUID  only in searches in this customer's catalogs
  --name NAME      what the rule is called, to be replaced by; otherwise made of the text, of --beginning and --customer
  --locale L       the preview's language: ${locales.join(', ')} (en)
  --apply          writes; without it put and remove only say what would happen, put with a preview

Prints JSON. Exit code: 0 done, 1 failed, 2 wrong arguments, a rule that is refused, or one to remove that is not there.
`;

const author = { name: 'script:pins', requestId: null };

type Steering = Service['steering'];

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      pin: { type: 'string', multiple: true, default: [] },
      hide: { type: 'string', multiple: true, default: [] },
      beginning: { type: 'boolean', default: false },
      customer: { type: 'string' },
      name: { type: 'string' },
      locale: { type: 'string', default: 'en' },
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
  const [only] = rest;
  const { customer, apply } = values;
  const asked = { locale, ...(customer === undefined ? {} : { customer }) };
  let run: (steering: Steering) => Promise<object>;
  if (verb === 'list' && only === undefined) {
    run = (steering) => steering.listPins();
  } else if (verb === 'put' && only !== undefined && rest.length === 1) {
    const pin = newPin(only, values);
    run = async (steering) => {
      const preview = await steering.previewPins({ ...asked, text: only }, pin);
      return { applied: apply, ...(await steering.putPin(author, pin, { apply })), name: pin.name, preview };
    };
  } else if (verb === 'remove' && only !== undefined) {
    run = (steering) => remove(steering, rest, apply);
  } else if (verb === 'preview' && only !== undefined && rest.length === 1) {
    run = (steering) => steering.previewPins({ ...asked, text: only }, undefined);
  } else {
    throw new ArgumentError(`say what to do: list, put, remove or preview\n\n${help}`);
  }
  return withService('the pins', async (service) => {
    await service.prepare();
    process.stdout.write(`${JSON.stringify(await withRefusals(() => run(service.steering)))}\n`);
    return 0;
  });
}

function newPin(
  text: string,
  given: {
    pin: string[];
    hide: string[];
    beginning: boolean;
    customer?: string | undefined;
    name?: string | undefined;
  },
): NewPin {
  const matches = given.beginning ? 'beginning' : 'exact';
  const customer = given.customer ?? null;
  const name = given.name ?? sha256(JSON.stringify([text.trim().toLowerCase(), matches, customer])).slice(0, 12);
  return { name, customer, matches, text, pinned: given.pin, hidden: given.hide };
}

/** @throws ArgumentError when one of them is not there: none is removed then */
async function remove(steering: Steering, names: readonly string[], apply: boolean): Promise<object> {
  const there = new Set((await steering.listPins()).pins.map(({ name }) => name));
  const missing = names.filter((name) => !there.has(name));
  if (missing.length > 0) {
    throw new ArgumentError(`there is no rule of this name: ${missing.join(', ')}`);
  }
  if (apply) {
    for (const name of names) {
      await steering.deletePin(author, name);
    }
  }
  return { applied: apply, removed: names };
}

await runCommand(main);
