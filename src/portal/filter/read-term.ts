import { tagsAttribute, type Comparison, type Term } from './filter.ts';
import type { Scanner } from './scanner.ts';

const attributeForm = /[^\s()"':<>=!]+/y;
const comparisonForm = /<=|>=|!=|<|>|=/y;
const number = String.raw`[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?`;
const numberForm = new RegExp(String.raw`(${number})(?![^\s()])`, 'y');
const rangeForm = new RegExp(String.raw`(${number})\s+TO\s+(${number})(?![^\s()])`, 'y');
const keywordAhead = /(?:AND|OR|NOT)(?![^\s()"'])/y;
const wordForm = /[^\s()"]+/y;

/**
 * One comparison: `attribute:value`, `attribute:FROM TO TO`, `attribute < number`, or a word or quoted text alone, which is a tag.
 * A value goes on to the next AND, OR, NOT or bracket, unless it is quoted: clients send `actor:Tom Cruise`.
 * @throws BadRequestError
 */
export function readTerm(scanner: Scanner): Term {
  const quoted = scanner.takeQuoted();
  const attribute = quoted ?? scanner.take(attributeForm)?.[0];
  if (attribute === undefined) {
    throw scanner.fault('an attribute is expected');
  }
  const comparison = scanner.take(/\s*(?=[<>=!])/y) && scanner.take(comparisonForm)?.[0];
  if (comparison !== undefined) {
    scanner.passBlanks();
    return { kind: 'number', attribute, comparison: comparison as Comparison, number: readNumber(scanner) };
  }
  if (scanner.take(/\s*:\s*/y) === undefined) {
    return { kind: 'facet', attribute: tagsAttribute, value: attribute };
  }
  const range = scanner.take(rangeForm);
  if (range !== undefined) {
    return { kind: 'range', attribute, from: Number(range[1]), to: Number(range[2]) };
  }
  return { kind: 'facet', attribute, value: readValue(scanner) };
}

function readNumber(scanner: Scanner): number {
  const found = scanner.take(numberForm);
  if (found === undefined || !Number.isFinite(Number(found[1]))) {
    throw scanner.fault('a number is expected after the comparison');
  }
  return Number(found[1]);
}

function readValue(scanner: Scanner): string {
  const quoted = scanner.takeQuoted();
  if (quoted !== undefined) {
    if (scanner.sees(/<score=/y)) {
      throw scanner.fault(scores);
    }
    if (!scanner.sees(/[\s)]|$/y)) {
      throw scanner.fault('a blank, AND, OR or ) is expected after the quoted value');
    }
    return quoted;
  }
  const start = scanner.at;
  if (scanner.sees(keywordAhead) || scanner.take(wordForm) === undefined) {
    throw scanner.fault('a value is expected');
  }
  let end = scanner.at;
  for (;;) {
    scanner.passBlanks();
    if (scanner.sees(keywordAhead)) {
      break;
    }
    const word = scanner.take(wordForm)?.[0];
    if (word === undefined) {
      break;
    }
    // As in `a:b and c:d`: what was meant as a condition of its own must not become a part of the value.
    if (/[:<>=]/.test(word)) {
      throw scanner.fault(
        'AND or OR, in capitals, is expected before another condition; a value with such signs is quoted',
      );
    }
    end = scanner.at;
  }
  const value = scanner.text.slice(start, end);
  if (value.includes('<score=')) {
    throw scanner.fault(scores);
  }
  return value;
}

const scores = 'scores of filters (<score=…>) are not supported';
