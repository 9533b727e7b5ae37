/**
 * A writer process for the kill tests: changes items and filters at random and kills itself, without warning, at a step of
 * the protocol drawn beforehand. Run by kills.test.ts; its settings are its environment, its plan comes on standard input.
 */
import { json } from 'node:stream/consumers';
import { compose } from '../../src/compose.ts';
import { loadConfig } from '../../src/config.ts';
import { parseJson } from '../../src/kernel/json.ts';
import type { Logger } from '../../src/kernel/log.ts';
import { mutateContent } from '../oracle/generate-content.ts';
import { mutateFilter } from '../oracle/generate-filter.ts';
import type { JsonObject } from '../oracle/json.ts';
import { Random } from '../oracle/random.ts';
import { readItem } from '../oracle/read-fields.ts';
import { author } from './writers.ts';

export interface ChaosPlan {
  seed: number;
  /** The process ends itself at this step, counted from 1; past the last one it ends by itself. */
  killAtStep: number;
  operations: number;
  now: number;
  items: JsonObject[];
  filters: { uuid: string; filter: JsonObject }[];
}

// Not read at once: a pipe that is still empty answers EAGAIN.
const plan = (await json(process.stdin)) as ChaosPlan;
const random = new Random(plan.seed);
let steps = 0;

const quiet = (): void => undefined;
const logger: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet, child: () => logger };
const service = compose(loadConfig(), logger, {
  now: () => plan.now,
  step: (name) => {
    steps += 1;
    if (steps === plan.killAtStep) {
      process.stdout.write(`${name}\n`, () => process.kill(process.pid, 'SIGKILL'));
      return new Promise<never>(() => undefined);
    }
    return Promise.resolve();
  },
});

async function changeItems(): Promise<void> {
  if (random.chance(0.15)) {
    const item = random.pick(plan.items);
    const key = String(
      item['content_type'] === 'course' || item['content_type'] === 'courserun' ? item['key'] : item['uuid'],
    );
    await service.inclusion.decideItems(await service.replication.remove([key], author));
    return;
  }
  const count = random.pick([1, 1, 2, 3]);
  const documents = random.times(count, () => mutateContent(random, random.pick(plan.items), plan.now));
  const whileStoring = service.inclusion.whileStoring.bind(service.inclusion);
  const { claims } = await service.replication.store(documents, { author, whileStoring });
  await service.inclusion.decideItems(claims);
}

async function changeFilters(): Promise<void> {
  const read = plan.items.map((item) => readItem(item, { now: plan.now, defaultPartner: 'edx' }));
  const queries = random.times(random.pick([1, 1, 2]), () => {
    const { uuid, filter } = random.pick(plan.filters);
    const text = JSON.stringify(mutateFilter(random, filter, read));
    return { uuid, title: null, filter: { text, node: parseJson(text) } };
  });
  // What random edits drop is meant.
  await service.inclusion.importQueries(queries, { force: true });
}

for (let operation = 0; operation < plan.operations; operation += 1) {
  if (random.chance(0.2)) {
    await service.worker.drainOnce();
  }
  await (random.chance(0.6) ? changeItems() : changeFilters());
}
await service.stop();
