import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { parseJson } from '../../src/kernel/json.ts';
import { compareInherited } from '../support/compare-inherited.ts';
import { Meeting } from '../support/meeting.ts';
import { makeService, makeStores, sql, type TestService, type TestStores } from '../support/service.ts';
import { size } from '../support/size.ts';
import { author } from '../support/writers.ts';

/**
 * The last two courses of a program are decided by two processes whose transactions are open at the same moment: neither sees
 * the other's course as a member. What the program inherits must not depend on that.
 */
describe('the last two courses of a program at the same instant', function () {
  this.timeout(600_000);
  let stores: TestStores;
  let one: TestService;
  let other: TestService;
  let meeting = new Meeting(1, 'item:rows-locked');
  const program = randomUUID();

  before(async () => {
    stores = await makeStores({ DATABASE_CONNECTIONS: '4' });
    const step = { step: (name: string) => meeting.step(name) };
    one = await makeService({ stores, ...step });
    other = await makeService({ stores, ...step });
    await write(one, {
      content_type: 'program',
      uuid: program,
      title: 'Program',
      course_keys: ['Last+0', 'Last+1', 'Last+2'],
    });
    await write(one, course('Last+0', 'in'));
    for (const level of ['in', 'out']) {
      const text = JSON.stringify({ content_type: 'course', level_type: level });
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
  function course(key: string, level: string): object {
    return { content_type: 'course', key, title: key, level_type: level };
  }
  async function inherits(level: string): Promise<boolean> {
    const rows = await sql(
      stores,
      `SELECT 1 FROM inherited_membership m JOIN content c ON c.id = m.content_id JOIN catalog_query q ON q.id = m.query_id
       WHERE q.title = ? AND c.content_key = ?`,
      [level, program],
    );
    return rows.length > 0;
  }

  it('never loses the program and never adds it', async () => {
    const times = size('INSTANTS', { short: 200, deep: 2_000 });
    let met = 0;
    for (let time = 0; time < times; time += 1) {
      // Both change each time: both enter, both leave, one enters alone, they change places, none is in.
      const levels = [
        ['in', 'in'],
        ['out', 'out'],
        ['in', 'none'],
        ['out', 'in'],
        ['none', 'out'],
      ][time % 5] as [string, string];
      meeting = new Meeting(2, 'item:rows-locked');
      await Promise.all([write(one, course('Last+1', levels[0])), write(other, course('Last+2', levels[1]))]);
      met += meeting.met ? 1 : 0;
      await one.inclusion.settleInherited();
      expect(await inherits('in'), `time ${String(time)}`).to.equal(levels[0] === 'in' && levels[1] === 'in');
    }
    expect(met, 'open at the same moment').to.equal(times);
    const { lost, extra } = await compareInherited(stores);
    expect({ lost, extra }).to.deep.equal({ lost: [], extra: [] });
  });
});
