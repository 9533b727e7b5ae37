import { fold } from './words.ts';

/** How learners name the levels of courses; titles seldom say them. */
const levels: Readonly<Record<string, readonly string[]>> = {
  Introductory: [
    'introductory',
    'introduction',
    'beginner',
    'beginners',
    'introduccion',
    'principiante',
    'principiantes',
  ],
  Intermediate: ['intermediate', 'intermedio', 'intermedia'],
  Advanced: ['advanced', 'avanzado', 'avanzada', 'avanzados', 'avanzadas'],
};

const levelOfWord = new Map(Object.entries(levels).flatMap(([level, words]) => words.map((word) => [word, level])));

/** The `level_type` that a word means, if it means one. */
export function levelOf(word: string): string | undefined {
  return levelOfWord.get(fold(word));
}
