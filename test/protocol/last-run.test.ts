import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { parseJson } from '../../src/kernel/json.ts';
import { compareShown } from '../support/compare-shown.ts';
import { Gate } from '../support/gate.ts';
import { Meeting } from '../support/meeting.ts';
import { eventually, makeService, makeStores, sql, type TestService, type TestStores } from '../support/service.ts';
import { size } from '../support/size.ts';
import { author } from '../support/writers.ts';

const runKey = 'course-v1:Last+1+2026';

/**
 * A course and its only run are decided by two processes whose transactions are open at the same moment: neither sees whether the
 * other's item is a member. Whether the course is shown through the run must not depend on that.
 */
describe('a course and its run at the same instant', function () {
  this.timeout(600_000);
  let stores: TestStores;
  let one: TestService;
  let other: TestService;
  let meeting = new Meeting(1, 'item:rows-locked');
  let gate = new Gate();

  before(async () => {
    stores = await makeStores({ DATABASE_CONNECTIONS: '4' });
    one = await makeService({
      stores,
      step: async (name) => {
        await meeting.step(name);
        await gate.step(name);
      },
    });
    other = await makeService({ stores, step: (name) => meeting.step(name) });
    await write(one, course('none'));
    await write(one, run('none'));
    for (const level of ['in', 'out']) {
      const text = JSON.stringify({ content_type: ['course', 'courserun'], level_type: level });
      await one.inclusion.importQueries([
        { uuid: randomUUID(), title: level, filter: { text, node: parseJson(text) } },
      ]);
    }
  });
  after(async () => {
    await one.stop();
    await other.stop();
  });

  async function write(service: TestService, document: object): Promise<void> {
    const { claims } = await service.replication.store([document], { author });
    await service.inclusion.decideItems(claims, { waitForSearch: true });
  }
  const course = (level: string): object => ({
    content_type: 'course',
    key: 'Last+1',
    title: 'Course',
    level_type: level,
  });
  const run = (level: string): object => ({ content_type: 'courserun', key: runKey, title: 'Run', level_type: level });

  async function shown(): Promise<string[]> {
    const rows = await sql<{ title: string }>(
      stores,
      'SELECT q.title FROM shown_course s JOIN catalog_query q ON q.id = s.query_id ORDER BY q.title',
    );
    return rows.map(({ title }) => title);
  }

  it('never loses the course and never adds it', async () => {
    const times = size('RUN_INSTANTS', { short: 20, deep: 2_000 });
    let met = 0;
    for (let time = 0; time < times; time += 1) {
      // The course's and the run's; both change each time: they enter together, they leave together, one goes where the other was.
      const [own, ofRun] = [
        ['in', 'in'],
        ['out', 'out'],
        ['in', 'none'],
        ['out', 'in'],
        ['none', 'out'],
      ][time % 5] as [string, string];
      meeting = new Meeting(2, 'item:rows-locked');
      await Promise.all([write(one, course(own)), write(other, run(ofRun))]);
      met += meeting.met ? 1 : 0;
      await one.inclusion.settleInherited();
      expect(await shown(), `time ${String(time)}`).to.deep.equal(ofRun === 'none' || ofRun === own ? [] : [ofRun]);
    }
    expect(met, 'open at the same moment').to.equal(times);
  });

  it('waits for a course that is leaving when its run comes in', async () => {
    await write(one, run('none'));
    await write(one, course('in'));
    gate = new Gate('item:difference-written');
    const leaving = write(one, course('none'));
    await gate.reached('item:difference-written');
    let ended = false;
    const entering = write(other, run('in')).finally(() => (ended = true));
    await eventually('the run is a member, and what follows from that is being worked out, or was', async () => {
      const members = await sql(
        stores,
        'SELECT 1 FROM membership m JOIN content c ON c.id = m.content_id WHERE c.content_key = ?',
        [runKey],
      );
      const turns = await sql(stores, `SELECT 1 FROM turn WHERE name = 'derive' FOR UPDATE SKIP LOCKED`);
      return members.length > 0 && (ended || turns.length === 0);
    });
    expect(await shown(), 'the course is a member still').to.deep.equal([]);
    gate.open();
    await Promise.all([leaving, entering]);
    await one.inclusion.settleInherited();
    expect(await shown()).to.deep.equal(['in']);
  });

  it('finds a course that is stored while its run is being decided', async () => {
    const late = (key: string, level: string): object => ({
      content_type: 'course',
      key,
      title: key,
      level_type: level,
    });
    gate = new Gate('item:difference-written');
    const entering = write(one, { ...run('in'), key: 'course-v1:Late+1+2026' });
    await gate.reached('item:difference-written');
    const coming = write(other, late('Late+1', 'none'));
    await eventually('the course is decided', async () => {
      const rows = await sql(stores, `SELECT 1 FROM content WHERE content_key = 'Late+1' AND decided_revision > 0`);
      return rows.length > 0;
    });
    gate.open();
    await Promise.all([entering, coming]);
    await one.inclusion.settleInherited();
    const { lost, extra, expected } = await compareShown(stores);
    expect({ lost, extra }).to.deep.equal({ lost: [], extra: [] });
    expect(expected).to.equal(2);
  });
});
