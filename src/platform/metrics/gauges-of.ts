import { Gauge, type Registry } from 'prom-client';

/** @param look reads what the gauges show, when somebody scrapes; undefined while the database does not answer @returns registers one */
export function gaugesOf<Seen>(
  registry: Registry,
  look: () => Promise<Seen | undefined>,
): (name: string, help: string, of: (seen: Seen) => number) => void {
  return (name, help, of) => {
    const gauge: Gauge = new Gauge({
      name,
      help: `${help}; -1 while the database does not answer`,
      registers: [registry],
      collect: async () => {
        const seen = await look();
        gauge.set(seen === undefined ? -1 : of(seen));
      },
    });
  };
}
