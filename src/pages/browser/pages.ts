/** The search is paged to no further than this many results. */
const furthest = 10_000;

/** How many pages can be opened. */
export function lastPage(count: number, pageSize: number): number {
  return Math.max(1, Math.ceil(Math.min(count, furthest) / pageSize));
}

/** The pages to offer: the first, the last, and those around the one that is shown; `gap` stands for those between. */
export function pagesToOffer(page: number, last: number): (number | 'gap')[] {
  const near = [1, page - 1, page, page + 1, last].filter((one) => one >= 1 && one <= last);
  const pages = [...new Set(near)].sort((one, other) => one - other);
  return pages.flatMap((one, index): (number | 'gap')[] => {
    const before = pages[index - 1] ?? one - 1;
    // A gap of one page is that page.
    return one - before === 1 ? [one] : [one - before === 2 ? one - 1 : 'gap', one];
  });
}
