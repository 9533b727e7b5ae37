import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ComposedIndices } from './compose-indices.ts';
import type { ComposedMeaning } from './compose-meaning.ts';
import { contentTarget } from './content-index/content-target.mysql.ts';
import type { MysqlInclusion } from './inclusion/inclusion.ts';
import type { RebuildReport } from './inclusion/port.ts';
import type { AuditLog } from './kernel/audit.ts';
import type { Database } from './kernel/database.ts';
import type { Logger } from './kernel/log.ts';
import { isRebuildDue } from './kernel/rebuild/is-due.ts';
import { rebuildDefaults, type RebuildOptions, type RebuildResult } from './kernel/rebuild/models.ts';
import type { Rebuilds } from './kernel/rebuild/port.ts';
import { recordRebuild } from './kernel/rebuild/record.ts';
import { RebuildSchedule } from './kernel/rebuild/schedule.ts';
import { StartedRebuilds } from './kernel/rebuild/started-rebuilds.ts';
import type { RequestTemplate } from './kernel/request-template.ts';
import type { Runs } from './kernel/runs.ts';
import type { Step } from './kernel/steps.ts';
import { readDatabaseLineage } from './platform/mysql/lineage.ts';
import type { Replication } from './replication/port.ts';
import { knownItems } from './search/reindex/known-items.ts';
import type { ContentCheck, ContentRebuildReport } from './search/reindex/models.ts';
import { rebuildContent } from './search/reindex/rebuild-content.ts';
import { storedSearches, type StoredSearch } from './search/reindex/stored-searches.ts';

/** Told the id of a run's record. */
type Recorded = ((runId: number) => void) | undefined;

export interface ComposedReindex {
  /** `Inclusion.rebuildQueries`, recorded as a run. */
  queries: (options: RebuildOptions, recorded?: Recorded) => Promise<RebuildReport>;
  /** `rebuildContent`, recorded as a run. */
  content: (options: RebuildOptions, recorded?: Recorded) => Promise<ContentRebuildReport>;
  rebuilds: Rebuilds;
  /** Begins what is due, in the background of a worker. */
  tick: () => Promise<void>;
  stop: () => Promise<void>;
}

/** Rebuilds of both indices: by command, by route, and by themselves. */
export function composeReindex(deps: {
  database: Database;
  audit: AuditLog;
  inclusion: MysqlInclusion;
  replication: Replication;
  indices: ComposedIndices;
  meaning: ComposedMeaning | undefined;
  runs: Pick<Runs, 'record'>;
  /** `queries/` */
  queries: string;
  template: (name: string) => RequestTemplate;
  claimSeconds: number;
  reconcileHours: number;
  logger: Logger;
  step: Step;
}): ComposedReindex {
  const { database, inclusion, indices, runs, logger, template } = deps;
  const queries: ComposedReindex['queries'] = (options, recorded) =>
    recordRebuild({ runs, rebuild: (one) => inclusion.rebuildQueries(one) }, options, {
      kind: 'reindex',
      countsOf: ({ copied, compared, different, missing, revised, ...report }) => ({
        ...{ queries: report.queries, copied, compared, different, missing, revised },
      }),
      ...(recorded === undefined ? {} : { recorded }),
    });
  const searches = JSON.parse(readFileSync(path.join(deps.queries, 'stored-searches.json'), 'utf8')) as StoredSearch[];
  const checks: ContentCheck[] = [storedSearches(template('search'), searches), knownItems(template('search'))];
  const rebuild = (options: RebuildOptions): Promise<ContentRebuildReport> =>
    rebuildContent(
      {
        ...deps,
        target: contentTarget,
        indices: indices.generations.content,
        contentIndices: indices.contentIndices,
        compare: template('compare-items'),
        checks,
        prepare: (alive) => deps.meaning?.prepareRebuild(deps.replication, alive),
        lineage: () => readDatabaseLineage(database),
        // Filters may have been decided by what only the other one found.
        lookAtMemberships: () => inclusion.hastenScheduledReconciliation(deps.reconcileHours),
      },
      options,
    );
  const content: ComposedReindex['content'] = (options, recorded) =>
    recordRebuild({ runs, rebuild }, options, {
      kind: 'reindex-content',
      countsOf: ({ copied, compared, different, missing, revised, items }) => ({
        ...{ items, copied, compared, different, missing, revised },
      }),
      ...(recorded === undefined ? {} : { recorded }),
    });

  const scheduled = (
    isDue: () => Promise<'build' | 'resume' | 'no'>,
    run: (options: RebuildOptions) => Promise<RebuildResult & { differences: readonly object[] }>,
  ): RebuildSchedule =>
    new RebuildSchedule({
      isDue,
      run: (how, signal) => run({ how, signal, ...rebuildDefaults, acceptDifferences: false }),
      logger,
    });
  const schedules = [
    scheduled(() => inclusion.isRebuildDue(), queries),
    scheduled(() => isRebuildDue({ database, target: contentTarget, indices: indices.generations.content }), content),
  ];
  const started = new StartedRebuilds({ logger });
  return {
    queries,
    content,
    rebuilds: {
      start: async (index, options, author) => {
        const run = index === 'content' ? content : queries;
        const id = await started.start(({ recorded, ...hooks }) => run({ ...options, ...hooks }, recorded));
        await database.transaction((tx) =>
          deps.audit.append(tx, author, [
            { action: `reindex.${options.how}`, subject: index, customer: null, before: null, after: null },
          ]),
        );
        return id;
      },
    },
    tick: async () => {
      for (const schedule of schedules) {
        await schedule.tick();
      }
    },
    stop: async () => {
      await started.stop();
      await Promise.all(schedules.map((schedule) => schedule.stop()));
    },
  };
}
