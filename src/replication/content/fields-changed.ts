import type { JsonObject } from '../contract/raw-content.ts';

/** Which members change from one document to another: those that are new, gone or different. @param before as JSON text */
export function fieldsChanged(before: string, after: JsonObject): string[] {
  return differences(JSON.parse(before) as JsonObject, after);
}

function differences(before: JsonObject, after: JsonObject): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}
