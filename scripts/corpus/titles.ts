import { pow } from './arithmetic.ts';
import { itemAt } from './item-at.ts';
import { ORGANISATION_COUNT } from './organisations.ts';
import type { Phrases } from './phrases.ts';
import type { RandomStream } from './random.ts';
import type { Topic } from './topics.ts';

/** Title patterns with the cumulated weights by which one is drawn. */
export interface PatternTable {
  patterns: readonly string[];
  cumulated: readonly number[];
}

/** Which titles to draw from; the first four are levels of courses. */
export type TitleKind = 'introductory' | 'intermediate' | 'advanced' | 'executive' | 'program' | 'pathway';

/** A pattern's weight is a power of the number of titles it makes, so that titles seldom repeat and plain ones occur. */
const VARIETY_POWER = 0.8;
/** A topic's own patterns are the ones people would search for. */
const OWN_PREFERENCE = 2;
const LEAST_VARIETY = 5;
const MOST_VARIETY = 250;
const LENGTHENED_SHARE = 0.45;
/** Lest the many places crowd out the rest. */
const MOST_VARIETY_WITH_PLACE = 30;

/** The patterns for a kind of title on a topic: those of the kind, and for courses the general and the topic's own. */
export function patternTable(topic: Topic, kind: TitleKind, phrases: Phrases, spanish: boolean): PatternTable {
  const isPlainCourse = kind !== 'executive' && kind !== 'program' && kind !== 'pathway';
  const own = isPlainCourse && !spanish ? topic.titles : [];
  const general = isPlainCourse ? phrases.section('titles') : [];
  const patterns = [...phrases.section(`titles ${kind}`), ...general, ...own];
  const firstOwn = patterns.length - own.length;
  let sum = 0;
  const cumulated = patterns.map((pattern, at) => {
    const most = pattern.includes('{Place}') ? MOST_VARIETY_WITH_PLACE : MOST_VARIETY;
    const titles = Math.max(LEAST_VARIETY, Math.min(variety(pattern, topic, phrases, spanish), most));
    sum += pow(titles, VARIETY_POWER) * (at < firstOwn ? 1 : OWN_PREFERENCE);
    return sum;
  });
  return { patterns, cumulated };
}

export function drawPattern(table: PatternTable, stream: RandomStream): string {
  const drawn = stream.unit() * itemAt(table.cumulated, table.cumulated.length - 1);
  return itemAt(
    table.patterns,
    table.cumulated.findIndex((limit) => drawn < limit),
  );
}

/** Lengthens a part of the patterns by whom or what the course is for, or by a part of the topic, where that is missing. */
export function lengthenPattern(pattern: string, spanish: boolean, stream: RandomStream): string {
  if (pattern.includes('{Place}') || !stream.chance(LENGTHENED_SHARE)) {
    return pattern;
  }
  if (!/\{setting\}/i.test(pattern)) {
    return `${pattern} ${spanish ? 'para {setting}' : 'for {Setting}'}`;
  }
  return /\{focus\}|:/i.test(pattern) ? pattern : `${pattern}: ${spanish ? '{focus}' : '{Focus}'}`;
}

/** How many different titles a pattern makes. */
function variety(pattern: string, topic: Topic, phrases: Phrases, spanish: boolean): number {
  const focus = spanish ? topic.focusEs.length : topic.focus.length;
  const sizes: Readonly<Record<string, number>> = {
    focus,
    focus2: focus - 1,
    setting: spanish ? phrases.section('settings').length : topic.settings.length,
    tool: topic.tools.length,
    skill: topic.skills.length,
    place: ORGANISATION_COUNT,
    career: topic.careers.length,
  };
  return [...pattern.matchAll(/\{(\w+)\}/g)].reduce((product, match) => {
    return product * (sizes[itemAt(match, 1).toLowerCase()] ?? 1);
  }, 1);
}
