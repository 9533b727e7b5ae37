import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RandomStream } from './corpus/random.ts';
import { ArgumentError, runCommand } from './stack/command.ts';
import { Corpus } from './upstream/corpus.ts';
import { faultKinds, Faults, type FaultSettings } from './upstream/faults.ts';
import { StandIn } from './upstream/stand-in.ts';

const help = `npm run upstream -- --corpus DIR [--port N] [--fault KIND=SHARE …]

Stands in for upstream, the service that content comes from: its lists of courses, programs and pathways, its search for runs and its ratings, over
a corpus that npm run corpus wrote. On loopback only.

  --corpus DIR              where content.jsonl is
  --port N                  8090
  --client-id ID, --client-secret SECRET
                            who may ask, for tokens of /oauth2/access_token; without them everybody may
  --token-seconds N         how long a token is good: 3600
  --fault KIND=SHARE        what goes wrong, in a share of 0 to 1; may be repeated
  --slow-milliseconds N     2000
  --retry-after N           seconds that a throttled request is told to wait: 1
  --seed N                  of what is left to chance: 1
  --attached                end when the standard input ends

Faults, and what they are a share of:
${Object.entries(faultKinds)
  .map(([kind, what]) => `  ${kind.padEnd(16)} ${what}`)
  .join('\n')}

While it runs:
  GET /stand-in/faults          which are on, and how often each has happened
  PUT /stand-in/faults          {"html": 0.1, "errors": {"times": 3}}: these are on, all others off
  PUT /stand-in/content         a document: new, or in the place of the one with its key
  DELETE /stand-in/content/KEY  it vanishes

Exit code: 0 stopped by Ctrl-C, 1 failed, 2 wrong arguments.
`;

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      corpus: { type: 'string' },
      port: { type: 'string', default: '8090' },
      'client-id': { type: 'string' },
      'client-secret': { type: 'string' },
      'token-seconds': { type: 'string', default: '3600' },
      fault: { type: 'string', multiple: true, default: [] },
      'slow-milliseconds': { type: 'string', default: '2000' },
      'retry-after': { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      attached: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  if (values.corpus === undefined) {
    throw new ArgumentError('--corpus DIR is needed; npm run corpus -- --out DIR makes one');
  }
  const { 'client-id': clientId, 'client-secret': clientSecret } = values;
  const random = new RandomStream(whole('seed', values.seed), 'faults');
  const faults = new Faults(() => random.unit());
  faults.set(readFaults(values.fault));
  const options = {
    faults,
    port: whole('port', values.port),
    ...(clientId === undefined || clientSecret === undefined ? {} : { credentials: { clientId, clientSecret } }),
    tokenSeconds: whole('token-seconds', values['token-seconds']),
    slowMilliseconds: whole('slow-milliseconds', values['slow-milliseconds']),
    retryAfterSeconds: whole('retry-after', values['retry-after']),
  };
  const standIn = new StandIn({ ...options, corpus: await Corpus.open(join(values.corpus, 'content.jsonl')) });
  process.stdout.write(`upstream stands in at ${await standIn.listen()}\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        resolve();
      });
    }
    if (values.attached) {
      process.stdin.once('end', resolve).resume();
    }
  });
  await standIn.close();
  return 0;
}

function whole(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) {
    throw new ArgumentError(`--${name} is a whole number, not ${text}`);
  }
  return Number(text);
}

function readFaults(texts: readonly string[]): FaultSettings {
  try {
    const settings = Object.fromEntries(
      texts.map((text) => {
        const [kind = '', share = ''] = text.split('=');
        return [kind, share === '' ? Number.NaN : Number(share)];
      }),
    );
    new Faults(() => 0).set(settings);
    return settings;
  } catch (error) {
    throw new ArgumentError(`--fault: ${(error as Error).message}`);
  }
}

await runCommand(main);
