/**
 * What a JSON value looks like: `text`, `number`, `boolean`, `null`, several with `|`, or `@NAME|NAME` for an item as `named` has it, by its
 * `content_type`; a list has one shape for all its entries, of which there is at least one, or none when it was empty; `*` stands for
 * members of any name.
 */
export type Shape = string | Shape[] | { [member: string]: Shape };

/** Where a value differs from a shape, one line each. Members that the shape does not have are allowed. */
export function misfits(shape: Shape, value: unknown, named: Record<string, Shape>, at = ''): string[] {
  const kind = kindOf(value);
  if (typeof shape === 'string' && shape.startsWith('@')) {
    const type = kind === 'object' ? String((value as Record<string, unknown>)['content_type']) : kind;
    const name = shape
      .slice(1)
      .split('|')
      .find((one) => one.split(' ')[0] === type);
    return name === undefined ? [`${at}: ${type}, not ${shape}`] : misfits(named[name] ?? '', value, named, at);
  }
  if (typeof shape === 'string') {
    return shape.split('|').includes(kind) ? [] : [`${at}: ${kind}, not ${shape}`];
  }
  if (Array.isArray(shape)) {
    const [each] = shape;
    if (!Array.isArray(value)) {
      return [`${at}: ${kind}, not a list`];
    }
    return each === undefined
      ? []
      : value.length === 0
        ? [`${at}: empty`]
        : value.flatMap((entry, index) => misfits(each, entry, named, `${at}/${String(index)}`));
  }
  if (kind !== 'object') {
    return [`${at}: ${kind}, not an object`];
  }
  const members = value as Record<string, unknown>;
  const each = shape['*'];
  return each === undefined
    ? Object.entries(shape).flatMap(([name, of]) =>
        name in members ? misfits(of, members[name], named, `${at}/${name}`) : [`${at}/${name}: missing`],
      )
    : Object.entries(members).flatMap(([name, member]) => misfits(each, member, named, `${at}/${name}`));
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) {
    return 'null';
  }
  return Array.isArray(value) ? 'list' : typeof value === 'string' ? 'text' : typeof value;
}
