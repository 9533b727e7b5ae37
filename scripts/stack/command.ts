/** What was asked for cannot be understood, or cannot be: told as it is, with exit code 2. */
export class ArgumentError extends Error {}

/**
 * Runs a command's main function and turns its end into an exit code: what it returns, 2 for wrong arguments, 1 for
 * everything else that was thrown, whose message is printed for the person who called.
 */
export async function runCommand(main: (args: string[]) => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = isArgumentError(error) ? 2 : 1;
  }
}

function isArgumentError(error: unknown): boolean {
  return (
    error instanceof ArgumentError ||
    (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
  );
}
