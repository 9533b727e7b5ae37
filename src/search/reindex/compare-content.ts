import type { ContentIndices } from '../../content-index/port.ts';
import type { RebuildOptions } from '../../kernel/rebuild/models.ts';
import type { RequestTemplate } from '../../kernel/request-template.ts';
import type { Replication } from '../../replication/port.ts';
import { compareDocuments } from './compare-documents.ts';
import { compareTraits, countAlso } from './compare-traits.ts';
import type { ContentCheck, ContentDifference, TypeCounts } from './models.ts';

const differencesTold = 50;
/** Past so many items that differ between the two moments, answers say nothing: the documents are told. */
const mostLeftOut = 10_000;

export interface CompareDeps {
  contentIndices: ContentIndices;
  replication: Pick<Replication, 'settledItems' | 'extent'>;
  /** `queries/compare-items.json` */
  compare: RequestTemplate;
  /** Beside documents and counts: what both answer. */
  checks: readonly ContentCheck[];
}

interface Compared {
  compared: number;
  counts: TypeCounts;
  different: number;
  differences: ContentDifference[];
}

/**
 * Compares two indices of content while both are written: which items they have, by type and language; the documents of a sample, and of all
 * that look unlike; and what the checks ask. Each is looked at as of one moment; what was written between the two is left out of the
 * answers that are compared, and compared by itself.
 * @param names.mayAdd the candidate is of a newer definition, so its documents may have members more
 */
export async function compareContent(
  deps: CompareDeps,
  names: { serving: string; candidate: string; mayAdd: boolean },
  { sample, progress, alive }: Pick<RebuildOptions, 'sample' | 'progress'> & { alive: () => Promise<void> },
): Promise<Compared> {
  const indices = {
    serving: deps.contentIndices.at(names.serving),
    candidate: deps.contentIndices.at(names.candidate),
  };
  const { last } = await deps.replication.extent();
  await Promise.all([indices.serving.refresh(), indices.candidate.refresh()]);
  const [serving, candidate] = await Promise.all([indices.serving.snapshot(), indices.candidate.snapshot()]);
  try {
    const traits = await compareTraits(
      { serving, candidate },
      {
        template: deps.compare,
        last,
        told: async (done) => {
          await alive();
          await progress?.({ phase: 'compare', done, total: last });
        },
      },
    );
    const ids = [...new Set([...traits.unlike, ...drawIds(sample, last)])];
    const documents = await compareDocuments(indices, deps.replication, ids, { mayAdd: names.mayAdd, alive });
    countAlso(
      traits,
      traits.unlike.filter((id) => documents.wrong.has(id)),
    );
    const found: ContentDifference[] = [
      ...differentCounts(traits.counts),
      ...documents.differences.map((difference) => ({ check: 'documents', ...difference })),
    ];
    const checks = traits.unlike.length > mostLeftOut ? [] : deps.checks;
    for (const check of checks) {
      const differences = await check.run({ serving, candidate, unlike: traits.unlike });
      found.push(...differences.map((difference) => ({ check: check.name, ...difference })));
      await alive();
    }
    return {
      compared: ids.length,
      counts: traits.counts,
      different: found.length,
      differences: found.slice(0, differencesTold),
    };
  } finally {
    await Promise.all([serving.close(), candidate.close()]);
  }
}

/** Ids have few gaps: about as many as are wanted are items. */
function drawIds(count: number, last: number): number[] {
  return last <= count
    ? Array.from({ length: last }, (_, index) => index + 1)
    : Array.from({ length: count }, () => 1 + Math.floor(Math.random() * last));
}

function differentCounts(counts: TypeCounts): ContentDifference[] {
  return Object.entries(counts)
    .filter(([, { serving, candidate }]) => serving !== candidate)
    .map(([subject, count]) => ({ check: 'counts', subject, ...count }));
}
