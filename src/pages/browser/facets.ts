/**
 * What results are narrowed by, in the order in which the page shows it: the name in addresses, the attribute in the search
 * index, and how the page calls it.
 */
export const facets = [
  { name: 'subjects', attribute: 'subjects', label: 'Subject' },
  { name: 'partners', attribute: 'partners.name', label: 'Partner' },
  { name: 'level_type', attribute: 'level_type', label: 'Level' },
  { name: 'availability', attribute: 'availability', label: 'Availability' },
  { name: 'skill_names', attribute: 'skill_names', label: 'Skill' },
  { name: 'language', attribute: 'language', label: 'Language' },
  { name: 'learning_type', attribute: 'learning_type', label: 'Kind' },
  { name: 'programs', attribute: 'programs', label: 'Program type' },
  { name: 'program_titles', attribute: 'program_titles', label: 'Program' },
] as const;

export type Facet = (typeof facets)[number];

/** The types of content, which are the tabs above the results. */
export const typeAttribute = 'content_type';
export const types = [
  { type: undefined, label: 'All' },
  { type: 'course', label: 'Courses' },
  { type: 'program', label: 'Programs' },
  { type: 'learnerpathway', label: 'Pathways' },
] as const;

/** US dollars. */
export const priceAttribute = 'first_enrollable_paid_seat_price';

/** Orders other than by how well the words are met, by their names in addresses. */
export const orders = [
  { sort: '-rating', label: 'Best rated' },
  { sort: '-popularity', label: 'Most enrolments' },
  { sort: 'start', label: 'Earliest start' },
  { sort: 'price', label: 'Lowest price' },
  { sort: '-price', label: 'Highest price' },
  { sort: 'title', label: 'Title, A to Z' },
] as const;

export type Sort = (typeof orders)[number]['sort'];

/** The name of the index in an order, which is that of the index and an ending: `_price_desc` for `-price`. */
export function inOrder(index: string, sort: Sort): string {
  return sort.startsWith('-') ? `${index}_${sort.slice(1)}_desc` : `${index}_${sort}_asc`;
}

const kinds: Readonly<Record<string, string>> = {
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
  return facet === 'learning_type' ? kindInWords(value) : value;
}
