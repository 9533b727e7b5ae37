import { parseArgs } from 'node:util';
import type { Service } from '../src/compose.ts';
import type { QuarantineEntry, RetryOutcome } from '../src/replication/port.ts';
import { withService } from './with-service.ts';

const help = `npm run quarantine -- list [--after ID] | show ID … | retry [ID …] | discard ID …

Documents that broke the contract. The last good version of each stays in force until a good one comes.

  list        the first thousand, from the one that came first; --after ID goes on behind that one
  show ID     an entry with its document
  retry ID    tries it again with the contract as it is now; without an ID all of them
  discard ID  forgets it; the audit log tells

Prints JSON. Exit code: 0 done, 2 some still break the contract, or were not there, 1 failed.`;

const author = { name: 'script:quarantine', requestId: null };

/** Tried, then decided, so that no claim ends before. */
const batch = 100;

interface Wanted {
  verb: 'list' | 'show' | 'retry' | 'discard';
  ids: number[];
  after: number;
}

async function main(): Promise<number> {
  const wanted = readArguments();
  if ('exit' in wanted) {
    return wanted.exit;
  }
  return withService('looking at the quarantine', async (service) => {
    await service.prepare();
    return await verbs[wanted.verb](service, wanted);
  });
}

function readArguments(): Wanted | { exit: number } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      after: { type: 'string', default: '0' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [verb, ...rest] = positionals;
  const ids = rest.map(Number);
  const good =
    (verb === 'list' && ids.length === 0) ||
    ((verb === 'show' || verb === 'discard') && ids.length > 0) ||
    verb === 'retry'
      ? verb
      : undefined;
  const numbers = [...ids, Number(values.after)].every((id) => Number.isSafeInteger(id) && id >= 0);
  if (values.help || good === undefined || !numbers) {
    process[values.help ? 'stdout' : 'stderr'].write(`${help}\n`);
    return { exit: values.help ? 0 : 1 };
  }
  return { verb: good, ids, after: Number(values.after) };
}

const verbs: Record<Wanted['verb'], (service: Service, wanted: Wanted) => Promise<number>> = {
  list: async ({ replication }, { after }) => {
    const { count, entries } = await replication.listQuarantine({ after, offset: 0, limit: 1_000 });
    print({ count, entries: entries.map(present) });
    return 0;
  },
  show: async ({ replication }, { ids }) => {
    const found = await Promise.all(ids.map((id) => replication.readQuarantined(id)));
    for (const [position, entry] of found.entries()) {
      if (entry === undefined) {
        throw new Error(`there is no document ${String(ids[position])} in quarantine`);
      }
    }
    print(found);
    return 0;
  },
  retry: async ({ replication, inclusion }, { ids }) => {
    const counts: Record<RetryOutcome, number> = { passed: 0, refused: 0, superseded: 0, not_kept: 0 };
    const entries: { id: number; contentKey: string | null; outcome: RetryOutcome }[] = [];
    for (let [from, after] = [0, 0]; ; from += batch) {
      const some = ids.slice(from, from + batch);
      const tried = await replication.retryQuarantined(
        ids.length > 0 ? { ids: some } : { after, limit: batch },
        author,
      );
      await inclusion.decideItems(tried.claims);
      for (const entry of tried.entries) {
        counts[entry.outcome] += 1;
        entries.push(entry);
      }
      after = tried.entries.at(-1)?.id ?? after;
      if (ids.length > 0 ? from + batch >= ids.length : tried.entries.length < batch) {
        break;
      }
    }
    await inclusion.settleInherited();
    print({ counts, entries });
    return counts.refused + counts.not_kept > 0 ? 2 : 0;
  },
  discard: async ({ replication }, { ids }) => {
    const discarded = await replication.discardQuarantined(ids, author);
    print({ discarded, unknown: ids.filter((id) => !discarded.includes(id)) });
    return discarded.length < new Set(ids).size ? 2 : 0;
  },
};

function present({ errors, ...entry }: QuarantineEntry): object {
  return { ...entry, errors: errors.map(({ pointer, detail }) => `${pointer || '/'}: ${detail}`) };
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`quarantine: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
