import { subjectNamed } from '../course-texts.ts';
import { courseTraits } from '../course-traits.ts';
import type { ContentFilter, FilterContext } from './filter-context.ts';
import { oneOrList, pickOrganisations } from './lists.ts';

/** A condition that leaves the items of one to `most` organisations. */
export function ofOrganisations(context: FilterContext, most: number): ContentFilter {
  const organisations = pickOrganisations(context, context.stream.whole(1, most));
  return { org: oneOrList(organisations.map((organisation) => organisation.key)) };
}

/** A condition that leaves the items of one subject, some course's. */
export function ofSubject(context: FilterContext): ContentFilter {
  const { world, stream } = context;
  const { topic } = courseTraits(world, stream.whole(0, world.counts.course - 1));
  return { subject_uuids: subjectNamed(world, stream.pick(topic.subjects)).uuid };
}

/** A condition that leaves items that teach one of a few skills. */
export function ofSkills(context: FilterContext): ContentFilter {
  const { world, stream } = context;
  const { topic } = courseTraits(world, stream.whole(0, world.counts.course - 1));
  return { skill_names: stream.sample(topic.skills, stream.whole(2, 5)) };
}

export function ofLevel({ stream }: FilterContext): ContentFilter {
  return {
    level_type: stream.weighted<string | readonly string[]>([
      ['Introductory', 4],
      ['Intermediate', 3],
      ['Advanced', 2],
      [['Introductory', 'Intermediate'], 2],
      [['Intermediate', 'Advanced'], 2],
    ]),
  };
}

/** Nothing for some filters, else one of the usual ways to narrow a catalog to a customer's field. */
export function maybeNarrowed(context: FilterContext, share: number, mostOrganisations = 6): ContentFilter {
  const { stream } = context;
  if (!stream.chance(share)) {
    return {};
  }
  const narrow = stream.weighted([
    [(): ContentFilter => ofOrganisations(context, mostOrganisations), 5],
    [(): ContentFilter => ofSubject(context), 2],
    [(): ContentFilter => ofSkills(context), 2],
    [(): ContentFilter => ({ ...ofSubject(context), ...ofLevel(context) }), 1],
  ]);
  return narrow();
}
