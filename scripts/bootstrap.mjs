// The door of every command: `node scripts/bootstrap.mjs <verb> [arguments]` installs the dependencies when they are
// missing or stale, picks a Node that is new enough, and runs scripts/<verb>.ts with it. Plain JavaScript with built-ins
// only, because it runs before there is anything else, on a Node that may be as old as 20.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LOCAL = join(ROOT, '.local');
const STAMP = join(ROOT, 'node_modules/.percolog-stamp');
const LOCK = join(LOCAL, 'bootstrap.lock');
/** Half of what V8 gives the young generation of each process on a large machine. The Dockerfile says the same. */
const YOUNG = '--max-semi-space-size=32';

/** A mistake or a lack that the person at the keyboard can mend; printed without a stack trace. */
class Refusal extends Error {}

function listVerbs() {
  return readdirSync(join(ROOT, 'scripts'))
    .filter((name) => /^[a-z-]+\.ts$/.test(name))
    .map((name) => name.slice(0, -3))
    .sort();
}

function help() {
  return [
    'node scripts/bootstrap.mjs <verb> [arguments]',
    '',
    'Installs the dependencies when they are missing or stale, then runs scripts/<verb>.ts on a Node that is new enough.',
    `Verbs: ${listVerbs().join(', ')}. Each has --help.`,
    '',
  ].join('\n');
}

// --- dependencies ---

/** What the installed dependencies must have been made from. */
function wantedStamp() {
  const lockfile = readFileSync(join(ROOT, 'package-lock.json'));
  return createHash('sha256').update(lockfile).update(`${process.platform}-${process.arch}`).digest('hex');
}

function readOr(path, otherwise) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}

/** Whether npm itself has just installed exactly this lockfile: its own record of node_modules has the same packages. */
function isInstalledByHand() {
  const { packages: wanted } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  const { packages: present } = JSON.parse(readOr(join(ROOT, 'node_modules/.package-lock.json'), '{}'));
  if (present === undefined) {
    return false;
  }
  const isSame = (path) =>
    present[path]?.version === wanted[path]?.version && present[path]?.integrity === wanted[path]?.integrity;
  return (
    Object.keys(present).every(isSame) &&
    // What is optional may be meant for another platform.
    Object.keys(wanted).every((path) => path === '' || wanted[path].optional === true || isSame(path))
  );
}

async function ensureDependencies() {
  const stamp = wantedStamp();
  if (readOr(STAMP, '') === stamp) {
    return;
  }
  await withLock(() => {
    if (readOr(STAMP, '') === stamp) {
      return;
    }
    if (!isInstalledByHand()) {
      refuseUnderService();
      install();
    }
    writeFileSync(STAMP, stamp);
  });
}

function install() {
  const reason = existsSync(join(ROOT, 'node_modules')) ? 'package-lock.json has changed' : 'there is no node_modules';
  console.error(`installing dependencies with npm ci: ${reason}`);
  const args = ['ci', '--no-audit', '--no-fund', '--include=dev', '--include=optional'];
  // Under `npm start` npm says where it is; otherwise it is looked for in PATH.
  const npm = process.env.npm_execpath?.endsWith('.js')
    ? [process.execPath, [process.env.npm_execpath, ...args]]
    : ['npm', args];
  const { status, error } = spawnSync(npm[0], npm[1], { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (error !== undefined || status !== 0) {
    const why = error === undefined ? `npm ci ended with code ${status}` : `npm could not be started: ${error.message}`;
    throw new Refusal(`${why}. Mend what it names above and run the command again.`);
  }
}

/** Its modules must not be taken from under a running service. */
function refuseUnderService() {
  const path = join(LOCAL, 'service.json');
  const service = JSON.parse(readOr(path, 'null'));
  if (service !== null && isRunning(service)) {
    throw new Refusal(
      `The dependencies are not those of package-lock.json, and the service of this checkout is running on port ${service.port} ` +
        `(process ${service.pid}). Stop it with Ctrl-C where it runs, or with: kill ${service.pid}\nThen run the command again.`,
    );
  }
}

// --- one at a time; scripts/stack/lock.ts does the same for what starts after the installation ---

async function withLock(work) {
  mkdirSync(LOCAL, { recursive: true });
  const mine = `${LOCK}.${process.pid}`;
  writeFileSync(mine, JSON.stringify({ pid: process.pid, born: bornAt(process.pid) }));
  try {
    for (let told = false; !tryLink(mine); await pause(100)) {
      const text = readOr(LOCK, '');
      const holder = text === '' ? null : JSON.parse(text);
      if (holder !== null && isRunning(holder)) {
        if (!told) {
          console.error(`waiting for process ${holder.pid}, which installs the dependencies`);
          told = true;
        }
      } else if (readOr(LOCK, '') === text) {
        rmSync(LOCK, { force: true });
      }
    }
    await work();
  } finally {
    rmSync(mine, { force: true });
    if (readOr(LOCK, '').includes(`"pid":${process.pid},`)) {
      rmSync(LOCK, { force: true });
    }
  }
}

function tryLink(mine) {
  try {
    linkSync(mine, LOCK);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

function isRunning({ pid, born }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  // A number is given to another process later; where it can be told, the moment of birth must be the same.
  const now = bornAt(pid);
  return now === '' || now === born;
}

/** Ticks since boot at which a process began, as Linux tells it; empty elsewhere. */
function bornAt(pid) {
  const stat = readOr(`/proc/${pid}/stat`, '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

// --- Node ---

/** The range that the dependencies and running TypeScript as it is ask for: 22.22 or newer, but not 23, and 24.6 or newer. */
function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 6) || (major === 22 && minor >= 22);
}

function pickNode() {
  if (isNewEnough(process.versions.node)) {
    return process.execPath;
  }
  const brought = join(ROOT, `node_modules/node-linux-${process.arch}/bin/node`);
  if (process.platform === 'linux' && existsSync(brought)) {
    return brought;
  }
  const command =
    process.platform === 'darwin' ? 'brew install node' : 'nvm install 24   (or a download from nodejs.org)';
  throw new Refusal(`This needs Node 22.22 or newer, and runs on ${process.version}. Install one with:\n  ${command}`);
}

function runVerb(node, verb, args) {
  const script = join(ROOT, 'scripts', `${verb}.ts`);
  // Node keeps here what it made of each file, by the file's content: most of a command's start is that.
  const env = {
    NODE_COMPILE_CACHE: join(LOCAL, 'compile-cache'),
    ...process.env,
    // What the person says comes later, and so counts.
    NODE_OPTIONS: `${YOUNG} ${process.env.NODE_OPTIONS ?? ''}`.trim(),
  };
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', script, ...args], { env, stdio: 'inherit' });
  // Ctrl-C at a terminal reaches the whole group, so the child has it already: a second one would mean "at once".
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Refusal(`${node} could not be started: ${error.message}`)));
    child.once('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}

async function main([verb, ...args]) {
  if (verb === '--help' || verb === '-h') {
    process.stdout.write(help());
    return 0;
  }
  if (verb === undefined || !listVerbs().includes(verb)) {
    process.stderr.write(`${verb === undefined ? 'say what to do' : `unknown verb: ${verb}`}\n\n${help()}`);
    return 2;
  }
  await ensureDependencies();
  return runVerb(pickNode(), verb, args);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Refusal ? error.message : error);
  process.exitCode = 1;
}
