import type { Report } from './report.ts';

/** By how much nDCG@10 of paraphrases must rise for search by meaning to be worth its cost (docs/relevance.md, Vectors). */
const leastGain = 0.03;
/** Items that somebody knows: what means the same must not push them down. */
const known = ['title', 'typo', 'prefix'] as const;
const places = ['ndcg10', 'mrr', 'hit1', 'hit3'] as const;
/** Less is how sums of numbers differ. */
const nothing = 1e-9;

/** What speaks against searching by meaning, in words; empty when nothing does. @param words the same queries by words alone. Pure */
export function meaningFaults(words: Report['classes'], meaning: Report['classes']): string[] {
  const gain = (meaning.paraphrase?.ndcg10 ?? 0) - (words.paraphrase?.ndcg10 ?? 0);
  const fallen = known.flatMap((kind) =>
    places.flatMap((place) => {
      const [before, now] = [words[kind]?.[place] ?? 0, meaning[kind]?.[place] ?? 0];
      return now < before - nothing ? [`${place} of ${kind} falls from ${before.toFixed(3)} to ${now.toFixed(3)}`] : [];
    }),
  );
  return [
    ...(gain < leastGain - nothing
      ? [`ndcg10 of paraphrase rises by ${gain.toFixed(3)}, which is less than ${String(leastGain)}`]
      : []),
    ...fallen,
  ];
}
