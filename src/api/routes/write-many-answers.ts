/**
 * The JSON text of `{results: {catalog: {key: true | false}}}`. A hundred thousand pairs as objects take three times as long to build and
 * write as their text.
 * @param keys each once
 */
export function writeManyAnswers(
  keys: readonly string[],
  catalogs: readonly { uuid: string; contained: ReadonlySet<string> }[],
): string {
  const names = keys.map((key) => JSON.stringify(key));
  const yes = names.map((name) => `${name}:true`);
  const no = names.map((name) => `${name}:false`);
  const nothing = no.join(',');
  const answers = catalogs.map(({ uuid, contained }) => {
    const pairs = contained.size === 0 ? nothing : keys.map((key, at) => (contained.has(key) ? yes : no)[at]).join(',');
    return `${JSON.stringify(uuid)}:{${pairs}}`;
  });
  return `{"results":{${answers.join(',')}}}`;
}
