/**
 * What `source` gives, the next one asked for while the last one is worked on. So at most two are held at once. A failure is thrown in its turn,
 * after what came before it was given.
 * @param giveUp is called when nobody wants more; `source` should fail soon then
 */
export async function* oneAhead<T>(
  source: AsyncGenerator<T, void, undefined>,
  giveUp: () => void,
): AsyncGenerator<T, void, undefined> {
  const ask = (): Promise<IteratorResult<T, void>> => {
    const asked = source.next();
    // Heard in its turn; without this a failure before that would end the process.
    asked.catch(() => undefined);
    return asked;
  };
  let next = ask();
  try {
    for (;;) {
      const result = await next;
      if (result.done === true) {
        return;
      }
      next = ask();
      yield result.value;
    }
  } finally {
    giveUp();
    // Nobody hears any more what it gives.
    await next.catch(() => undefined);
  }
}
