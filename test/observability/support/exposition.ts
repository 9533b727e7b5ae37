/** One line of Prometheus's text format. */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** Reads Prometheus's text format. @throws on a line that is not of it */
export function readExposition(text: string): Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const parts = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line);
      if (parts === null) {
        throw new Error(`not a sample: ${line}`);
      }
      const labels = [...(parts[2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', value = '']) => [
        label,
        value.replace(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one)),
      ]);
      return {
        name: parts[1] ?? '',
        labels: Object.fromEntries(labels) as Record<string, string>,
        value: Number((parts[3] ?? '').replace('+Inf', 'Infinity')),
      };
    });
}

/** The value of one series; undefined when it is not there. @throws when several have these labels */
export function valueOf(
  samples: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const found = samples.filter(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  );
  if (found.length > 1) {
    throw new Error(`${String(found.length)} series of ${name} have ${JSON.stringify(labels)}`);
  }
  return found[0]?.value;
}
