import { expect } from 'chai';
import type { Client } from '../support/client.ts';
import { course, uuidOf } from '../support/documents.ts';
import { servedService } from '../support/served-service.ts';

interface Explanation {
  contained: boolean;
  filter: {
    holds: boolean;
    hidden: boolean;
    entries: { name: string; actual: Record<string, unknown>; holds: boolean }[];
  };
}
interface Preview {
  matched: number;
  sample: { content_key: string }[];
  cost: { candidates: number };
  compared: { members: number; entering: { count: number }; leaving: { count: number } };
}

const restriction_type = 'custom-b2b-enterprise';
const open = { status: 'published', is_enrollable: true, is_marketable: true };
const keys = ['Q+1', 'Q+2', 'Q+3'];
const runOf = (key: string): string => `course-v1:${key}+r`;

/** What a query sees otherwise than everybody is asked about as the query sees it. */
describe('questions about what only some queries see', () => {
  let api: Client;
  let close: () => Promise<void>;
  const customer = uuidOf('customer of seen courses');
  const seeing = { catalog: uuidOf('seeing catalog'), query: uuidOf('seeing query') };
  const blind = { catalog: uuidOf('blind catalog'), query: uuidOf('blind query') };
  const conditions = { content_type: 'course', pacing_type: 'self_paced' };
  const allowing = (...courses: string[]) => ({
    ...conditions,
    restricted_runs_allowed: Object.fromEntries(courses.map((key) => [key, [runOf(key)]])),
  });

  before(async () => {
    ({ api, close } = await servedService());
    await api.post('/api/v1/content-metadata/', [
      // Of the last one everybody sees a run; the others are hidden from everybody.
      ...keys.map((key) =>
        course(key, {
          title: `Rowing ${key}`,
          course_runs: [
            { ...open, key: runOf(key), restriction_type, pacing_type: 'self_paced' },
            ...(key === 'Q+3' ? [{ ...open, key: 'course-v1:Q+3+open', pacing_type: 'instructor_paced' }] : []),
          ],
        }),
      ),
      course('Q+4', { pacing_type: 'self_paced' }),
    ]);
    for (const [{ catalog, query }, content_filter] of [
      [seeing, allowing(...keys)],
      [blind, conditions],
    ] as const) {
      const made = await api.post('/api/v1/enterprise-catalogs/', {
        uuid: catalog,
        title: catalog,
        enterprise_customer: customer,
        catalog_query_uuid: query,
        content_filter,
      });
      expect(made.status, JSON.stringify(made.body)).to.equal(201);
    }
  });
  after(() => close());

  const explain = async (catalog: string, key: string): Promise<Explanation> =>
    (await api.get<Explanation>(`/api/v1/enterprise-catalogs/${catalog}/explain/${encodeURIComponent(key)}`)).body;
  const preview = async (content_filter: object): Promise<Preview> => {
    const body = { content_filter, compare_with: seeing.query };
    const answer = await api.post<Preview>('/api/v1/catalog-queries/preview', body);
    expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    return answer.body;
  };
  const verdicts = ({ filter: { entries } }: Explanation): Record<string, unknown> =>
    Object.fromEntries(entries.map(({ name, actual, holds }) => [name, [actual, holds]]));

  for (const key of keys) {
    it(`explain: ${key} is judged with the runs that the query allows`, async () => {
      const explained = await explain(seeing.catalog, key);
      expect(explained).to.deep.include({ contained: true });
      expect(explained.filter).to.deep.include({ holds: true, hidden: false });
      const pacing = key === 'Q+3' ? ['instructor_paced', 'self_paced'] : ['self_paced'];
      expect(verdicts(explained)).to.deep.equal({
        content_type: [{ content_type: ['course'] }, true],
        pacing_type: [{ pacing_type: pacing }, true],
        restricted_runs_allowed: [{ restricted_runs: [runOf(key)] }, true],
      });
    });
  }

  it('explain: for a query that allows none it is as for everybody, and no run is told', async () => {
    const hidden = await explain(blind.catalog, 'Q+1');
    expect([hidden.contained, hidden.filter.holds, hidden.filter.hidden]).to.deep.equal([false, false, true]);
    const mixed = await explain(blind.catalog, 'Q+3');
    expect([mixed.contained, mixed.filter.holds, mixed.filter.hidden]).to.deep.equal([false, false, false]);
    expect(JSON.stringify([hidden, mixed])).to.not.include('+r');
  });

  it('explain: the entry speaks against what it leaves hidden, and against nothing else', async () => {
    const one = { catalog: uuidOf('sees one'), query: uuidOf('query that sees one') };
    await api.post('/api/v1/enterprise-catalogs/', {
      uuid: one.catalog,
      title: 'One',
      enterprise_customer: customer,
      catalog_query_uuid: one.query,
      content_filter: { ...allowing('Q+1'), title: 'rowing' },
    });
    const entryOf = async (key: string): Promise<unknown> =>
      verdicts(await explain(one.catalog, key))['restricted_runs_allowed'];
    expect(await entryOf('Q+1')).to.deep.equal([{ restricted_runs: [runOf('Q+1')] }, true]);
    expect(await entryOf('Q+2'), 'hidden, and not named').to.deep.equal([{ restricted_runs: [] }, false]);
    expect(await entryOf('Q+3'), 'not named, and not hidden').to.deep.equal([{ restricted_runs: [] }, true]);
    expect(await entryOf('Q+4'), 'without such runs').to.deep.equal([{ restricted_runs: [] }, true]);
    expect(verdicts(await explain(one.catalog, 'Q+1'))['title'], 'words').to.deep.equal([
      { title: ['Rowing Q+1'] },
      true,
    ]);
    expect((await explain(one.catalog, 'Q+1')).filter.holds).to.equal(true);
  });

  it('preview: a stored filter compared with itself changes nothing', async () => {
    const same = await preview(allowing(...keys));
    expect(same.matched).to.equal(4);
    expect(same.sample.map(({ content_key }) => content_key)).to.deep.equal([...keys, 'Q+4']);
    expect(same.compared).to.deep.include({ members: 4 });
    expect([same.compared.entering.count, same.compared.leaving.count]).to.deep.equal([0, 0]);
  });

  it('preview: a filter that allows less, or looks at words, is evaluated with the runs it allows', async () => {
    const less = await preview(allowing('Q+2'));
    expect([less.matched, less.compared.entering.count, less.compared.leaving.count]).to.deep.equal([2, 0, 2]);
    const words = await preview({ ...allowing(...keys), title__match: 'rows' });
    expect([words.matched, words.compared.leaving.count]).to.deep.equal([3, 1]);
    // As everybody sees it the course matches; with its run it does not.
    const excluding = await preview({ key: 'Q+3', pacing_type__not: 'self_paced' });
    expect(excluding.matched).to.equal(1);
    const seen = await preview({ ...allowing('Q+3'), key: 'Q+3', pacing_type: 'other', level_type: null });
    expect(seen.matched).to.equal(0);
    const excludingSeen = await preview({
      key: 'Q+3',
      pacing_type__not: 'self_paced',
      restricted_runs_allowed: { 'Q+3': [runOf('Q+3')] },
    });
    expect(excludingSeen.matched).to.equal(0);
  });

  it('costs: matches and candidates count what is seen', async () => {
    const { body } = await api.get<{ results: { uuid: string; matches: number; candidates: number }[] }>(
      '/api/v1/catalog-queries/costs/?page_size=100',
    );
    const costOf = (uuid: string) => body.results.find((one) => one.uuid === uuid);
    expect(costOf(seeing.query)).to.include({ matches: 4, candidates: 4 });
    expect(costOf(blind.query)).to.include({ matches: 1, candidates: 1 });
    expect((await preview(allowing(...keys))).cost.candidates).to.equal(4);
  });

  it('edits: one that keeps the members is written, one that no longer sees them is kept as a proposal', async () => {
    const narrow = { ...allowing(...keys), key: keys };
    const edit = (content_filter: object) =>
      api.ask<{ proposal?: object }>('PUT', `/api/v1/catalog-queries/${seeing.query}/content-filter/`, {
        body: { content_filter },
      });
    const kept = await edit(narrow);
    expect(kept.status, JSON.stringify(kept.body)).to.equal(200);
    const again = await edit({ ...narrow, language__not: 'xx' });
    expect(again.status, JSON.stringify(again.body)).to.equal(200);
    const blinded = await edit({ ...conditions, key: keys });
    expect(blinded.status).to.equal(409);
    expect(blinded.body.proposal).to.include({ members: 3, leaving: 3 });
  });
});
