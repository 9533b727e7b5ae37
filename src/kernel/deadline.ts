/**
 * What `work` gives, if it comes in time; otherwise `late` says what to give or throw instead. What the work says after that
 * is nobody's, so it must not fail unheard for a reason that matters.
 * @param milliseconds how long it is waited for
 */
export async function withDeadline<T, U = never>(
  work: Promise<T>,
  milliseconds: number,
  late: () => U | Promise<U>,
): Promise<T | U> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<'overdue'>((resolve) => {
    timer = setTimeout(resolve, milliseconds, 'overdue');
  });
  const watched = work.then((value) => ({ value }));
  // When the deadline wins, a later failure has no one waiting for it.
  watched.catch(() => undefined);
  try {
    const first = await Promise.race([watched, overdue]);
    return first === 'overdue' ? await late() : first.value;
  } finally {
    clearTimeout(timer);
  }
}
