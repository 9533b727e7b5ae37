import { readDocuments } from './read-documents.ts';

interface Nesting {
  content_type: string;
  key: string;
  course_runs?: { key: string }[];
}

/** Which course each run belongs to: the one whose document nests it. Run key → course key. */
export async function readParents(contentFile: string): Promise<Map<string, string>> {
  const parents = new Map<string, string>();
  for await (const { content_type: type, key, course_runs: runs = [] } of readDocuments<Nesting>(contentFile)) {
    if (type === 'course') {
      for (const run of runs) {
        parents.set(run.key, key);
      }
    }
  }
  return parents;
}
