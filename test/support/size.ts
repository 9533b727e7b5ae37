/**
 * How much of a long test is run: what the environment says under `name`, else `deep` under `npm run test:deep`, else `short`.
 */
export function size(name: string, { short, deep }: { short: number; deep: number }): number {
  return Number(process.env[name] ?? (isDeep() ? deep : short));
}

/** Whether this is `npm run test:deep`. */
export function isDeep(): boolean {
  return process.env['PERCOLOG_TEST_DEEP'] === 'yes';
}
