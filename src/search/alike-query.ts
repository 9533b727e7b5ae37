import { anyOf } from './any-of.ts';
import type { SearchHit } from './port.ts';
import { constant } from './word-query.ts';
import { wordsOf } from './words.ts';

/** More than these say little more of what an item is about, and the engine takes 1,024 clauses in a request. */
const mostSkills = 40;
const mostSubjects = 10;
const mostWords = 12;
/** Shorter words of a title are articles and the like. */
const shortestWord = 4;

/**
 * Items with something in common with this one: a skill, a subject or a word of the title. What is rare in common counts as much as what
 * is frequent; the same partner only among those.
 */
export function alikeQuery(item: Pick<SearchHit, 'title' | 'skill_names' | 'subjects' | 'partners'>): object {
  const words = [...new Set(wordsOf(item.title))].filter((word) => word.length >= shortestWord).slice(0, mostWords);
  const about = [
    ...item.skill_names.slice(0, mostSkills).map((skill) => constant({ term: { skill_names: skill } }, 3)),
    ...item.subjects.slice(0, mostSubjects).map((subject) => constant({ term: { subjects: subject } }, 2)),
    ...words.map((word) => constant({ match: { title: { query: word, operator: 'and' } } }, 2)),
  ];
  if (about.length === 0) {
    return { match_none: {} };
  }
  return {
    bool: {
      must: [anyOf(about)],
      should: item.partners.slice(0, mostSubjects).map((partner) => constant({ term: { partners: partner } }, 1)),
    },
  };
}
