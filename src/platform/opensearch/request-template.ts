import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { RequestTemplate } from '../../kernel/request-template.ts';

/**
 * Reads `queries/NAME.json`, once; `{ "$": "name" }` in it stands for the parameter `name`. Parameters are put in structurally, never as text, so a value cannot change the request's form.
 * @throws when a parameter is missing, or given and not used: a misspelt name is a fault of the program
 */
export function readRequestTemplate(directory: string, name: string): RequestTemplate {
  const template = JSON.parse(readFileSync(path.join(directory, `${name}.json`), 'utf8')) as object;
  return (parameters) => {
    const used = new Set<string>();
    const filled = fill(template, parameters, used) as object;
    const unused = Object.keys(parameters).filter((parameter) => !used.has(parameter));
    if (unused.length > 0) {
      throw new Error(`queries/${name}.json has no parameter ${unused.join(', ')}`);
    }
    return filled;
  };
}

function fill(node: unknown, parameters: Readonly<Record<string, unknown>>, used: Set<string>): unknown {
  if (Array.isArray(node)) {
    return node.map((item) => fill(item, parameters, used));
  }
  if (typeof node !== 'object' || node === null) {
    return node;
  }
  const entries = Object.entries(node);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === '$' && typeof first[1] === 'string') {
    if (!(first[1] in parameters)) {
      throw new Error(`parameter ${first[1]} is not given`);
    }
    used.add(first[1]);
    return parameters[first[1]];
  }
  return Object.fromEntries(entries.map(([key, value]) => [key, fill(value, parameters, used)]));
}
