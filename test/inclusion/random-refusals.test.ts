import { expect } from 'chai';
import { contentFilterHash } from '../../src/inclusion/filter/filter-hash.ts';
import { readFilter as read } from '../../src/inclusion/queries/read-filter.ts';
import { RefusedError, type Fault } from '../../src/kernel/errors.ts';
import { parseJson } from '../../src/kernel/json.ts';
import { breakFilter } from '../oracle/break-filter.ts';
import { readFilter } from '../oracle/evaluate.ts';
import { UnacceptableFilter } from '../oracle/faults.ts';
import { generateContent } from '../oracle/generate-content.ts';
import { generateFilter } from '../oracle/generate-filter.ts';
import type { JsonObject } from '../oracle/json.ts';
import { Random } from '../oracle/random.ts';
import { readItem } from '../oracle/read-fields.ts';
import { expectProblem } from '../support/client.ts';
import { uuidOf } from '../support/documents.ts';
import { servedService } from '../support/served-service.ts';
import { sql } from '../support/service.ts';
import { size } from '../support/size.ts';

const now = Date.UTC(2026, 10, 20, 12);
const draws = size('REFUSALS', { short: 3_000, deep: 300_000 });
const random = new Random(process.env['SEED'] === undefined ? undefined : Number(process.env['SEED']));
const told = `SEED=${String(random.seed)}`;
const items = generateContent(random, { now, count: 20 }).map((raw) => readItem(raw, { now, defaultPartner: 'edx' }));
/** Without the long ones: what is broken costs the more time to read the more stands beside it. */
const whole = random
  .times(250, () => generateFilter(random, items))
  .filter((filter) => JSON.stringify(filter).length < 4_000);

/** The language as the evaluator of test/oracle reads it, which knows nothing of src/, says what is refused. */
describe(`random filters that are broken (${told})`, function () {
  this.timeout(120_000);

  it('are refused where the language refuses them, with pointers to what is there, and accepted where it does not', () => {
    const seen = { refused: 0, accepted: 0 };
    for (const filter of random.times(draws, () => breakFilter(random, random.pick(whole)))) {
      const faults = faultsOf(filter);
      expect(faults.length > 0, `${told} ${JSON.stringify(filter).slice(0, 2_000)}`).to.equal(isRefused(filter));
      seen[faults.length > 0 ? 'refused' : 'accepted'] += 1;
      for (const { pointer, code, detail } of faults) {
        expect([code, detail].every((text) => text.length > 0)).to.equal(true);
        expect(pointedAt({ content_filter: filter }, pointer), `${told} ${pointer}`).to.not.equal(undefined);
      }
    }
    expect(seen.refused, told).to.be.greaterThan(draws / 3);
    expect(seen.accepted, told).to.be.greaterThan(draws / 20);
  });

  it('are refused over HTTP with the same pointers, and nothing is stored', async () => {
    const { service, api, close } = await servedService();
    try {
      const refused = random.times(80, () => breakFilter(random, random.pick(whole))).filter(isRefused);
      for (const [index, content_filter] of refused.entries()) {
        const answer = await api.post('/api/v1/enterprise-catalogs/', {
          uuid: uuidOf(`refused ${String(index)}`),
          title: 'Refused',
          enterprise_customer: uuidOf('a customer'),
          content_filter,
        });
        const { errors } = expectProblem(answer, 422, 'refused');
        expect(errors?.map(({ pointer }) => pointer)).to.deep.equal(
          faultsOf(content_filter).map(({ pointer }) => pointer),
        );
      }
      expect(refused.length, told).to.be.greaterThan(20);
      const stored = await sql(
        service.stores,
        'SELECT uuid FROM catalog_query UNION SELECT uuid FROM enterprise_catalog',
      );
      expect(stored).to.deep.equal([]);
    } finally {
      await close();
    }
  });

  it('of unknown names alone come in without those entries, each of which is reported', () => {
    expect(whole.length, told).to.be.greaterThan(100);
    for (const filter of whole) {
      const unknown = random.times(random.between(1, 3), (): [string, unknown] => [
        `colour_${String(random.between(1, 1_000_000))}__gt`,
        { any: ['x'] },
      ]);
      const mixed = Object.fromEntries(
        unknown.reduce<[string, unknown][]>(
          (entries, entry) => entries.toSpliced(random.between(0, entries.length), 0, entry),
          Object.entries(filter),
        ),
      );
      const names = [...new Set(unknown.map(([name]) => name))].toSorted();
      const text = JSON.stringify(mixed);
      const accepted = read({ text, node: parseJson(text), unknownKeys: 'report' }, now);
      expect(accepted.unknown.map(({ name }) => name).toSorted(), told).to.deep.equal(names);
      const without = readText(JSON.stringify(filter));
      for (const column of [
        'compiled',
        'fingerprint',
        'usesText',
        'moving',
        'restrictedRuns',
        'includesPathways',
      ] as const) {
        expect(accepted[column], `${told} ${column} of ${text.slice(0, 1_000)}`).to.deep.equal(without[column]);
      }
      // Clients hold the hash of what they wrote.
      expect(accepted.hash).to.equal(contentFilterHash(text, parseJson(text)));
      expect(JSON.parse(accepted.contentFilter), told).to.deep.equal(JSON.parse(JSON.stringify(filter)));
      expect(faultsOf(mixed), `${told} unless that is asked for`).to.have.length(names.length);
    }
  });
});

function readText(text: string): ReturnType<typeof read> {
  return read({ text, node: parseJson(text) }, now);
}

/** Empty where the filter is accepted. @throws whatever is no refusal */
function faultsOf(filter: JsonObject): readonly Fault[] {
  try {
    readText(JSON.stringify(filter));
    return [];
  } catch (error) {
    if (error instanceof RefusedError) {
      return error.faults;
    }
    throw error;
  }
}

function isRefused(filter: JsonObject): boolean {
  try {
    readFilter(JSON.parse(JSON.stringify(filter)), now);
    return false;
  } catch (error) {
    if (error instanceof UnacceptableFilter) {
      return true;
    }
    throw error;
  }
}

/** What stands where a JSON Pointer says (RFC 6901); undefined where nothing does. */
function pointedAt(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, step) => (at as Record<string, unknown> | null)?.[step], value);
}
