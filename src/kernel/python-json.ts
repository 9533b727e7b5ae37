import { entriesOf, membersOf, sourceOf, type JsonNode } from './json.ts';

/**
 * The text that Python's `json.dumps(json.loads(text), sort_keys=True)` gives: keys by code point, `", "` and `": "`,
 * everything but printable ASCII escaped, whole numbers as they stand and others as Python spells them. Clients hold hashes of
 * it.
 */
export function pythonJsonDumps(text: string, node: JsonNode): string {
  switch (node.type) {
    case 'object': {
      // Of a repeated member Python keeps the last.
      const members = new Map(membersOf(node).map(({ name, value }) => [name, value]));
      const sorted = [...members].sort(([one], [other]) => compareCodePoints(one, other));
      return `{${sorted.map(([name, value]) => `${escaped(name)}: ${pythonJsonDumps(text, value)}`).join(', ')}}`;
    }
    case 'array':
      return `[${entriesOf(node)
        .map((entry) => pythonJsonDumps(text, entry))
        .join(', ')}]`;
    case 'string':
      return escaped(node.value);
    case 'number':
      return pythonNumber(sourceOf(text, node));
    default:
      return sourceOf(text, node);
  }
}

/** UTF-16 order differs from code point order where surrogates meet U+E000 and above. */
function compareCodePoints(one: string, other: string): number {
  for (let index = 0; ;) {
    const left = one.codePointAt(index);
    const right = other.codePointAt(index);
    if (left === undefined || left !== right) {
      return (left ?? -1) - (right ?? -1);
    }
    index += left > 0xffff ? 2 : 1;
  }
}

function escaped(value: string): string {
  // JSON.stringify writes the same short escapes and control characters; Python also escapes DEL and all beyond ASCII.
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** `repr` of an int or a float. */
function pythonNumber(source: string): string {
  if (!/[.eE]/.test(source)) {
    return source === '-0' ? '0' : source;
  }
  const value = Number(source);
  const sign = Object.is(value, -0) || value < 0 ? '-' : '';
  if (value === 0) {
    return `${sign}0.0`;
  }
  // Both languages print the shortest digits that read back as the same double; only the layout differs.
  const [mantissa = '', exponentText = '0'] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${sign}${digits.slice(0, 1)}${fraction}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  if (exponent < 0) {
    return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  }
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
}
