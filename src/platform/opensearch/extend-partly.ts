import { extendMapping, type IndexDefinition } from './index-definition.ts';
import { OpenSearchRefusal, type OpenSearch } from './opensearch.ts';

/** A field, or an object of fields, as a mapping defines it. */
interface Field {
  properties?: Fields;
  [parameter: string]: unknown;
}
type Fields = Record<string, Field>;

/** Takes whatever a document has there, and reads none of it. */
const unread: Field = { type: 'object', enabled: false };

/**
 * Gives an older index the fields that a definition has and it lacks, as far as it can take them while it is open: no new analyzers, no
 * other type of a field that is there. A new field that it cannot take it accepts unread, so that documents of the new definition can be
 * written to it; one that is there stays as it is.
 * @param options.whole the field that must be as defined, with everything in it
 * @throws OpenSearchRefusal when that one cannot be
 */
export async function extendPartly(
  engine: OpenSearch,
  alias: string,
  definition: IndexDefinition,
  options: { whole: string },
): Promise<void> {
  try {
    await extendMapping(engine, alias, definition.mappings.properties);
    return;
  } catch (error) {
    if (!(error instanceof OpenSearchRefusal)) {
      throw error;
    }
  }
  const wanted = definition.mappings.properties as Fields;
  const whole = wanted[options.whole];
  if (whole !== undefined) {
    await extendMapping(engine, alias, { [options.whole]: whole });
  }
  const others = Object.fromEntries(Object.entries(wanted).filter(([name]) => name !== options.whole));
  const answer = await engine.request<Record<string, { mappings: { properties?: Fields } }>>({
    method: 'GET',
    path: `/${alias}/_mapping`,
  });
  const there = Object.values(answer)[0]?.mappings.properties ?? {};
  await extendFields(others, there, (fields) => extendMapping(engine, alias, fields));
}

/** @param write puts fields of this level into the mapping */
async function extendFields(wanted: Fields, there: Fields, write: (fields: Fields) => Promise<void>): Promise<void> {
  for (const [name, field] of Object.entries(wanted)) {
    const known = there[name];
    if (known?.properties !== undefined && field.properties !== undefined) {
      await extendFields(field.properties, known.properties, (properties) => write({ [name]: { properties } }));
      continue;
    }
    try {
      await write({ [name]: field });
    } catch (error) {
      if (!(error instanceof OpenSearchRefusal)) {
        throw error;
      }
      if (known === undefined) {
        await write({ [name]: unread });
      }
    }
  }
}
