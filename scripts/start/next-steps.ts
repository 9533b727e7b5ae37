import type { Api } from './api.ts';
import type { Example } from './example.ts';

/** What a person needs once the service runs: where it is, and three lines to paste. */
export function describeNextSteps(api: Api, example: Example | undefined, logFile: string | undefined): string {
  const { base } = api;
  return [
    '',
    'Percolog is running. It listens on this machine only, as access control does not exist yet.',
    '',
    `  API      ${base}/api/v1/enterprise-catalogs/`,
    `  search   ${base}/api/v1/search?q=python+data`,
    `  health   ${base}/health/ready`,
    `  metrics  ${base}/metrics`,
    ...(logFile === undefined ? [] : [`  log      ${logFile}`]),
    '',
    'To paste into another terminal:',
    '',
    ...lines(api, example),
    'Ctrl-C stops the service; the engines stay up.',
  ].join('\n');
}

function lines(api: Api, example: Example | undefined): string[] {
  const search = ['  # search', `  curl -s '${api.base}/api/v1/search?q=python+data'; echo`, ''];
  if (example === undefined) {
    return search;
  }
  const { catalog, customer, course, from, to } = example;
  const key = encodeURIComponent(course);
  const content = `${api.base}/api/v1/content-metadata/`;
  const ask = `curl -s '${api.base}${api.catalogListPath(customer, course)}'; echo`;
  const change = [
    `curl -s '${content}${key}/'`,
    `sed 's/${from}/${to}/g'`,
    `curl -s -H 'content-type: application/json' --data-binary @- '${content}'; echo`,
  ].join(' | ');
  return [
    '  # is the course in the catalog?',
    `  curl -s '${api.base}/api/v1/enterprise-catalogs/${catalog}/contains_content_items/?course_run_ids=${key}'; echo`,
    '',
    ...search,
    `  # its catalogs before; change ${from} to ${to}; its catalogs after`,
    `  ${ask}; ${change}; ${ask}`,
    '',
  ];
}
