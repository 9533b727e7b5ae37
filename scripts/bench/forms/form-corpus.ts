/**
 * Every document of a corpus checked and formed, and nothing else: `form-corpus.ts FILE`, in a process of its own. Reading, parsing and the
 * judgement of what comes out are not in its times.
 */
import { createHash } from 'node:crypto';
import formats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { formItem, readItem, type ItemForm } from '../../../src/replication/content/item-form.ts';
import { published } from '../../../src/replication/content/kept-form.ts';
import { normalizedSchema } from '../../../src/replication/contract/normalized-schema.ts';
import { readRaw } from '../../../src/replication/contract/read-raw.ts';
import { readLines } from '../read-documents.ts';

const documentsOfOneBatch = 500;

/** What it prints. */
export interface FormsReport {
  items: number;
  /** Of all documents: of the work, and of parsing their texts. */
  milliseconds: number;
  parsingMilliseconds: number;
  cpuSeconds: number;
  /** Documents that were refused, or whose normalized form breaks its schema. */
  wrong: number;
  examples: string[];
  checksum: string;
}

const now = Date.UTC(2026, 10, 20);
const isWhole = formats.default(new Ajv2020({ allowUnionTypes: true })).compile(normalizedSchema);
const hash = createHash('sha256');
const report = { items: 0, milliseconds: 0, parsingMilliseconds: 0, cpuSeconds: 0, wrong: 0, examples: [] as string[] };

function complain(what: string): void {
  report.wrong += 1;
  if (report.examples.length < 5) {
    report.examples.push(what);
  }
}

function work(lines: readonly string[]): void {
  const parsing = performance.now();
  const documents = lines.map((line) => JSON.parse(line) as unknown);
  const began = performance.now();
  const cpu = process.cpuUsage();
  const forms = documents.map((document): ItemForm | string => {
    const read = readItem(document, readRaw);
    return 'errors' in read ? JSON.stringify(read) : formItem(read.item, { now, defaultPartner: 'edx' });
  });
  const { user, system } = process.cpuUsage(cpu);
  report.milliseconds += performance.now() - began;
  report.parsingMilliseconds += began - parsing;
  report.cpuSeconds += (user + system) / 1e6;
  report.items += lines.length;
  for (const form of forms) {
    if (typeof form === 'string') {
      complain(form);
    } else if (!isWhole(published(JSON.parse(form.write.normalized) as Record<string, unknown>))) {
      complain(`${form.write.contentKey}: ${JSON.stringify(isWhole.errors)}`);
    } else {
      hash.update(form.write.documentHash);
    }
  }
}

let lines: string[] = [];
for await (const line of readLines(process.argv[2] ?? '')) {
  lines.push(line);
  if (lines.length === documentsOfOneBatch) {
    work(lines);
    lines = [];
  }
}
work(lines);
process.stdout.write(JSON.stringify({ ...report, checksum: hash.digest('hex') } satisfies FormsReport));
