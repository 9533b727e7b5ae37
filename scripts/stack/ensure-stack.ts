import { join } from 'node:path';
import { ADDRESS_FIELDS, redactAddress, type Addresses } from './addresses.ts';
import { chooseMode, type Choice } from './choose-mode.ts';
import { ensureCompose, whyNoContainers } from './compose.ts';
import { ENGINE_NAMES, type Compilation, type Log } from './engine.ts';
import { ensureNative } from './ensure-native.ts';
import { readEnvironment, type StackEnvironment, type StackMode } from './environment.ts';
import { asRecord, readJson, writeJson } from './files.ts';
import { findLayout, type Layout } from './layout.ts';
import { askVersion } from './versions.ts';

/** Engines that answer, and where. */
export interface Stack extends Addresses {
  readonly mode: StackMode;
}

const MODE_WORDS: Readonly<Record<StackMode, string>> = {
  env: 'at the addresses in the environment',
  compose: 'in containers',
  native: 'as programs of this machine',
};

/**
 * Gets OpenSearch, the database and Redis running and waits until they can serve. Answers within 300 ms when they run
 * already. They stay up when the caller ends.
 * @param purpose for whom, in the line that says the choice aloud
 * @param compilation how an OpenSearch of this machine is to compile; left out by what is as good with either
 * @throws Error with a message for a person: what is missing or failed, and what mends it
 */
export async function ensureStack({
  purpose,
  compilation,
  log,
}: {
  purpose: string;
  compilation?: Compilation;
  log: Log;
}): Promise<Stack> {
  const environment = readEnvironment();
  const layout = await findLayout();
  const choice = await chooseMode(environment, await readMode(layout), whyNoContainers);
  const given = ADDRESS_FIELDS.filter(({ field }) => environment[field] !== undefined);
  sayChoice(purpose, choice, given, log);
  await Promise.all(
    given.map(({ engine, field, variable }) => expectAnswer(engine, variable, environment[field] ?? '')),
  );
  if (choice.mode === 'env') {
    return { mode: 'env', ...withGiven(environment, { opensearchUrl: '', databaseUrl: '', redisUrl: '' }) };
  }
  const names = ENGINE_NAMES.filter((name) => !given.some(({ engine }) => engine === name));
  const addresses = await (choice.mode === 'compose'
    ? ensureCompose(layout, environment, names, log)
    : ensureNative(layout, environment, names, log, compilation));
  await writeMode(layout, choice.mode);
  return { mode: choice.mode, ...withGiven(environment, addresses) };
}

/** How this checkout ran its engines last; `undefined` when it never did. */
export async function readMode(layout: Layout): Promise<StackMode | undefined> {
  const { mode } = asRecord(await readJson(modeFile(layout)));
  return mode === 'compose' || mode === 'native' ? mode : undefined;
}

async function writeMode(layout: Layout, mode: StackMode): Promise<void> {
  if ((await readMode(layout)) !== mode) {
    await writeJson(modeFile(layout), { mode });
  }
}

function modeFile(layout: Layout): string {
  return join(layout.local, 'stack.json');
}

function sayChoice(purpose: string, choice: Choice, given: readonly { variable: string }[], log: Log): void {
  log(`engines for ${purpose}: ${MODE_WORDS[choice.mode]} (${choice.why})`);
  if (choice.mode !== 'env' && given.length > 0) {
    log(`given in the environment and used as they are: ${given.map(({ variable }) => variable).join(', ')}`);
  }
}

function withGiven(environment: StackEnvironment, own: Addresses): Addresses {
  return {
    opensearchUrl: environment.opensearchUrl ?? own.opensearchUrl,
    databaseUrl: environment.databaseUrl ?? own.databaseUrl,
    redisUrl: environment.redisUrl ?? own.redisUrl,
  };
}

async function expectAnswer(engine: (typeof ENGINE_NAMES)[number], variable: string, address: string): Promise<void> {
  try {
    await askVersion(engine, address);
  } catch (error) {
    const reason =
      error instanceof Error ? (error.cause instanceof Error ? error.cause : error).message : String(error);
    throw new Error(
      `${variable}=${redactAddress(address)} does not answer (${reason}): start it, or unset ${variable}`,
    );
  }
}
