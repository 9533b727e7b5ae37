/** The facets of the search, in the order in which the page shows them. The last two say in other words what others say. */
export const facets = [
  { name: 'subjects', label: 'Subject', isOffered: true },
  { name: 'partners', label: 'Partner', isOffered: true },
  { name: 'level_type', label: 'Level', isOffered: true },
  { name: 'availability', label: 'Availability', isOffered: true },
  { name: 'skill_names', label: 'Skill', isOffered: true },
  { name: 'language', label: 'Language', isOffered: true },
  { name: 'learning_type', label: 'Kind', isOffered: true },
  { name: 'programs', label: 'Program type', isOffered: true },
  { name: 'program_titles', label: 'Program', isOffered: true },
  { name: 'course_type', label: 'Course type', isOffered: false },
  { name: 'content_type', label: 'Content type', isOffered: false },
] as const;

const kinds: Record<string, string> = {
  course: 'Course',
  courserun: 'Course run',
  program: 'Program',
  learnerpathway: 'Pathway',
};

/** A kind of content in the words of the page. */
export function kindInWords(kind: string): string {
  return kinds[kind] ?? kind;
}

/** A facet's value in the words of the page. */
export function valueInWords(facet: string, value: string): string {
  return facet === 'learning_type' || facet === 'content_type' ? kindInWords(value) : value;
}

export interface FacetValue {
  value: string;
  count: number;
  isChosen: boolean;
}

/** The values of a facet, the most frequent first; chosen ones stay in sight when nothing has them. */
export function valuesOf(counts: Record<string, number>, chosen: readonly string[]): FacetValue[] {
  const all = new Map([...chosen.map((value): [string, number] => [value, 0]), ...Object.entries(counts)]);
  return [...all]
    .map(([value, count]) => ({ value, count, isChosen: chosen.includes(value) }))
    .sort((one, other) => other.count - one.count || one.value.localeCompare(other.value, 'en'));
}
