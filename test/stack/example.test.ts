import { expect } from 'chai';
import { listEdits, orient } from '../../scripts/start/example.ts';

const COURSE =
  '{"key":"AxU+1","level_type":"Introductory","owners":[{"key":"AxU"}],"course_runs":[{"level_type":"Introductory"}]}';

describe('example of a change', () => {
  it('replaces a level or the organisation of the course', () => {
    const edits = listEdits(COURSE, 'AxU+1', ['AxU', 'ByU']);
    expect(edits).to.deep.equal([
      { from: '"level_type":"Introductory"', to: '"level_type":"Intermediate"' },
      { from: '"key":"AxU"', to: '"key":"ByU"' },
    ]);
  });

  it('is never one that could not be undone by the replacement the other way round', () => {
    const mixed = COURSE.replace('"level_type":"Introductory"}]', '"level_type":"Advanced"}]');
    const edits = listEdits(mixed, 'AxU+1', []);
    expect(edits.map(({ to }) => to)).to.deep.equal(['"level_type":"Intermediate"']);
    expect(listEdits('{"key":"AxU+1"}', 'AxU+1', ['ByU'])).to.deep.equal([]);
    for (const { from, to } of listEdits(COURSE, 'AxU+1', ['ByU'])) {
      expect(COURSE.replaceAll(from, to).replaceAll(to, from)).to.equal(COURSE);
    }
  });

  it('is offered the other way round once it was made, and not at all when the course is another by now', () => {
    const example = {
      catalog: 'c',
      customer: 'e',
      course: 'AxU+1',
      from: '"level_type":"Introductory"',
      to: '"level_type":"Advanced"',
    };
    expect(orient(example, COURSE)).to.deep.equal(example);
    const changed = COURSE.replaceAll(example.from, example.to);
    expect(orient(example, changed)).to.deep.equal({ ...example, from: example.to, to: example.from });
    expect(orient(example, '{"level_type":"Intermediate"}')).to.equal(undefined);
  });
});
