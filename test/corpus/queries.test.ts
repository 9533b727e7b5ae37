import { expect } from 'chai';
import { catalogLines } from '../../scripts/corpus/catalogs.ts';
import { customerLine } from '../../scripts/corpus/customers.ts';
import { FAMILIES } from '../../scripts/corpus/filters/families.ts';
import { canonicalJson, nameQueries, type QueryLine } from '../../scripts/corpus/queries.ts';
import { acceptFault } from './support/language.ts';
import { compileFilter } from './support/matcher.ts';
import { makeSample, NOW, quantile, type Sample, share } from './support/sample.ts';

/** The longest list of a filter, if it has one of at least five entries. */
function listOf(query: QueryLine): string[] | undefined {
  return Object.values(query.content_filter)
    .filter((value): value is string[] => Array.isArray(value) && value.length >= 5)
    .sort((left, right) => right.length - left.length)[0];
}

describe('corpus: queries', function () {
  this.timeout(60_000);
  let sample: Sample;
  before(() => {
    sample = makeSample(3000, 1439);
  });
  const ofFamily = (label: string): QueryLine[] => {
    return sample.queries.filter((_, index) => sample.names.family(index).family.label === label);
  };

  it('has the measured number of filters of each of twenty families', () => {
    expect(FAMILIES).to.have.length(20);
    for (const { label, measured } of FAMILIES) {
      expect(ofFamily(label), label).to.have.length(measured);
    }
  });

  it('scales the families to another number of filters', () => {
    const names = nameQueries(1, 200);
    const labels = Array.from({ length: 200 }, (_, index) => names.family(index).family.label);
    // 200 × 399 / 1439 = 55.5 and 200 × 215 / 1439 = 29.9.
    expect(labels.filter((label) => label === 'Key list').length).to.be.within(55, 56);
    expect(labels.filter((label) => label === 'Organization list').length).to.equal(30);
  });

  it('writes only filters that the language takes', () => {
    const faults = sample.queries.flatMap(({ content_filter }) => acceptFault(content_filter));
    expect(faults).to.deep.equal([]);
  });

  it('holds no filter and no title twice', () => {
    expect(new Set(sample.queries.map(({ content_filter }) => canonicalJson(content_filter)))).to.have.property(
      'size',
      1439,
    );
    const titles = sample.queries.map(({ title }) => title);
    expect(new Set(titles)).to.have.property('size', 1439);
    expect(Math.max(...titles.map((title) => title.length))).to.be.at.most(100);
    expect(new Set(sample.queries.map(({ uuid }) => uuid))).to.have.property('size', 1439);
  });

  it('still finds different filters where few are possible', () => {
    const tiny = makeSample(4, 300);
    expect(new Set(tiny.queries.map(({ content_filter }) => canonicalJson(content_filter)))).to.have.property(
      'size',
      300,
    );
  });

  it('has key lists of ten to five hundred entries, 45 in the middle', () => {
    const lengths = ['Key list', 'Aggregation key list', 'All but listed courses'].flatMap((label) => {
      return ofFamily(label).flatMap((query) => listOf(query)?.length ?? []);
    });
    // Lists that name runs beside their courses are longer, so the keys of courses alone are counted.
    const plain = ofFamily('Key list').map((query) => listOf(query)?.length ?? 0);
    expect(quantile(plain, 0.5)).to.be.within(39, 52);
    expect(Math.min(...lengths)).to.be.at.least(9); // a run's key is left out where all are restricted
    expect(lengths.filter((length) => length > 500)).to.deep.equal([750]);
  });

  it('names nothing with four per cent of the entries', () => {
    const keys = new Set(sample.courses.map((course) => course['key']));
    const named = ofFamily('Key list').flatMap(({ content_filter }) => {
      return content_filter['content_type'] === 'course' ? (content_filter['key'] as string[]) : [];
    });
    expect(named.length).to.be.above(10_000);
    expect(share(named, (key) => !keys.has(key))).to.be.closeTo(0.04, 0.008);
  });

  it('uses the spellings that production filters hold', () => {
    const written = new Set(sample.queries.flatMap(({ content_filter }) => Object.keys(content_filter)));
    expect([...written]).to.include.members([
      'aggregration__key',
      'aggregation__key',
      'enrollment_mode',
      'key.raw',
      'org__exempt',
    ]);
    expect([...written]).to.include.members([
      'include_learner_pathways',
      'enterprise_force_include_aggregation_keys',
      'level_type__exclude',
    ]);
  });

  it('makes memberships as uneven as the measured ones', () => {
    const filters = sample.queries.map(({ content_filter }) => compileFilter(content_filter));
    const members = filters.map((holds) => sample.documents.filter((document) => holds(document)).length);
    // The lists do not shrink with the corpus, the shares do not grow: 4,450 of 33,500 is 13 %.
    expect(quantile(members, 0.1)).to.be.within(3, 20);
    expect(quantile(members, 0.5)).to.be.within(30, 110);
    expect(quantile(members, 0.9) / 3000).to.be.within(0.09, 0.2);
    expect(Math.max(...members) / 3000).to.be.within(0.85, 0.95);
    expect(share(members, (count) => count === 0)).to.be.below(0.06);
  });
});

describe('corpus: catalogs and customers', () => {
  const names = nameQueries(1, 40);
  const options = { seed: 1, now: NOW, count: 200, customers: 30, names };

  it('gives every query and every customer a catalog as far as they reach, and some many', () => {
    const lines = [...catalogLines(options)];
    const customers = new Set(Array.from({ length: 30 }, (_, index) => customerLine(1, NOW, index).uuid));
    expect(lines).to.have.length(200);
    expect(new Set(lines.map((line) => line.uuid))).to.have.property('size', 200);
    expect(new Set(lines.map((line) => line.enterprise_uuid))).to.deep.equal(customers);
    const queries = new Set(Array.from({ length: 40 }, (_, index) => names.uuid(index)));
    expect(new Set(lines.map((line) => line.catalog_query_uuid))).to.deep.equal(queries);
    const counts = [...queries].map((uuid) => lines.filter((line) => line.catalog_query_uuid === uuid).length);
    expect(Math.max(...counts)).to.be.above(15);
    for (const line of lines) {
      expect(line.title.length).to.be.at.most(255);
      expect(line.enabled_course_modes).to.include('verified');
    }
  });

  it('gives customers different slugs and dates that have passed', () => {
    const lines = Array.from({ length: 500 }, (_, index) => customerLine(1, NOW, index));
    expect(new Set(lines.map((line) => line.slug))).to.have.property('size', 500);
    for (const line of lines) {
      expect(line.slug).to.match(/^[a-z0-9-]+$/);
      expect(line.country).to.match(/^[A-Z]{2}$/);
      expect(line.created <= line.modified && Date.parse(line.modified) <= NOW).to.equal(true);
    }
  });
});
