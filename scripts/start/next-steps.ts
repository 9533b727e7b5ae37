import type { Api } from './api.ts';
import type { Example } from './example.ts';

/** What a person needs once the service runs: where it is, a token, and lines to paste. */
export function describeNextSteps(
  api: Api,
  token: string,
  example: Example | undefined,
  logFile: string | undefined,
  upstreamPort: number | undefined,
): string {
  const { base } = api;
  return [
    '',
    'Percolog is running.',
    '',
    `  search   ${base}/search`,
    `  API      ${base}/api/docs`,
    `  health   ${base}/health/ready`,
    ...(logFile === undefined ? [] : [`  log      ${logFile}`]),
    ...(upstreamPort === undefined ? [] : [`  upstream http://127.0.0.1:${upstreamPort.toString()} (stands in)`]),
    '',
    'Signed in, for twelve hours:',
    '',
    `  ${base}/search#token=${token}`,
    '',
    'To paste into another terminal:',
    '',
    '  # who asks: one who may do everything (npm run token makes others)',
    `  AUTH='Authorization: JWT ${token}'`,
    '',
    ...lines(api, example),
    'Ctrl-C stops the service; the engines stay up.',
  ].join('\n');
}

function lines(api: Api, example: Example | undefined): string[] {
  const search = ['  # search', `  curl -s -H "$AUTH" '${api.base}/api/v1/search?q=python+data'; echo`, ''];
  if (example === undefined) {
    return search;
  }
  const { catalog, customer, course, from, to } = example;
  const key = encodeURIComponent(course);
  const content = `${api.base}/api/v1/content-metadata/`;
  const ask = `curl -s -H "$AUTH" '${api.base}${api.catalogListPath(customer, course)}'; echo`;
  const change = [
    `curl -s -H "$AUTH" '${content}${key}/'`,
    `sed 's/${from}/${to}/g'`,
    `curl -s -H "$AUTH" -H 'content-type: application/json' --data-binary @- '${content}'; echo`,
  ].join(' | ');
  return [
    '  # is the course in the catalog?',
    `  curl -s -H "$AUTH" '${api.base}/api/v1/enterprise-catalogs/${catalog}/contains_content_items/?course_run_ids=${key}'; echo`,
    '',
    ...search,
    `  # its catalogs before; change ${from} to ${to}; its catalogs after`,
    `  ${ask}; ${change}; ${ask}`,
    '',
  ];
}
