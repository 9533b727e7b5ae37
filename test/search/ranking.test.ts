import { expect } from 'chai';
import { markedTexts } from '../../src/search/port.ts';
import { course } from '../support/documents.ts';
import { Asker } from './asker.ts';

const rated = (mean: number, enrolments = 0): object => ({
  reviews_count: 100,
  avg_course_rating: mean,
  recent_enrollment_count: enrolments,
});
const pathway = (name: string, members: object): object => ({
  content_type: 'learnerpathway',
  uuid: `00000000-0000-4000-8000-00000000000${name}`,
  title: 'Sailing pathway',
  status: 'active',
  ...members,
});

const documents = [
  course('Rank+1', { title: 'Rigging', full_description: 'All about sailing, sailing and sailing.', ...rated(5) }),
  course('Rank+2', { title: 'Knots', short_description: 'For sailing.', ...rated(4.9) }),
  course('Rank+3', { title: 'Weather', skill_names: ['Sailing'], ...rated(4.8) }),
  course('Rank+4', { title: 'Offshore sailing in all weathers', ...rated(3) }),
  course('Rank+5', { title: 'Sailing boats', ...rated(4, 10) }),
  course('Rank+6', { title: 'Sailing ships', ...rated(4, 20) }),
  course('Rank+7', { title: 'Sailing', ...rated(1) }),
  pathway('1', { visible_via_association: true, created: '2020-01-01T00:00:00Z' }),
  pathway('2', { visible_via_association: false, created: '2024-01-01T00:00:00Z' }),
  pathway('3', { visible_via_association: false, created: '2022-01-01T00:00:00Z' }),
  course('Rank+8', {
    title: 'Currents',
    outcome: '<p>Plan for sailing by the tide tables.</p>',
    additional_information: 'Bring boots.',
    ...rated(4.7),
  }),
  course('NordU+TIDE101', { title: 'Tides' }),
];

describe('the order of results', () => {
  let asker: Asker;

  before(async () => {
    asker = await Asker.open(documents);
  });
  after(() => asker.stop());

  const courses = { chosen: { content_type: ['course'] } };

  it('is that of the fields, and among equals of rating and then enrolments', async () => {
    expect(await asker.keys('sailing', courses)).to.deep.equal([
      'Rank+7', // is the title
      'Rank+6', // in the title, with the more enrolments
      'Rank+5',
      'Rank+4', // in the title, with the lower rating
      'Rank+3', // a skill
      'Rank+2', // the short description
      'Rank+1', // the long one, however often
      'Rank+8', // what one learns, with the lower rating
    ]);
  });

  it('takes what one learns for one of the long texts, and shows each text as it is', async () => {
    const highlight = { attributes: markedTexts, whole: true };
    const { hits } = await asker.ask('planning tables', { documents: true, highlight });
    expect(hits.map(({ content_key: key }) => key)).to.deep.equal(['Rank+8']);
    expect(hits[0]?.document).to.include({
      outcome: 'Plan for sailing by the tide tables.',
      additional_information: 'Bring boots.',
    });
    expect(hits[0]?.highlights, 'no text that is shown has it').to.deep.equal({});
    expect(await asker.keys('boots tables'), 'together with other long texts').to.deep.equal(['Rank+8']);
  });

  it('puts pathways that are seen by association last, and the older first', async () => {
    const keys = await asker.keys('sailing pathway');
    expect(keys.map((key) => key.at(-1))).to.deep.equal(['3', '2', '1']);
    expect((await asker.keys('')).slice(-3).map((key) => key.at(-1))).to.deep.equal(['3', '2', '1']);
  });

  it('has an item first that is asked for by its key', async () => {
    for (const text of ['NordU+TIDE101', 'nordu tide101', 'TIDE101']) {
      expect((await asker.keys(text))[0], text).to.equal('NordU+TIDE101');
    }
  });

  it('can be another', async () => {
    const sorted = (sort: object): Promise<string[]> => asker.keys('sailing', { ...courses, ...sort });
    expect(await sorted({ sort: 'title' })).to.deep.equal([
      'Rank+8',
      'Rank+2',
      'Rank+4',
      'Rank+1',
      'Rank+7',
      'Rank+5',
      'Rank+6',
      'Rank+3',
    ]);
    expect((await sorted({ sort: '-rating' }))[0]).to.equal('Rank+1');
    expect((await sorted({ sort: '-popularity' }))[0]).to.equal('Rank+6');
  });

  it('is told to operators', async () => {
    const { hits } = await asker.ask('sailing', { explain: true, pageSize: 1 });
    expect(hits[0]?.explanation).to.have.property('value');
  });
});
