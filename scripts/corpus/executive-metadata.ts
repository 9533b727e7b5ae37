import type { CourseParts } from './courses.ts';
import { DAY, isoOrNull, isoSeconds } from './instants.ts';
import { itemAt } from './item-at.ts';
import type { RandomStream } from './random.ts';
import type { World } from './world.ts';

/** What upstream tells about a course that is sold on another site: dates of the run that is advertised, else the last. */
export function executiveMetadata(world: World, parts: CourseParts, stream: RandomStream): Record<string, unknown> {
  const { course, texts, runs } = parts;
  const run = runs.find((candidate) => candidate.advertised) ?? itemAt(runs, runs.length - 1);
  const { start, end, enrollmentEnd } = run.schedule;
  const site = `https://execed.example.test/${texts.slug}`;
  return {
    external_identifier: stream.uuid(),
    external_url: site,
    lead_capture_form_url: `${site}/form`,
    organic_url: `https://execed.example.test/organic/${texts.slug}`,
    facts: [
      {
        heading: `${String(stream.whole(6, 9))} in 10`,
        blurb: `<p>of our participants use ${course.topic.name} in their work within a month.</p>`.replaceAll(
          '&',
          '&amp;',
        ),
      },
    ],
    certificate_info: { heading: 'About the certificate', blurb: `<p>Issued by ${course.organisation.name}.</p>` },
    start_date: isoSeconds(start),
    end_date: isoOrNull(end),
    registration_deadline: isoSeconds(enrollmentEnd ?? start - 7 * DAY),
    variant_id: stream.uuid(),
    course_term_override: null,
    product_status: end !== null && end < world.now ? 'archived' : 'active',
    product_meta: { title: texts.title, description: texts.short, keywords: texts.skills.map((skill) => skill.name) },
    external_course_marketing_type: 'short_course',
    display_on_org_page: true,
  };
}
