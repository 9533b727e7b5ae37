import { expect } from 'chai';
import { contentSchemas } from '../../src/replication/contract/content-schema.ts';
import { contractOf } from '../../src/replication/contract/read-raw.ts';
import type { QuarantineEntry } from '../../src/replication/port.ts';
import { course, program, uuidOf } from '../support/documents.ts';
import { makeService, sql, type TestService } from '../support/service.ts';
import { author } from '../support/writers.ts';

/** The contract before it was widened: a course needed a number. */
const strict = contractOf({
  ...contentSchemas,
  course: { ...contentSchemas.course, required: ['key', 'number'], $id: 'urn:test:strict-course' },
});

describe('quarantine', () => {
  let service: TestService;
  let strictService: TestService;
  let foreverService: TestService;

  before(async () => {
    service = await makeService();
    strictService = await makeService({ stores: service.stores, contract: strict });
    const config = { ...service.stores.config, quarantineDays: 0 };
    foreverService = await makeService({ stores: { ...service.stores, config } });
  });
  after(async () => {
    await strictService.stop();
    await foreverService.stop();
    await service.stop();
  });
  beforeEach(() => sql(service.stores, 'DELETE FROM quarantine'));

  const list = async (): Promise<QuarantineEntry[]> =>
    (await service.replication.listQuarantine({ after: 0, offset: 0, limit: 1_000 })).entries;
  const store = async (at: TestService, ...documents: unknown[]): Promise<string[]> => {
    const { documents: stored, claims } = await at.replication.store(documents, { author });
    await at.inclusion.decideItems(claims);
    return stored.map(({ outcome }) => outcome);
  };
  const titleOf = async (key: string): Promise<unknown> =>
    (await service.replication.find(key, { coerceToCourse: false }))?.raw['title'];
  const retryAll = async (at = service) => {
    const retried = await at.replication.retryQuarantined({ after: 0, limit: 1_000 }, author);
    await at.inclusion.decideItems(retried.claims);
    return retried.entries.map(({ contentKey, outcome }) => [contentKey, outcome]);
  };

  it('keeps what broke the contract, with every fault, and leaves the last good version in force', async () => {
    expect(await store(service, course('Q+1', { title: 'Good' }))).to.deep.equal(['created']);
    const bad = course('Q+1', { title: 'Bad', course_runs: 7, uuid: 'x' });
    expect(await store(service, bad)).to.deep.equal(['refused']);
    const [entry, ...others] = await list();
    expect(others).to.deep.equal([]);
    expect(entry).to.include({ contentKey: 'Q+1', contentType: 'course', source: 'api', seen: 1 });
    expect(entry?.bytes).to.equal(JSON.stringify(bad).length);
    expect(entry?.errors.map(({ pointer, code }) => [pointer, code])).to.have.deep.members([
      ['/course_runs', 'wrong_type'],
      ['/uuid', 'malformed'],
    ]);
    const found = await service.replication.find('Q+1', { coerceToCourse: false });
    expect(found?.raw['title']).to.equal('Good');
    expect(entry?.inForceSince).to.deep.equal(found?.modifiedAt);
    const whole = await service.replication.readQuarantined(entry?.id ?? 0);
    expect(JSON.parse(whole?.body ?? '')).to.deep.equal(bad);
    expect(await service.replication.countQuarantine()).to.include({ documents: 1, stale: 1 });
  });

  it('has one entry for each key: the latest body, and how often', async () => {
    await store(service, course('Q+2', { course_runs: 1 }));
    const [first] = await list();
    await store(service, course('Q+2', { course_runs: 2 }), course('Q+2', { course_runs: 3 }));
    const [entry, ...others] = await list();
    expect(others).to.deep.equal([]);
    expect(entry).to.include({ id: first?.id, seen: 3, inForceSince: null });
    expect(entry?.firstSeenAt).to.deep.equal(first?.firstSeenAt);
    const whole = await service.replication.readQuarantined(entry?.id ?? 0);
    expect(JSON.parse(whole?.body ?? '')).to.include({ course_runs: 3 });
  });

  it('keeps what has no key by its body, and only so many of them', async () => {
    const bodies = [{}, {}, 7, null, 'text', [course('Q+3')], { content_type: 'course', key: ' blank ' }];
    await store(service, ...bodies);
    const entries = await list();
    expect(entries.map(({ contentKey, seen }) => [contentKey, seen])).to.have.deep.members([
      [null, 1],
      [null, 1],
      [null, 1],
      [null, 1],
      [null, 1],
      [null, 1],
    ]);
    await store(service, {});
    expect(Math.max(...(await list()).map(({ seen }) => seen))).to.equal(2);

    const many = Array.from({ length: 1_050 }, (_, number) => ({ number }));
    await store(service, ...many, course('Q+3', { course_runs: 1 }));
    const { count } = await service.replication.listQuarantine({ after: 0, offset: 0, limit: 1 });
    expect(count).to.equal(1_001);
  });

  it('bounds what it keeps of a document', async () => {
    await store(service, course('Q+4', { full_description: 'é'.repeat(2_000_100) }));
    const nested = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000)) as unknown;
    await store(service, course('Q+5', { nested }));
    const [large, deep] = await list();
    expect(large?.errors.map(({ code }) => code)).to.deep.equal(['too_large']);
    expect(large?.bytes).to.be.greaterThan(4_000_000);
    const kept = await service.replication.readQuarantined(large?.id ?? 0);
    expect(kept).to.include({ whole: false });
    expect(kept?.body.length).to.equal(100_000);
    expect(deep?.errors.map(({ code }) => code)).to.deep.equal(['too_deep']);
    const outcomes = (await retryAll()).map(([, outcome]) => outcome);
    expect(outcomes[0]).to.equal('not_kept');
    expect(['not_kept', 'refused']).to.include(outcomes[1]);
  });

  it('empties when a good version comes, also one that is in force already', async () => {
    const good = course('Q+6', { title: 'Good' });
    await store(service, good);
    await store(service, course('Q+6', { course_runs: 1 }));
    expect(await list()).to.have.length(1);
    expect(await store(service, good)).to.deep.equal(['unchanged']);
    expect(await list()).to.deep.equal([]);
    await store(service, course('Q+6', { course_runs: 1 }));
    expect(await store(service, course('Q+6', { title: 'Better' }))).to.deep.equal(['changed']);
    expect(await list()).to.deep.equal([]);
    await store(service, { ...program('Q program'), courses: 1 });
    expect((await list())[0]?.contentKey).to.equal(uuidOf('Q program'));
    await store(service, program('Q program'));
    expect(await list()).to.deep.equal([]);
  });

  it('within one delivery the last version of a key counts', async () => {
    const [good, bad] = [course('Q+7'), course('Q+7', { course_runs: 1 })];
    expect(await store(service, bad, good)).to.deep.equal(['refused', 'created']);
    expect(await list()).to.deep.equal([]);
    expect(await store(service, good, bad)).to.deep.equal(['unchanged', 'refused']);
    expect(await list()).to.have.length(1);
  });

  it('lets pass on retry what a wider contract takes, and decides it', async () => {
    const documents = [
      course('Q+8', { title: 'Waits' }),
      course('Q+9', { course_runs: 1 }),
      { content_type: 'course' },
    ];
    expect(await store(strictService, ...documents)).to.deep.equal(['refused', 'refused', 'refused']);
    expect(await retryAll(strictService)).to.have.deep.members([
      ['Q+8', 'refused'],
      ['Q+9', 'refused'],
      [null, 'refused'],
    ]);
    expect(await titleOf('Q+8')).to.equal(undefined);
    expect(await retryAll()).to.have.deep.members([
      ['Q+8', 'passed'],
      ['Q+9', 'refused'],
      [null, 'refused'],
    ]);
    expect(await titleOf('Q+8')).to.equal('Waits');
    const [row] = await sql<{ undecided: number | null }>(
      service.stores,
      "SELECT undecided FROM content WHERE content_key = 'Q+8'",
    );
    expect(row?.undecided).to.equal(null);
    // What is wrong with the others is told by the contract that they were last tried with.
    expect(
      (await list()).map(({ contentKey, errors }) => [contentKey, errors.map(({ pointer }) => pointer)]),
    ).to.have.deep.members([
      ['Q+9', ['/course_runs']],
      [null, ['/key']],
    ]);
  });

  it('tries one entry alone', async () => {
    await store(strictService, course('Q+10'), course('Q+11'));
    const [, second] = await list();
    const { entries } = await service.replication.retryQuarantined({ ids: [second?.id ?? 0, 999_999] }, author);
    expect(entries).to.deep.equal([{ id: second?.id, contentKey: 'Q+11', outcome: 'passed' }]);
    expect((await list()).map(({ contentKey }) => contentKey)).to.deep.equal(['Q+10']);
  });

  it('never puts an older version over a newer one, however retry and delivery meet', async () => {
    for (let round = 0; round < 30; round++) {
      const key = `Q+meet${String(round)}`;
      const newer = course(key, { title: 'Newer' });
      // In half of the rounds the newer version is in force already, and comes once more.
      if (round % 2 === 0) {
        await store(service, newer);
      }
      await store(strictService, course(key, { title: 'Older' }));
      await Promise.all([retryAll(), store(service, newer)]);
      // Whoever was second had the row: either the retry was first and the delivery went over it, or it found nothing.
      expect(await titleOf(key), key).to.equal('Newer');
      expect(await list()).to.deep.equal([]);
    }
  });

  it('forgets an entry that somebody discards, and tells the audit log who', async () => {
    await store(service, course('Q+14', { title: 'Good' }));
    await store(service, course('Q+14', { course_runs: 1 }), { content_type: 'course' }, course('Q+15', { uuid: 1 }));
    const entries = await list();
    const idOf = (key: string | null): number => entries.find(({ contentKey }) => contentKey === key)?.id ?? 0;
    const wanted = [idOf('Q+14'), idOf(null), 999_999_999];
    expect((await service.replication.discardQuarantined(wanted, author)).toSorted()).to.deep.equal(
      wanted.slice(0, 2).toSorted(),
    );
    expect(await service.replication.discardQuarantined(wanted, author)).to.deep.equal([]);
    expect((await list()).map(({ contentKey }) => contentKey)).to.deep.equal(['Q+15']);
    expect(await titleOf('Q+14')).to.equal('Good');
    const { records } = await service.access.listAudit({ action: 'quarantine.discard', offset: 0, limit: 10 });
    expect(records.map(({ author: by, subject }) => [by, subject])).to.have.deep.members([
      [author.name, 'Q+14'],
      [author.name, String(idOf(null))],
    ]);
    expect(records.every(({ before, after }) => before?.length === 64 && after === null)).to.equal(true);
  });

  it('forgets what nothing came for in QUARANTINE_DAYS', async () => {
    // One of them comes again and again: nobody has mended it.
    await store(service, course('Q+16', { course_runs: 1 }), course('Q+17', { course_runs: 1 }));
    await sql(
      service.stores,
      `UPDATE quarantine SET first_seen_at = '2020-01-01',
         last_seen_at = UTC_TIMESTAMP(3) - INTERVAL IF(content_key = 'Q+16', 91, 89) DAY`,
    );
    await foreverService.replication.tend();
    expect((await list()).map(({ contentKey }) => contentKey)).to.deep.equal(['Q+16', 'Q+17']);
    await service.replication.tend();
    expect((await list()).map(({ contentKey }) => contentKey)).to.deep.equal(['Q+17']);
    const { records } = await service.access.listAudit({ author: 'retention', offset: 0, limit: 10 });
    expect(records.map(({ action, subject }) => [action, subject])).to.deep.equal([['quarantine.discard', 'Q+16']]);
  });

  it('is counted for whoever scrapes', async () => {
    await store(service, course('Q+12'));
    await store(service, course('Q+12', { course_runs: 1 }), course('Q+13', { course_runs: 1 }));
    const { body } = await service.metrics.render();
    expect(body)
      .to.match(/^content_quarantined(\{[^}]*\})? 2$/m)
      .and.match(/^content_stale(\{[^}]*\})? 1$/m);
    expect(body).to.match(/^content_quarantine_seconds(\{[^}]*\})? \d+$/m);
  });
});
