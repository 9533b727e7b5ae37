import { expect } from 'chai';
import type { Document } from './support/matcher.ts';
import { makeSample, nested, quantile, type Sample, share, texts } from './support/sample.ts';

const TAGS = /<\/?(p|ul|li|h3)>/g;

function words(html: unknown): string {
  return String(html).replaceAll(TAGS, ' ');
}

describe('corpus: texts', function () {
  this.timeout(20_000);
  let sample: Sample;
  before(() => {
    sample = makeSample(6000, 0);
  });

  it('writes HTML with balanced tags, resolved slots and escaped characters', () => {
    const html = sample.courses.flatMap((course) => {
      return ['short_description', 'full_description', 'outcome', 'prerequisites_raw', 'syllabus_raw'].map(
        (name) => course[name],
      );
    });
    html.push(...sample.runs.flatMap((run) => [run['short_description'], run['full_description']]));
    html.push(...sample.programs.map((program) => program['overview']));
    for (const text of html.map(String)) {
      expect(text).to.match(/^(<(p|ul)>.*)?$/);
      expect(words(text)).not.to.match(/[<>{}]|undefined|null|NaN/);
      expect(words(text).replaceAll(/&(amp|lt|gt|nbsp|rsquo|[aeiou]acute|ntilde|iquest);/g, '')).not.to.contain('&');
      for (const tag of ['p', 'ul', 'li', 'h3']) {
        expect(text.split(`<${tag}>`)).to.have.length(text.split(`</${tag}>`).length);
      }
    }
    expect(html.filter((text) => String(text).includes('&amp;')).length).to.be.above(0);
    expect(html.filter((text) => String(text).includes('&rsquo;')).length).to.be.above(0);
  });

  it('has descriptions from a few sentences to twenty kilobytes', () => {
    const lengths = sample.courses.map((course) => Buffer.byteLength(String(course['full_description'])));
    expect(quantile(lengths, 0.5)).to.be.within(900, 1600);
    expect(quantile(lengths, 0.99)).to.be.above(4500);
    expect(Math.max(...lengths)).to.be.within(10_000, 20_480);
    expect(Math.min(...lengths)).to.be.above(150);
  });

  it('writes Spanish for Spanish courses and English for the others', () => {
    const isSpanish = (course: Document): boolean => texts(course, 'languages')[0] === 'Spanish';
    const readsSpanish = (course: Document): boolean =>
      / (el|la|los|las|del|y|para|con|de) /.test(words(course['full_description']));
    expect(share(sample.courses.filter(isSpanish), readsSpanish)).to.equal(1);
    const others = sample.courses.filter((course) => !isSpanish(course));
    expect(share(others, (course) => / (the|and|of|you|a|to) /.test(words(course['full_description'])))).to.equal(1);
    expect(share(others, (course) => /[ñ¿]| para | del /.test(words(course['full_description'])))).to.equal(0);
  });

  it('seldom repeats a title', () => {
    const titles = sample.courses.map((course) => String(course['title']));
    expect(new Set(titles).size / titles.length).to.be.above(0.96);
    for (const title of titles) {
      expect(title.length, title).to.be.within(3, 160);
    }
  });

  it('answers a search for "python data" sensibly', () => {
    const hits = sample.courses.filter(
      (course) => /\bpython\b/i.test(String(course['title'])) && /\bdata\b/i.test(String(course['title'])),
    );
    expect(hits.length).to.be.above(5);
    for (const hit of hits) {
      const subjects = nested(hit, 'subjects').map((subject) => String(subject['name']));
      expect(
        subjects.some((name) => ['Computer Science', 'Data Analysis & Statistics', 'Math'].includes(name)),
      ).to.equal(true);
    }
    const known = sample.courses.filter((course) => /^Data Analysis with Python/.test(String(course['title'])));
    expect(known.length).to.be.above(0);
  });

  it('gives skills and subjects that belong to the topic', () => {
    const nursing = sample.courses.filter((course) => /\+NUR\d/.test(String(course['key'])));
    expect(nursing.length).to.be.above(20);
    for (const course of nursing) {
      expect(nested(course, 'subjects').map((subject) => subject['name'])).to.include('Medicine');
      expect(texts(course, 'skill_names')).to.deep.equal(nested(course, 'skills').map((skill) => skill['name']));
      expect(texts(course, 'skill_names').length).to.be.within(3, 6);
      expect(texts(course, 'skill_names')).not.to.include('Python (Programming Language)');
    }
  });

  it('stays near the sizes aimed at', () => {
    const mean = (list: readonly Document[]): number => {
      return list.reduce((sum, document) => sum + Buffer.byteLength(JSON.stringify(document)), 0) / list.length;
    };
    expect(mean(sample.courses)).to.be.within(6000, 9000);
    expect(mean(sample.runs)).to.be.within(1700, 2600);
    expect(mean(sample.programs)).to.be.within(2500, 4200);
    expect(mean(sample.pathways)).to.be.within(1600, 2900);
  });
});
