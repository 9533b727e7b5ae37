import type { TestStores } from '../support/service.ts';

/** What the engine says of one index alone; it refuses these settings for another. */
const ownOfAnIndex = new Set(['creation_date', 'uuid', 'version', 'provided_name']);

/**
 * Copies the index behind an alias to one of another name and moves the alias there in one step, as an operator does who
 * rebuilds an index under load. The old one stays: who has begun to search it ends there. Nobody may write meanwhile.
 */
export async function swapIndex(stores: TestStores, alias: string, to: string): Promise<void> {
  const engine = stores.config.opensearchUrl;
  const answer = await ask<Record<string, { mappings: object; settings: { index: Record<string, unknown> } }>>(
    engine,
    'GET',
    `/${alias}`,
  );
  const [[from, definition]] = Object.entries(answer) as [[string, (typeof answer)[string]]];
  const index = Object.fromEntries(
    Object.entries(definition.settings.index).filter(([name]) => !ownOfAnIndex.has(name)),
  );
  await ask(engine, 'PUT', `/${to}`, { settings: { index }, mappings: definition.mappings });
  await ask(engine, 'POST', `/${from}/_refresh`);
  const { failures } = await ask<{ failures: unknown[] }>(engine, 'POST', '/_reindex?refresh=true', {
    source: { index: from },
    dest: { index: to, version_type: 'external' },
  });
  if (failures.length > 0) {
    throw new Error(`not copied: ${JSON.stringify(failures)}`);
  }
  await ask(engine, 'POST', '/_aliases', {
    actions: [
      { remove: { index: from, alias, must_exist: true } },
      { add: { index: to, alias, is_write_index: true } },
    ],
  });
}

/** Documents in the index behind an alias, and that index. */
export async function describeIndex(stores: TestStores, alias: string): Promise<{ index: string; documents: number }> {
  const engine = stores.config.opensearchUrl;
  await ask(engine, 'POST', `/${alias}/_refresh`);
  const [index = ''] = Object.keys(await ask<object>(engine, 'GET', `/${alias}`));
  const { count } = await ask<{ count: number }>(engine, 'GET', `/${alias}/_count`);
  return { index, documents: count };
}

async function ask<Body>(engine: string, method: string, path: string, body?: object): Promise<Body> {
  const answer = await fetch(engine + path, {
    method,
    headers: { 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) {
    throw new Error(`${method} ${path} answered ${String(answer.status)}: ${text.slice(0, 500)}`);
  }
  return JSON.parse(text) as Body;
}
