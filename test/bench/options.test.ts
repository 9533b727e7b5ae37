import { expect } from 'chai';
import { commandOf, HELP, isFullSize, parseOptions, type BenchOptions } from '../../scripts/bench/options.ts';

function optionsOf(line: string): BenchOptions {
  const parsed = parseOptions(line.split(' '));
  if (parsed.kind !== 'options') {
    throw new Error(JSON.stringify(parsed));
  }
  return parsed.options;
}

function errorsOf(line: string): string[] {
  const parsed = parseOptions(line === '' ? [] : line.split(' '));
  return parsed.kind === 'errors' ? parsed.errors : [];
}

describe('bench: options', () => {
  it('has the sizes that the goals are set for as defaults', () => {
    expect(optionsOf('loop')).to.deep.equal({
      suite: 'loop',
      rows: [],
      items: 33_500,
      filters: 1_439,
      catalogs: 3_000,
      customers: 1_250,
      seed: 1,
      changes: 300,
      edits: 100,
      seconds: 60,
      requests: 40_000,
      keep: false,
      kept: false,
      jsonOnly: false,
    });
  });

  it('is quick on request, except for what is said otherwise', () => {
    expect(optionsOf('loop --quick --filters 500 --keep --json-only')).to.include({
      items: 2_000,
      filters: 500,
      catalogs: 300,
      changes: 50,
      requests: 4_000,
      keep: true,
      jsonOnly: true,
    });
  });

  it('judges by goals only the full corpus, and more', () => {
    expect(isFullSize(optionsOf('loop --changes 10 --requests 100'))).to.equal(true);
    expect(isFullSize(optionsOf('loop --items 50000'))).to.equal(true);
    expect(isFullSize(optionsOf('loop --filters 1438'))).to.equal(false);
    expect(isFullSize(optionsOf('loop --quick'))).to.equal(false);
  });

  it('names a command that measures the same', () => {
    const options = optionsOf('inclusion --quick --seed 7');
    expect(optionsOf(commandOf(options).replace('npm run bench -- ', ''))).to.deep.equal(options);
  });

  it('takes the rows that are wanted, and names them in the command', () => {
    const options = optionsOf('inclusion --rows change,stream --quick');
    expect(options.rows).to.deep.equal(['change', 'stream']);
    expect(optionsOf(commandOf(options).replace('npm run bench -- ', ''))).to.deep.equal(options);
    expect(errorsOf('loop --rows change,stream')).to.deep.equal([
      'loop has no row "stream", but import, change, contains',
    ]);
  });

  it('goes on with what was kept, and makes nothing anew', () => {
    const options = optionsOf('search --rows search-typed --kept --quick');
    expect(options.kept).to.equal(true);
    expect(optionsOf(commandOf(options).replace('npm run bench -- ', ''))).to.deep.equal(options);
    expect(errorsOf('search --rows import,search-typed --kept')).to.deep.equal([
      '--kept goes on with what is there: import and poll-full would make it anew',
    ]);
  });

  it('tells every mistake at once', () => {
    const errors = errorsOf('everything --items 1e3 --changes 0 --seed -1');
    expect(errors).to.have.length(1).and.match(/seed/);
    expect(errorsOf('everything --items 1e3 --changes 0')).to.deep.equal([
      'say what to measure: loop, inclusion, replication, search',
      '--items must be a whole number from 100 to 10000000, not "1e3"',
      '--changes must be a whole number from 1 to 100000, not "0"',
    ]);
    expect(errorsOf('')).to.deep.equal(['say what to measure: loop, inclusion, replication, search']);
    expect(errorsOf('loop twice')).to.deep.equal(['say what to measure: loop, inclusion, replication, search']);
    expect(errorsOf('loop --rows 3')).to.have.length(1);
  });

  it('explains itself', () => {
    expect(parseOptions(['--help'])).to.deep.equal({ kind: 'help' });
    for (const name of [
      'items',
      'filters',
      'catalogs',
      'customers',
      'seed',
      'changes',
      'requests',
      'keep',
      'kept',
      'quick',
      'json-only',
    ]) {
      expect(HELP).to.include(`--${name}`);
    }
  });
});
