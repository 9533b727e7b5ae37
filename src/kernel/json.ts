import { printParseErrorCode, visit } from 'jsonc-parser';
import { BadRequestError } from './errors.ts';

/**
 * A value in JSON text, with its place there in UTF-16 units: keeps what `JSON.parse` loses, the spelling of numbers and
 * repeated members.
 */
export type JsonNode = Readonly<
  { offset: number; length: number } & (
    | { type: 'object'; members: readonly Member[] }
    | { type: 'array'; entries: readonly JsonNode[] }
    | { type: 'string'; value: string }
    | { type: 'number'; value: number }
    | { type: 'boolean'; value: boolean }
    | { type: 'null'; value: null }
  )
>;

export interface Member {
  readonly name: string;
  readonly value: JsonNode;
}

type Open =
  | { type: 'object'; offset: number; members: Member[]; name: string }
  | { type: 'array'; offset: number; entries: JsonNode[] };

/** A bound so that no reader of the tree, nor the parser, runs out of stack. */
const deepest = 100;

/**
 * Reads JSON as RFC 8259 has it: no comments, no trailing commas, no byte order mark. Stops at the first fault: a hostile
 * text must not make a long list of them.
 * @throws BadRequestError with line and column (from 1) of what is broken, of the 101st level of nesting, or of a number past
 * the range of a double
 */
export function parseJson(text: string): JsonNode {
  const open: Open[] = [];
  let root: JsonNode | undefined;
  const attach = (node: JsonNode): void => {
    const parent = open.at(-1);
    if (parent === undefined) {
      root = node;
    } else if (parent.type === 'array') {
      parent.entries.push(node);
    } else {
      parent.members.push({ name: parent.name, value: node });
    }
  };
  const enter = (node: Open, line: number, column: number): void => {
    if (open.push(node) > deepest) {
      throw notRead(`nested deeper than ${String(deepest)} levels`, line, column);
    }
  };
  const leave = (end: number): void => {
    const node = open.pop();
    if (node?.type === 'object') {
      attach({ type: 'object', offset: node.offset, length: end - node.offset, members: node.members });
    } else if (node !== undefined) {
      attach({ type: 'array', offset: node.offset, length: end - node.offset, entries: node.entries });
    }
  };
  visit(
    text,
    {
      onObjectBegin: (offset, _length, line, column) => {
        enter({ type: 'object', offset, members: [], name: '' }, line, column);
      },
      onObjectProperty: (name) => {
        const parent = open.at(-1);
        if (parent?.type === 'object') {
          parent.name = name;
        }
      },
      onObjectEnd: (offset, length) => {
        leave(offset + length);
      },
      onArrayBegin: (offset, _length, line, column) => {
        enter({ type: 'array', offset, entries: [] }, line, column);
      },
      onArrayEnd: (offset, length) => {
        leave(offset + length);
      },
      onLiteralValue: (value: unknown, offset, length, line, column) => {
        if (typeof value === 'number' && !Number.isFinite(value)) {
          throw notRead('a number is too large', line, column);
        }
        attach(literal(value, offset, length));
      },
      onError: (code, _offset, _length, line, column) => {
        throw notRead(problemOf(printParseErrorCode(code)), line, column);
      },
    },
    { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false },
  );
  if (root === undefined) {
    throw notRead('value expected', 0, 0);
  }
  return root;
}

/** The plain value, as `JSON.parse` gives it; of a repeated member the last one. */
export function toValue(node: JsonNode): unknown {
  switch (node.type) {
    case 'object':
      return Object.fromEntries(node.members.map(({ name, value }) => [name, toValue(value)]));
    case 'array':
      return node.entries.map(toValue);
    default:
      return node.value;
  }
}

/** The text that `node` was read from. */
export function sourceOf(text: string, node: JsonNode): string {
  return text.slice(node.offset, node.offset + node.length);
}

/** An object's members in the order of the text, repeated ones too; none for anything else. */
export function membersOf(node: JsonNode): readonly Member[] {
  return node.type === 'object' ? node.members : [];
}

/** An object's member by name; of a repeated one the last. */
export function member(node: JsonNode, name: string): JsonNode | undefined {
  return membersOf(node).findLast((one) => one.name === name)?.value;
}

/** A list's entries; none for anything else. */
export function entriesOf(node: JsonNode): readonly JsonNode[] {
  return node.type === 'array' ? node.entries : [];
}

/** One step of a JSON Pointer (RFC 6901). */
export function pointerTo(parent: string, name: string | number): string {
  return `${parent}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function literal(value: unknown, offset: number, length: number): JsonNode {
  switch (typeof value) {
    case 'string':
      return { type: 'string', offset, length, value };
    case 'number':
      return { type: 'number', offset, length, value };
    case 'boolean':
      return { type: 'boolean', offset, length, value };
    default:
      return { type: 'null', offset, length, value: null };
  }
}

function notRead(problem: string, line: number, column: number): BadRequestError {
  return new BadRequestError(`not JSON: ${problem} at line ${String(line + 1)}, column ${String(column + 1)}`);
}

/** The parser's `CommaExpected` as `comma expected`. */
function problemOf(code: string): string {
  return code.replace(/(?<!^)[A-Z]/g, ' $&').toLowerCase();
}
