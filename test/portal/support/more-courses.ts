import { course, listed, uuidOf } from '../../support/documents.ts';
import type { PortalWorld } from './world.ts';

const numbers = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven'];

/** Twelve courses about the same: three pages of four, half of them of each of two levels; parts of the title are marks of HTML. */
const courses = numbers.map((number, at) =>
  listed(
    course(`More+${String(at).padStart(2, '0')}`, {
      title: `Python &amp; &lt;b&gt;Data&lt;/b&gt;, part ${String(at)}`,
      level_type: at % 2 === 0 ? 'Introductory' : 'Intermediate',
      skill_names: ['SQL', `Part ${number}`],
    }),
  ),
);

export const moreCatalog = { catalog: uuidOf('a catalog of more'), query: uuidOf('a query of more'), title: 'More' };

/** Stores them, in a catalog of a customer's own. */
export async function saveMore(world: PortalWorld, customer: string): Promise<void> {
  await world.api.post('/api/v1/content-metadata/?refresh=true', courses);
  await world.saveCatalog(
    moreCatalog,
    customer,
    courses.map(({ key }) => key),
  );
}
