import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { readBusyExposition } from './support/busy-exposition.ts';
import type { Sample } from './support/exposition.ts';
import { groupingsOf, select, selectorsOf } from './support/promql.ts';

interface Rule {
  record?: string;
  alert?: string;
  expr: string;
  for?: string;
  labels?: { severity?: string };
  annotations?: { summary?: string; description?: string };
}

interface Panel {
  id: number;
  type: string;
  title?: string;
  description?: string;
  datasource?: { type: string; uid: string };
  gridPos: { h: number; w: number; x: number; y: number };
  fieldConfig?: {
    defaults: { unit?: string; thresholds: { steps: { color: string; value: number | null }[] } };
  };
  targets?: { expr: string; legendFormat: string; refId: string; datasource: { type: string; uid: string } }[];
}

const folder = path.resolve(import.meta.dirname, '../../docs/observability');
const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8');

const rules = (parse(read('percolog-rules.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);
const alerts = rules.filter((rule) => rule.alert !== undefined);
const recorded = new Set(rules.map(({ record }) => record));
const dashboard = JSON.parse(read('percolog-dashboard.json')) as {
  schemaVersion: number;
  panels: Panel[];
  templating: { list: { name: string; query: string | { query: string } }[] };
};
const panels = dashboard.panels.filter(({ type }) => type !== 'row');

function promtool(...args: string[]): void {
  const { status, stdout, stderr, error } = spawnSync(process.env['PROMTOOL'] ?? 'promtool', args, {
    cwd: folder,
    encoding: 'utf8',
  });
  if (error !== undefined) {
    throw new Error(`promtool cannot be run (Debian's package prometheus has it; PROMTOOL names it): ${error.message}`);
  }
  expect(status, `${stdout}${stderr}`).to.equal(0);
}

describe('the rules for Prometheus', function () {
  this.timeout(180_000);

  it('are rules', () => {
    promtool('check', 'rules', 'percolog-rules.yml');
  });

  it('fire when they should and are silent when they should not', () => {
    promtool('test', 'rules', 'percolog-rules.test.yml');
  });

  it('each have a test in which they fire', () => {
    const tests = read('percolog-rules.test.yml');
    for (const { alert = '' } of alerts) {
      expect(tests).to.match(new RegExp(`alertname="${alert}", severity=`), alert);
    }
  });

  it('each say how bad it is, what it is, and what to do', () => {
    expect(alerts).to.not.be.empty;
    for (const alert of alerts) {
      expect(alert.labels?.severity, alert.alert).to.be.oneOf(['critical', 'warning']);
      expect(alert.annotations?.summary, alert.alert).to.match(/\.$/);
      expect(alert.annotations?.description?.length, alert.alert).to.be.greaterThan(80);
      expect(alert.for, alert.alert).to.match(/^\d+m$/);
    }
  });
});

describe('the dashboard for Grafana', () => {
  it('has panels that can be told apart, each with a title, a description and a data source', () => {
    expect(dashboard.schemaVersion).to.be.at.least(39);
    const ids = dashboard.panels.map(({ id }) => id);
    expect(ids).to.have.length(new Set(ids).size);
    expect(panels.length).to.be.greaterThan(20);
    for (const panel of panels) {
      expect(panel.title, String(panel.id)).to.be.a('string').and.not.equal('');
      expect(panel.description, panel.title).to.match(/\.$/);
      expect(panel.datasource, panel.title).to.deep.equal({ type: 'prometheus', uid: '${datasource}' });
      const refs = (panel.targets ?? []).map(({ refId }) => refId);
      expect(refs, panel.title).to.not.be.empty;
      expect(refs, panel.title).to.have.length(new Set(refs).size);
      for (const target of panel.targets ?? []) {
        expect(target.datasource, panel.title).to.deep.equal(panel.datasource);
      }
    }
  });

  it('has a row for each part of the service', () => {
    const rows = dashboard.panels.filter(({ type }) => type === 'row').map(({ title }) => title);
    expect(rows).to.include.members([
      ...['Traffic', 'Errors', 'Latency by route', 'Dependencies'],
      ...['Work list and staleness', 'Content from upstream', 'Queue', 'Process'],
    ]);
  });

  it('shows of each content type how long ago everything was heard of, with a line where the alert fires', () => {
    const shown = panels.find(({ targets = [] }) =>
      targets.some(({ expr }) => expr.includes('content_unheard_seconds')),
    );
    const alert = alerts.find(({ expr }) => expr.includes('content_unheard_seconds'));
    const limit = Number(/> (\d+)$/.exec(alert?.expr ?? '')?.[1]);
    expect(shown?.targets?.map(({ legendFormat }) => legendFormat)).to.deep.equal(['{{content_type}}']);
    expect(shown?.fieldConfig?.defaults.unit).to.equal('s');
    expect(shown?.fieldConfig?.defaults.thresholds.steps.at(-1)).to.deep.equal({ color: 'red', value: limit });
  });

  it('lays no panel over another', () => {
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${String(x + (cell % w))},${String(y + Math.floor(cell / w))}`),
    );
    expect(cells).to.have.length(new Set(cells).size);
    expect(Math.max(...dashboard.panels.map(({ gridPos: { x, w } }) => x + w))).to.be.at.most(24);
  });

  it('lets its user choose the data source, the job and the process', () => {
    const names = dashboard.templating.list.map(({ name }) => name);
    expect(names).to.deep.equal(['datasource', 'job', 'instance', 'route']);
  });
});

describe('what rules, dashboard and documentation read', function () {
  this.timeout(60_000);
  let samples: Sample[];

  before(async () => {
    samples = await readBusyExposition();
  });

  const expressions = [
    ...rules.map(({ record, alert, expr }) => ({ where: record ?? alert ?? '', expr, legend: '' })),
    ...panels.flatMap(({ title = '', targets = [] }) =>
      targets.map(({ expr, legendFormat }) => ({ where: title, expr, legend: legendFormat })),
    ),
  ];

  it('is exposed by a service after traffic, with these labels and values', () => {
    for (const { where, expr, legend } of expressions) {
      const selectors = selectorsOf(expr);
      expect(selectors, `${where}: ${expr}`).to.not.be.empty;
      const ours = selectors.filter(({ name }) => !name.includes(':'));
      for (const selector of ours) {
        expect(select(samples, selector), `${where}: ${JSON.stringify(selector)}`).to.not.be.empty;
      }
      for (const { name } of selectors.filter((selector) => selector.name.includes(':'))) {
        expect(recorded.has(name), `${where}: ${name} is recorded`).to.equal(true);
      }
      const labels = new Set(
        ours.flatMap((selector) => select(samples, selector).flatMap((one) => Object.keys(one.labels))),
      );
      for (const label of groupingsOf(expr)) {
        expect(labels.has(label), `${where}: grouped by ${label}`).to.equal(true);
      }
      for (const [, label = ''] of legend.matchAll(/\{\{(\w+)\}\}/g)) {
        const kept = groupingsOf(expr);
        expect(kept.length === 0 ? labels.has(label) : kept.includes(label), `${where}: {{${label}}}`).to.equal(true);
      }
    }
  });

  it('is described: each of our metrics, and none that is not there', () => {
    const isNodes = (name: string): boolean => /^(process|nodejs)_|^up$/.test(name);
    const exposed = new Set(
      samples.map(({ name }) => name.replace(/_(bucket|sum|count)$/, '')).filter((name) => !isNodes(name)),
    );
    const [, table = ''] = /## Metrics\n([\s\S]*?)\n## /.exec(read('README.md')) ?? [];
    const described = new Set([...table.matchAll(/^\| `(\w+)`/gm)].map(([, name = '']) => name));
    expect([...described].sort()).to.deep.equal([...exposed].sort());
  });

  it('is described: each alert', () => {
    const readme = read('README.md');
    for (const { alert = '' } of alerts) {
      expect(readme).to.include(`\`${alert}\``);
    }
  });
});
