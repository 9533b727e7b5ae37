/**
 * A JSON file of `queries/` or `mappings/` with its parameters, `{ "$": "name" }`, put in.
 * @throws Error when a parameter is not given
 */
export function fillTemplate(text: string, parameters: Readonly<Record<string, unknown>>): object {
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('$' in value) || typeof value.$ !== 'string') {
      return value;
    }
    if (!(value.$ in parameters)) {
      throw new Error(`parameter ${value.$} is not given`);
    }
    return parameters[value.$];
  }) as object;
}
