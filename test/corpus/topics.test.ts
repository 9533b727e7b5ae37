import { expect } from 'chai';
import { readPhrases } from '../../scripts/corpus/phrases.ts';
import { RandomStream } from '../../scripts/corpus/random.ts';
import { contractSpanish, correctArticles, slugify, titleCase } from '../../scripts/corpus/spelling.ts';
import { makeSubjects } from '../../scripts/corpus/subjects.ts';
import { patternTable, type TitleKind } from '../../scripts/corpus/titles.ts';
import { parseTopics, readTopics } from '../../scripts/corpus/topics.ts';
import { Writer } from '../../scripts/corpus/writer.ts';

const KINDS: readonly TitleKind[] = ['introductory', 'intermediate', 'advanced', 'executive', 'program', 'pathway'];
const SECTIONS = [
  'short',
  'opener',
  'body',
  'module',
  'closer',
  'list',
  'prerequisite',
  'outcome',
  'overview',
  'pathway',
  'subtitle',
];

describe('corpus: vocabulary', () => {
  const topics = readTopics();

  it('has more than forty topics, each rich enough to write about', () => {
    expect(topics.length).to.be.above(40);
    const subjects = makeSubjects(1);
    for (const topic of topics) {
      expect(topic.code, topic.slug).to.match(/^[A-Z]{2,3}$/);
      expect(topic.focus.length, topic.slug).to.be.at.least(9);
      expect(topic.focusEs.length, topic.slug).to.be.at.least(6);
      expect(topic.skills.length, topic.slug).to.be.at.least(7);
      expect(topic.titles.length, topic.slug).to.be.at.least(4);
      expect(topic.facts.length, topic.slug).to.be.at.least(3);
      expect(topic.outcomes.length, topic.slug).to.be.at.least(5);
      expect(
        topic.subjects.every((name) => subjects.has(name)),
        topic.slug,
      ).to.equal(true);
      for (const sentence of topic.facts) {
        expect(sentence, topic.slug).to.match(/^[A-Z].+\.$/);
      }
    }
  });

  it('can fill every phrase and every title of every topic in both languages', () => {
    for (const spanish of [false, true]) {
      const phrases = readPhrases(spanish ? 'es' : 'en');
      for (const topic of topics) {
        const stream = new RandomStream(1, 'vocabulary', topic.slug);
        const writer = new Writer({
          spanish,
          phrases,
          topic,
          organisationName: 'Tavmoor College',
          place: 'Tavmoor',
          stream,
        });
        const titles = KINDS.flatMap((kind) => patternTable(topic, kind, phrases, spanish).patterns);
        const written = [
          ...titles.map((pattern) => writer.title(pattern)),
          ...SECTIONS.flatMap((section) => writer.sentences(section, phrases.section(section).length)),
        ];
        for (const text of written) {
          expect(text, topic.slug)
            .to.match(/^\S/)
            .and.not.to.match(/[{}]|undefined|\s\s|\ba el\b|\bde el\b/);
        }
      }
    }
  });

  it('says where a topic file breaks the format', () => {
    expect(() => parseTopics('[a-topic]\ncode PY', 'x.txt')).to.throw('x.txt:2');
    expect(() => parseTopics('code: PY', 'x.txt')).to.throw('x.txt:1');
    expect(() => parseTopics('[a-topic]\ncode: PY', 'x.txt')).to.throw('topic a-topic has no');
  });
});

describe('corpus: spelling', () => {
  it('writes titles, articles and addresses as people do', () => {
    expect(titleCase('python for data science: the art of APIs')).to.equal('Python for Data Science: The Art of APIs');
    expect(titleCase('evidence-based care')).to.equal('Evidence-Based Care');
    expect(correctArticles('a editor and a HR partner, a user')).to.equal('an editor and an HR partner, a user');
    expect(contractSpanish('Introducción a el análisis de el clima y inglés y hielo')).to.equal(
      'Introducción al análisis del clima e inglés y hielo',
    );
    expect(slugify('¿Qué es la ética? A/B & más')).to.equal('que-es-la-etica-a-b-mas');
  });
});
