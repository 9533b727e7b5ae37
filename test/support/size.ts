/**
 * How much of a long test is run: what the environment says under `name`, else `deep` under `npm run test:deep`, else `short`.
 */
export function size(name: string, { short, deep }: { short: number; deep: number }): number {
  return Number(process.env[name] ?? (process.env['PERCOLOG_TEST_DEEP'] === 'yes' ? deep : short));
}
