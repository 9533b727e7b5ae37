import { parseArgs } from 'node:util';
import { ensureSearchPage } from './build-page/ensure-search-page.ts';
import { runCommand } from './stack/command.ts';
import { findLayout } from './stack/layout.ts';

const HELP = `Builds the search page (src/pages/browser) into dist/search-page, where the service reads it when it starts.

  npm run build-page

It is built only when its sources or the packages have changed since. npm start and npm test do this themselves.
Exit codes: 0 it is there, 1 it could not be built, 2 wrong arguments.
`;

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { help: { type: 'boolean', short: 'h', default: false } } });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const outcome = await ensureSearchPage(await findLayout(), (line) => process.stdout.write(`${line}\n`));
  if (outcome === 'as it was') {
    process.stdout.write('the search page is up to date\n');
  }
  return 0;
}

await runCommand(main);
