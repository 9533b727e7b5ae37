import { expect } from 'chai';
import { RefusedError, type Fault } from '../../../../src/kernel/errors.ts';
import { parseJson } from '../../../../src/kernel/json.ts';
import { parseFilter } from '../../../../src/inclusion/filter/parse-filter.ts';
import type { ParsedFilter } from '../../../../src/inclusion/filter/parsed-filter.ts';

export function parse(filter: unknown): ParsedFilter {
  return parseText(JSON.stringify(filter));
}

export function parseText(text: string): ParsedFilter {
  return parseFilter(parseJson(text), { pointer: '/content_filter' });
}

/** The faults of a filter that has to be refused. */
export function faultsOf(filter: unknown): readonly Fault[] {
  return faultsOfText(JSON.stringify(filter));
}

export function faultsOfText(text: string): readonly Fault[] {
  try {
    parseText(text);
  } catch (error) {
    expect(error).to.be.instanceOf(RefusedError);
    return (error as RefusedError).faults;
  }
  return expect.fail(`accepted: ${text.slice(0, 200)}`);
}

/** `/level_typ unknown_field` for each fault, without what all pointers begin with. */
export function inShort(faults: readonly Fault[]): string[] {
  return faults.map(({ pointer, code }) => {
    expect(pointer).to.match(/^\/content_filter(\/|$)/);
    return `${pointer.slice('/content_filter'.length)} ${code}`;
  });
}
