import { expect } from 'chai';
import { compileFilter, usesText } from '../../../src/inclusion/filter/compile-filter.ts';
import { filterTest } from '../../../src/inclusion/filter/filter-test.ts';
import { selectionOf, type Selection } from '../../../src/inclusion/filter/selection.ts';
import { project } from '../../../src/replication/projection/project.ts';
import type { RawContent } from '../../../src/replication/contract/raw-content.ts';
import { generateContent } from '../../oracle/generate-content.ts';
import { generateFilter } from '../../oracle/generate-filter.ts';
import { Random } from '../../oracle/random.ts';
import { readItem } from '../../oracle/read-fields.ts';
import { parse } from './support/read.ts';

const now = Date.UTC(2026, 10, 20, 12, 0, 42);
const projecting = { now, defaultPartner: 'edx' };
const select = (filter: unknown): Selection | undefined => selectionOf(compileFilter(parse(filter), now));
const term = (field: string, value: unknown): object => ({ term: { [`filter.${field}`]: value } });
const terms = (field: string, values: unknown[]): object => ({ terms: { [`filter.${field}`]: values } });
const byPresence = (field: string, ...rest: object[]): Omit<Selection, 'anchor'> => ({
  selector: term('present', field),
  contentTypes: undefined,
  rest: { bool: { filter: rest, must_not: [] } },
});
const noPathway = term('content_type', 'learnerpathway');

describe('what a filter is selected by', () => {
  const cases: [title: string, filter: object, selection: Omit<Selection, 'anchor'> | undefined][] = [
    ['one list', { key: ['a', 'b'] }, { selector: terms('key', ['a', 'b']), contentTypes: undefined, rest: undefined }],
    [
      'single values together, which terms alone answer',
      { content_type: 'course', org: 'a', level_type: 'x' },
      {
        selector: {
          bool: { filter: [term('org', 'a'), term('level_type', 'x'), term('content_type', 'course')] },
        },
        contentTypes: ['course'],
        rest: undefined,
      },
    ],
    [
      'of a list and other entries the one that fewest items have',
      { content_type: ['course', 'program'], org: ['a', 'b'], level_type: ['x', 'y'] },
      {
        selector: terms('org', ['a', 'b']),
        contentTypes: ['course', 'program'],
        rest: {
          bool: {
            filter: [terms('content_type', ['course', 'program']), terms('level_type', ['x', 'y'])],
            must_not: [],
          },
        },
      },
    ],
    [
      'beside bounds and exclusions, which are left',
      { content_type: 'course', min_effort__lte: 3, key__not: ['a', 'b'] },
      {
        selector: term('content_type', 'course'),
        contentTypes: ['course'],
        rest: {
          bool: { filter: [{ range: { 'filter.min_effort': { lte: 3 } } }], must_not: [terms('key', ['a', 'b'])] },
        },
      },
    ],
    [
      'the branches of a group, by one value each',
      { any_of: [{ org: 'a' }, { key: ['b', 'c'], level_type: 'x' }] },
      {
        selector: { bool: { should: [term('org', 'a'), terms('key', ['b', 'c'])], minimum_should_match: 1 } },
        contentTypes: undefined,
        rest: {
          bool: {
            filter: [
              {
                bool: {
                  should: [term('org', 'a'), { bool: { filter: [terms('key', ['b', 'c']), term('level_type', 'x')] } }],
                  minimum_should_match: 1,
                },
              },
            ],
            must_not: [],
          },
        },
      },
    ],
    [
      'what is forced in, beside the rest',
      { org: 'a', level_type__not: 'x', enterprise_force_include_aggregation_keys: ['course:B'] },
      {
        selector: { bool: { should: [term('org', 'a'), term('force_key', 'course:B')], minimum_should_match: 1 } },
        contentTypes: undefined,
        rest: {
          bool: {
            filter: [
              {
                bool: {
                  should: [
                    { bool: { filter: [term('org', 'a')], must_not: [term('level_type', 'x')] } },
                    term('force_key', 'course:B'),
                  ],
                  minimum_should_match: 1,
                },
              },
            ],
            must_not: [],
          },
        },
      },
    ],
    ['a number alone, by its being there', { min_effort: 3 }, byPresence('min_effort', term('min_effort', 3))],
    [
      'a list of them',
      { min_effort: [3, 4] },
      byPresence('min_effort', { range: { 'filter.min_effort': { gte: 3, lte: 4 } } }, terms('min_effort', [3, 4])),
    ],
    ['a yes', { hidden: true }, byPresence('hidden', term('hidden', true))],
    ['a bound', { min_effort__lt: 3 }, byPresence('min_effort', { range: { 'filter.min_effort': { lt: 3 } } })],
    [
      'a number behind whatever else there is',
      { content_type: 'course', min_effort: 3 },
      {
        selector: term('content_type', 'course'),
        contentTypes: ['course'],
        rest: { bool: { filter: [term('min_effort', 3)], must_not: [] } },
      },
    ],
    [
      'a group with a branch of numbers alone',
      { any_of: [{ org: 'a' }, { min_effort: 3 }] },
      {
        selector: {
          bool: { should: [term('org', 'a'), term('present', 'min_effort')], minimum_should_match: 1 },
        },
        contentTypes: undefined,
        rest: {
          bool: {
            filter: [{ bool: { should: [term('org', 'a'), term('min_effort', 3)], minimum_should_match: 1 } }],
            must_not: [],
          },
        },
      },
    ],
    ['no words', { org: 'a', title: 'harbour' }, undefined],
    ['no words in what is excluded', { org: 'a', none_of: [{ title: 'harbour' }] }, undefined],
  ];
  for (const [title, filter, expected] of cases) {
    it(title, () => {
      const selection = select(filter);
      expect(selection && { ...selection, anchor: undefined }).to.deep.equal(
        expected && { ...expected, anchor: undefined },
      );
    });
  }

  const anchors: [title: string, filter: object, clauses: object[], rest: { filter: object[]; must_not: object[] }][] =
    [
      [
        'the one that fewest items have, of single values too',
        { content_type: 'course', org: 'a', level_type__not: 'x' },
        [term('org', 'a')],
        { filter: [term('content_type', 'course')], must_not: [term('level_type', 'x')] },
      ],
      ['a list, which says all', { key: ['a', 'b'] }, [terms('key', ['a', 'b'])], { filter: [], must_not: [] }],
      [
        'of a group one of each branch, which leave the group',
        { any_of: [{ org: 'a' }, { key: ['b', 'c'], level_type: 'x' }], content_type: 'course' },
        [term('org', 'a'), terms('key', ['b', 'c'])],
        {
          filter: [
            {
              bool: {
                should: [term('org', 'a'), { bool: { filter: [terms('key', ['b', 'c']), term('level_type', 'x')] } }],
                minimum_should_match: 1,
              },
            },
            term('content_type', 'course'),
          ],
          must_not: [],
        },
      ],
    ];
  for (const [title, filter, clauses, rest] of anchors) {
    it(`by one list or value alone: ${title}`, () => {
      expect(select(filter)?.anchor).to.deep.equal({ clauses, rest });
    });
  }

  it('nothing of a form that this program does not know', () => {
    const compiled = { bool: { filter: [term('org', 'a'), { wildcard: { 'filter.key': { value: '*+1' } } }] } };
    expect(selectionOf(compiled)).to.equal(undefined);
  });

  it('leaves pathways out where they are not asked for', () => {
    const { control, ...filter } = parse({ org: 'a' });
    const compiled = compileFilter({ ...filter, control: { ...control, includeLearnerPathways: false } }, now);
    expect(selectionOf(compiled)?.rest).to.deep.equal({ bool: { filter: [], must_not: [noPathway] } });
  });

  it('and the rest together say what the filter says, and nobody is lost by its types', () => {
    const random = new Random(process.env['SEED'] === undefined ? undefined : Number(process.env['SEED']));
    const told = `SEED=${String(random.seed)}`;
    const documents = generateContent(random, { now, count: 60 });
    const items = documents.map((document) => readItem(document, projecting));
    const forms = documents.map((document) => ({
      projection: project(document as RawContent, projecting).projection,
      terms: new Map<string, never>(),
    }));
    const said = new Map<string, never>();
    const seen = { selected: 0, alone: 0, matched: 0, refused: 0 };
    for (let count = 0; count < 1_500; count += 1) {
      const filter = generateFilter(random, items);
      const parsed = parse(filter);
      const compiled = compileFilter(parsed, now);
      const selection = selectionOf(compiled);
      if (usesText(parsed.conditions)) {
        expect(selection, `${told} ${JSON.stringify(filter)}`).to.equal(undefined);
        continue;
      }
      if (selection === undefined) {
        expect.fail(`${told} ${JSON.stringify(filter)}`);
      }
      const { selector, contentTypes, rest, anchor } = selection;
      seen.selected += 1;
      seen.alone += rest === undefined ? 1 : 0;
      const whole = filterTest(compiled, said);
      const isSelected = filterTest(selector, said);
      const isAnchored = filterTest({ bool: { should: [...anchor.clauses] } }, said);
      const isLeftOfAnchor = filterTest(
        { bool: { filter: [...anchor.rest.filter], must_not: [...anchor.rest.must_not] } },
        said,
      );
      const isLeft = rest === undefined ? (): boolean => true : filterTest(rest, said);
      for (const form of forms) {
        const types: readonly unknown[] = form.projection.content_type ?? [];
        const isOfTypes = contentTypes === undefined || contentTypes.some((type) => types.includes(type));
        const found = isSelected(form) && isOfTypes && isLeft(form);
        if (found !== whole(form) || found !== (isAnchored(form) && isLeftOfAnchor(form))) {
          expect.fail(`${told} ${JSON.stringify(filter)} ${JSON.stringify(form.projection)}`);
        }
        seen[found ? 'matched' : 'refused'] += 1;
      }
    }
    for (const [what, times] of Object.entries(seen)) {
      expect(times, `${told}: ${what}`).to.be.greaterThan(20);
    }
  });
});
