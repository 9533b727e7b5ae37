/** A program that is needed and that this machine lacks. */
export interface Missing {
  readonly what: string;
  /** Debian and Ubuntu packages that would do, the best first; none when apt has none that will. */
  readonly apt: readonly string[];
  /** Homebrew's formula, `--cask NAME`, or nothing when it has none. */
  readonly brew: string;
  /** What to get where there is neither apt nor Homebrew. */
  readonly other: string;
}

/** What is missing for one purpose. */
export interface Lack {
  /** "to run …" */
  readonly purpose: string;
  readonly missing: readonly Missing[];
  /** Other ways out, a line each. */
  readonly otherwise: readonly string[];
  /** Why an installation failed. */
  readonly reason: string | undefined;
}

/** Its message lists everything that is missing and the commands that mend it. */
export class MissingPrograms extends Error {
  readonly lacks: readonly Lack[];

  constructor(lacks: readonly Lack[]) {
    super(missingMessage(lacks));
    this.name = 'MissingPrograms';
    this.lacks = lacks;
  }
}

/** The messages of what failed side by side. Programs missing for several purposes are one message, mended by one command. */
export function tellFailures(reasons: readonly unknown[]): string {
  const lacks = reasons.flatMap((reason) => (reason instanceof MissingPrograms ? reason.lacks : []));
  const others = reasons.filter((reason) => !(reason instanceof MissingPrograms));
  return [
    ...(lacks.length === 0 ? [] : [missingMessage(lacks)]),
    ...others.map((reason) => (reason instanceof Error ? reason.message : String(reason))),
  ].join('\n\n');
}

/** Keeps the first package of each that apt offers. */
export function onlyOffered(missing: readonly Missing[], offered: ReadonlySet<string>): Missing[] {
  return missing.map((one) => ({ ...one, apt: one.apt.filter((name) => offered.has(name)).slice(0, 1) }));
}

/** One message for everything, with the command that mends it on Debian and Ubuntu, macOS and others. */
function missingMessage(lacks: readonly Lack[]): string {
  const missing = lacks.flatMap((lack) => lack.missing);
  const apt = missing.flatMap((one) => one.apt.slice(0, 1));
  const noApt = missing.filter((one) => one.apt.length === 0);
  const brew = missing.flatMap((one) => (one.brew === '' ? [] : one.brew));
  const casks = brew.filter((name) => name.startsWith('--cask '));
  const formulas = brew.filter((name) => !name.startsWith('--cask '));
  const reasons = lacks.flatMap((lack) => lack.reason ?? []);
  return [
    `Something is missing ${lacks.map((lack) => lack.purpose).join(', and ')}, on this machine:`,
    ...missing.map(({ what }) => `  - ${what}`),
    ...reasons.flatMap((reason) => ['', reason]),
    '',
    'Debian, Ubuntu:',
    ...(apt.length === 0 ? [] : [`  sudo apt-get update && sudo apt-get install ${apt.join(' ')}`]),
    ...noApt.map(({ other }) => `  apt has none here: ${other}`),
    'macOS:',
    ...(formulas.length === 0 ? [] : [`  brew install ${formulas.join(' ')}`]),
    ...casks.map((cask) => `  brew install ${cask}`),
    ...(brew.length === 0 ? ['  run the command as a user who is not root'] : []),
    'Others:',
    ...missing.map(({ other }) => `  ${other}`),
    '',
    ...lacks.flatMap((lack) => lack.otherwise),
  ].join('\n');
}
