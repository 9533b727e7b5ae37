import { RandomStream } from './random.ts';

/** A field of study as upstream nests it in courses and programs. */
export interface Subject {
  name: string;
  slug: string;
  uuid: string;
}

const NAMES = [
  'Architecture',
  'Art & Culture',
  'Biology & Life Sciences',
  'Business & Management',
  'Chemistry',
  'Communication',
  'Computer Science',
  'Data Analysis & Statistics',
  'Design',
  'Economics & Finance',
  'Education & Teacher Training',
  'Electronics',
  'Energy & Earth Sciences',
  'Engineering',
  'Environmental Studies',
  'Food & Nutrition',
  'Health & Safety',
  'History',
  'Humanities',
  'Language',
  'Law',
  'Literature',
  'Math',
  'Medicine',
  'Music',
  'Philosophy & Ethics',
  'Physics',
  'Social Sciences',
];

/** Every subject by name. */
export function makeSubjects(seed: number): Map<string, Subject> {
  return new Map(
    NAMES.map((name, index) => {
      const slug = name.toLowerCase().replaceAll(/[^a-z]+/g, '-');
      const uuid = new RandomStream(seed, 'subject', index).uuid();
      return [name, { name, slug, uuid }];
    }),
  );
}
