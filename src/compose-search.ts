import type { ContentIndex } from './content-index/port.ts';
import type { Inclusion } from './inclusion/port.ts';
import type { AuditLog } from './kernel/audit.ts';
import type { Database } from './kernel/database.ts';
import { readRequestTemplate } from './platform/opensearch/request-template.ts';
import type { ComposedMeaning } from './compose-meaning.ts';
import type { Logger } from './kernel/log.ts';
import { ByMeaning } from './search/meaning/by-meaning.opensearch.ts';
import { OpenSearchSearch } from './search/search.ts';
import { MysqlSteering } from './search/steer/steering.ts';
import { SteeringReader } from './search/steer/steering-reader.ts';

/** Search, and what operators say about it. @param deps.queries the folder of request bodies */
export function composeSearch(deps: {
  contentIndex: ContentIndex;
  inclusion: Inclusion;
  database: Database;
  audit: AuditLog;
  meaning: ComposedMeaning | undefined;
  logger: Logger;
  queries: string;
}): { search: OpenSearchSearch; steering: MysqlSteering } {
  const { queries, meaning } = deps;
  const rules = new SteeringReader(deps);
  const template = readRequestTemplate(queries, 'search');
  const byMeaning =
    meaning === undefined
      ? undefined
      : new ByMeaning({
          ...deps,
          meaning: meaning.meaning,
          templates: { search: template, nearest: readRequestTemplate(queries, 'nearest') },
        });
  const search = new OpenSearchSearch({
    ...deps,
    steering: rules,
    byMeaning,
    requests: {
      search: template,
      titles: readRequestTemplate(queries, 'suggest-titles'),
      values: readRequestTemplate(queries, 'suggest-values'),
    },
  });
  const steering = new MysqlSteering({
    ...deps,
    read: () => rules.read(),
    searchUnder: (requests, under) => search.searchUnder(requests, () => under),
  });
  return { search, steering };
}
