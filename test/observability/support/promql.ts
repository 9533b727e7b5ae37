import type { Sample } from './exposition.ts';

/** A selector of series in an expression: a name, and what its labels must be. */
export interface Selector {
  name: string;
  matchers: { label: string; operator: string; value: string }[];
}

/** Words of PromQL that stand where a name could. */
const keywords = new Set(['and', 'or', 'unless', 'bool', 'offset', 'inf', 'nan']);

const grouping = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g;

/** The dashboard's variables, as they are when everything is chosen. */
function chosen(expression: string): string {
  return expression
    .replaceAll('$job', 'percolog')
    .replace(/\$(instance|route)\b/g, '.*')
    .replace(/\$__(rate_interval|range)\b/g, '5m');
}

/** Every selector of series in an expression. Enough of PromQL for our own files: promtool checks the rest. */
export function selectorsOf(expression: string): Selector[] {
  const bare = chosen(expression)
    .replace(grouping, ' ')
    .replace(/\[[^\]]*\]/g, ' ');
  return [...bare.matchAll(/([a-zA-Z_:][\w:]*)\s*(\{[^}]*\}|\()?/g)].flatMap(([, name = '', follows = '']) => {
    if (follows === '(' || keywords.has(name)) {
      return [];
    }
    const matchers = [...follows.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"/g)].map(
      ([, label = '', operator = '', value = '']) => ({ label, operator, value }),
    );
    return [{ name, matchers }];
  });
}

/** The labels that an expression groups by. */
export function groupingsOf(expression: string): string[] {
  return [...expression.matchAll(grouping)].flatMap(([, labels = '']) =>
    labels.split(',').map((label) => label.trim()),
  );
}

export function select(samples: readonly Sample[], { name, matchers }: Selector): Sample[] {
  return samples.filter(
    (sample) =>
      sample.name === name &&
      matchers.every(({ label, operator, value }) => {
        const given = sample.labels[label] ?? '';
        const matches = operator.endsWith('~') ? new RegExp(`^(?:${value})$`).test(given) : given === value;
        return operator.startsWith('!') ? !matches : matches;
      }),
  );
}
