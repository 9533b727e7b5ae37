import { expect } from 'chai';
import { createConnection } from 'mysql2/promise';
import { expectProblem, type Client } from '../support/client.ts';
import { course, run } from '../support/documents.ts';
import { servedService } from '../support/served-service.ts';
import { makeService, sql, type TestService } from '../support/service.ts';
import { operatorToken } from '../support/token.ts';
import { author } from '../support/writers.ts';

interface Line {
  token: string;
  content_key: string;
  uuid: string | null;
  content_type: string;
  kind: string;
  at: string;
  document?: Record<string, unknown> | null;
}
interface End {
  next: string;
  more: boolean;
}

const path = '/api/v1/content-metadata/changes/';

/** Everything that changed in content since a token, as a client follows it. */
describe('the feed of content', function () {
  this.timeout(60_000);
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;
  let now = Date.UTC(2026, 10, 20);

  before(async () => {
    ({ service, api, close } = await servedService({ now: () => now }));
  });
  after(() => close());

  const store = async (...documents: object[]): Promise<void> => {
    const { claims } = await service.replication.store(documents, { author });
    await service.inclusion.decideItems(claims);
  };
  const read = async (query: Record<string, string> = {}): Promise<{ lines: Line[]; end: End }> => {
    const answer = await fetch(`${api.url}${path}?${new URLSearchParams(query).toString()}`, {
      headers: { Authorization: `JWT ${operatorToken()}` },
    });
    expect(answer.status).to.equal(200);
    expect(answer.headers.get('content-type')).to.equal('application/x-ndjson');
    const lines = (await answer.text()).split('\n');
    expect(lines.pop(), 'a line ends with a line feed').to.equal('');
    const values = lines.map((line) => JSON.parse(line) as Line & End);
    const end = values.pop();
    expect(Object.keys(end ?? {})).to.deep.equal(['next', 'more']);
    return { lines: values, end: { next: end?.next ?? '', more: end?.more ?? true } };
  };
  const place = async (): Promise<string> => (await read({ since: 'now' })).end.next;
  const told = (lines: readonly Line[]): string[][] => lines.map(({ content_key, kind }) => [content_key, kind]);

  it('says what was stored, moved with the clock and was removed, and nothing of what is as it was', async () => {
    const since = await place();
    const timed = course('Feed+1', { course_runs: [{ key: 'r', start: '2026-12-01T00:00:00Z' }] });
    await store(timed, course('Feed+2'));
    await store(timed, course('Feed+2'));
    await store(course('Feed+2', { title: 'Other' }));
    now = Date.UTC(2026, 11, 2);
    await service.worker.drainOnce();
    await service.inclusion.decideItems(await service.replication.remove(['Feed+2'], author));
    expect(await service.replication.remove(['Feed+2'], author)).to.deep.equal([]);
    await store(course('Feed+2'));
    const { lines, end } = await read({ since });
    expect(told(lines)).to.deep.equal([
      ['Feed+1', 'stored'],
      ['Feed+2', 'stored'],
      ['Feed+2', 'stored'],
      ['Feed+1', 'status'],
      ['Feed+2', 'removed'],
      ['Feed+2', 'stored'],
    ]);
    expect(end.more).to.equal(false);
    expect(lines[0]).to.deep.include({ uuid: timed['uuid'], content_type: 'course' });
    expect(new Date(lines[0]?.at ?? '').getTime()).to.be.closeTo(Date.now(), 60_000);
    expect((await read({ since: end.next })).lines).to.deep.equal([]);
    // A tombstone has no document, also of what came back.
    expect((await read({ since, view: 'raw' })).lines.map(({ document }) => document !== null)).to.deep.equal([
      ...[true, true, true, true],
      ...[false, true],
    ]);
  });

  it('goes on at any line, in parts of any size', async () => {
    const since = await place();
    await store(...Array.from({ length: 120 }, (_, index) => course(`Part+${String(index)}`)));
    const { lines, end } = await read({ since });
    expect(lines).to.have.length(120);
    for (const index of [0, 1, 49, 50, 99, 118, 119]) {
      expect((await read({ since: lines[index]?.token ?? '' })).lines).to.deep.equal(lines.slice(index + 1));
    }
    const first = await read({ since, limit: '50', view: 'raw' });
    expect(first.end).to.deep.equal({ next: lines[49]?.token, more: true });
    expect(first.lines.map(({ document }) => document?.['key'])).to.deep.equal(
      lines.slice(0, 50).map(({ content_key }) => content_key),
    );
    const rest = await read({ since: first.end.next });
    expect(rest.lines).to.deep.equal(lines.slice(50));
    expect(rest.end).to.deep.equal(end);
  });

  it('gives each document as it is now, and nobody what is hidden', async () => {
    const since = await place();
    await store(course('Now+1', { title: 'Before' }), run('Now+1', 'R', { restriction_type: 'custom-b2b-enterprise' }));
    const hidden = { key: 'course-v1:Now+1+R', restriction_type: 'custom-b2b-enterprise', status: 'published' };
    await store(course('Now+1', { title: 'After', course_runs: [hidden] }), course('Now+2'));
    await service.inclusion.decideItems(await service.replication.remove(['Now+2'], author));
    const { lines } = await read({ since, view: 'client' });
    expect(lines.map(({ content_key, document }) => [content_key, document?.['title'] ?? null])).to.deep.equal([
      ['Now+1', 'After'],
      ['course-v1:Now+1+R', null],
      ['Now+1', 'After'],
      ['Now+2', null],
      ['Now+2', null],
    ]);
    expect(lines[2]?.document).to.deep.include({ content_type: 'course', course_runs: [], parent_content_key: null });
    const views = await Promise.all(
      ['raw', 'normalized'].map(async (view) => (await read({ since, view })).lines[0]?.document ?? {}),
    );
    expect(views[0]).to.not.have.property('normalized_metadata');
    expect(views[1]).to.have.property('normalized_metadata');
    expect((await read({ since })).lines[0]).to.not.have.property('document');
  });

  it('gives a change that commits late a later place, so that nobody misses it', async () => {
    const since = await place();
    const connection = await createConnection({ uri: service.stores.config.databaseUrl });
    try {
      await store(course('Late+1'));
      await connection.beginTransaction();
      await connection.query(
        `INSERT INTO content_change (content_id, kind, source, revision, at)
         SELECT id, 'status', 'clock', revision, UTC_TIMESTAMP(3) FROM content WHERE content_key = 'Late+1'`,
      );
      await store(course('Late+2'));
      const early = await read({ since });
      expect(told(early.lines)).to.deep.equal([
        ['Late+1', 'stored'],
        ['Late+2', 'stored'],
      ]);
      await connection.commit();
      expect(told((await read({ since: early.end.next })).lines)).to.deep.equal([['Late+1', 'status']]);
    } finally {
      await connection.end();
    }
  });

  it('lets a follower keep a copy, while two write at once and another numbers', async () => {
    const other = await makeService({ stores: service.stores, now: () => now });
    const copy = new Map<string, unknown>();
    let token = await place();
    const follow = async (limit: string): Promise<number> => {
      const { lines, end } = await read({ since: token, limit, view: 'raw' });
      for (const { content_key, document } of lines) {
        copy.set(content_key, document?.['title'] ?? null);
      }
      token = end.next;
      return lines.length;
    };
    const keys = Array.from({ length: 12 }, (_, index) => `Two+${String(index)}`);
    const write = async (by: TestService, name: string): Promise<void> => {
      for (let round = 0; round < 12; round += 1) {
        const some = keys.filter((_, index) => (index * 7 + round) % 3 !== 0);
        const titled = some.map((key) => course(key, { title: `${name} ${String(round)}` }));
        await by.replication.store(round % 2 === 0 ? titled : titled.toReversed(), { author, leave: true });
        await by.replication.tend();
        if (round % 4 === 3) {
          await by.replication.remove(keys.slice(round % 5, (round % 5) + 2), author);
        }
      }
    };
    let writing = true;
    const followAlong = async (): Promise<void> => {
      while (writing) {
        await follow('5');
      }
    };
    const written = Promise.all([write(service, 'one'), write(other, 'other')]).finally(() => {
      writing = false;
    });
    await Promise.all([written, followAlong()]);
    while ((await follow('100')) > 0) {
      // until it has caught up
    }
    const stored = await sql<{ content_key: string; title: string | null }>(
      service.stores,
      `SELECT c.content_key, IF(c.deleted_at IS NULL, JSON_UNQUOTE(JSON_EXTRACT(b.raw, '$.title')), NULL) AS title
       FROM content c JOIN content_body b ON b.content_id = c.id WHERE c.content_key LIKE 'Two+%'`,
    );
    expect(stored).to.have.length(keys.length);
    expect(Object.fromEntries(copy)).to.deep.equal(
      Object.fromEntries(stored.map(({ content_key, title }) => [content_key, title])),
    );
    await other.stop();
  });

  it('tells late what a program wrote that does not know it', async () => {
    await store(course('Older+1'), course('Older+2'), course('Older+3'), course('Older+4'));
    const since = await place();
    const write = (key: string, columns: string): Promise<unknown> =>
      sql(service.stores, `UPDATE content SET ${columns} WHERE content_key = ?`, [key]);
    await write('Older+1', 'modified_at = UTC_TIMESTAMP(3) + INTERVAL 1 SECOND');
    await write('Older+2', `revised_at = UTC_TIMESTAMP(3) + INTERVAL 1 SECOND, change_cause = 'clock'`);
    await write('Older+3', `modified_at = UTC_TIMESTAMP(3), deleted_at = UTC_TIMESTAMP(3), told_at = '2026-01-01'`);
    // What is decided anew without being another: no change.
    await write('Older+4', `revised_at = UTC_TIMESTAMP(3) + INTERVAL 1 SECOND, change_cause = 'reconcile'`);
    await service.replication.tellUntold();
    await service.replication.tellUntold();
    expect(told((await read({ since })).lines)).to.deep.equal([
      ['Older+1', 'stored'],
      ['Older+2', 'status'],
      ['Older+3', 'removed'],
    ]);
    const historyOf = (key: string) => service.replication.contentHistory(key);
    const stored = await historyOf('Older+1');
    expect(stored?.changes[0]).to.include({ kind: 'stored', source: null, fields: null });
    expect(stored?.inForce.source, 'nobody knows where this document is from').to.equal(null);
    const moved = await historyOf('Older+2');
    expect(moved?.changes[0]).to.include({ kind: 'status', source: 'clock', fields: null });
    expect(moved?.inForce.source, 'no other document came').to.equal('api');
    expect((await historyOf('Older+3'))?.changes[0]).to.include({ kind: 'removed', source: null });
  });

  it('refuses tokens that are none, of another feed or database, or too old', async () => {
    const ask = (since: string) => api.get(`${path}?since=${since}`);
    const token = (text: string): string => Buffer.from(text).toString('base64url');
    expect(expectProblem(await ask('none'), 400, 'bad_request').errors?.[0]?.code).to.equal('malformed_token');
    const memberships = (await api.get<{ next: string }>('/api/v1/changes/?since=now')).body.next;
    expect(expectProblem(await ask(memberships), 400, 'bad_request').errors?.[0]?.code).to.equal('foreign_token');
    const [lineage] = await sql<{ uuid: string }>(service.stores, 'SELECT uuid FROM lineage');
    const ahead = await ask(token(`1 ${lineage?.uuid ?? ''} content 999999999`));
    expect(expectProblem(ahead, 400, 'bad_request').errors?.[0]?.code).to.equal('foreign_token');
    expectProblem(await ask(token(`1 ${memberships} content 1`)), 400, 'bad_request');

    const { lines } = await read();
    expect(lines.length).to.be.greaterThan(3);
    const [first, second] = lines.map((line) => line.token);
    await sql(
      service.stores,
      `UPDATE content_change SET at = '2020-01-01' WHERE position <= (
         SELECT position FROM (SELECT MIN(position) + 1 AS position FROM content_change) AS oldest)`,
    );
    const fresh = await makeService({ stores: service.stores });
    await fresh.replication.tend();
    await fresh.stop();
    expect(expectProblem(await ask(first ?? ''), 410, 'gone').errors?.[0]?.code).to.equal('expired_token');
    expect((await read({ since: second ?? '' })).lines).to.deep.equal(lines.slice(2));
    expect((await read()).lines).to.deep.equal(lines.slice(2));
  });
});
