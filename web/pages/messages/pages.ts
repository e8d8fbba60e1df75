import type { InfiniteData } from "@tanstack/react-query";

export interface PageOf<Row> {
  items: readonly Row[];
  next?: string | undefined;
}
type Pages<Row> = InfiniteData<PageOf<Row>, string | undefined>;

/** What is known of a row now; `undefined`: it is gone. */
export type Changes<Row> = ReadonlyMap<number, Row | undefined>;

interface Known {
  id: number;
  contact?: { id: number; name: string };
}

/**
 * Puts what the stream told into the pages that were read: rows change in their place, leave when they no longer belong here, and
 * come in where they belong by time. What belongs behind the pages read so far comes with its page.
 */
export function patched<Row extends Known>(
  data: Pages<Row> | undefined,
  changes: Changes<Row>,
  rules: { fits: (row: Row) => boolean; timeOf: (row: Row) => string; oldestFirst: boolean },
): Pages<Row> | undefined {
  if (data === undefined) return undefined;
  const seen = new Set<number>();
  let pages = data.pages.map((page) => {
    if (!page.items.some(({ id }) => changes.has(id))) return page;
    const items = page.items.flatMap((row) => {
      if (!changes.has(row.id)) return [row];
      seen.add(row.id);
      const now = changes.get(row.id);
      if (now === undefined || !rules.fits(now)) return [];
      return [row.contact === undefined ? now : { ...now, contact: row.contact }];
    });
    return { ...page, items };
  });
  const isBefore = (a: Row, b: Row) => {
    const [first, second] = rules.oldestFirst ? [b, a] : [a, b];
    const [left, right] = [rules.timeOf(first), rules.timeOf(second)];
    return left > right || (left === right && first.id > second.id);
  };
  for (const [id, row] of changes) {
    if (row === undefined || seen.has(id) || !rules.fits(row)) continue;
    pages = inserted(pages, row, isBefore);
  }
  return { ...data, pages };
}

function inserted<Row>(pages: PageOf<Row>[], row: Row, isBefore: (a: Row, b: Row) => boolean): PageOf<Row>[] {
  const found = pages.findIndex(({ items }) => items.some((other) => isBefore(row, other)));
  const last = pages.length - 1;
  if (found < 0 && (last < 0 || pages[last]?.next !== undefined)) return pages;
  return pages.map((page, index) => {
    if (index !== (found < 0 ? last : found)) return page;
    const at = page.items.findIndex((other) => isBefore(row, other));
    return { ...page, items: at < 0 ? [...page.items, row] : page.items.toSpliced(at, 0, row) };
  });
}

/** Names the rows of a number whose contact was not known yet. */
export function named<Row extends Known & { to: string }>(
  data: Pages<Row> | undefined,
  { number, contact }: { number: string; contact: { id: number; name: string } },
): Pages<Row> | undefined {
  if (data === undefined) return undefined;
  const isMeant = (row: Row) => row.to === number && row.contact === undefined;
  const pages = data.pages.map((page) =>
    page.items.some(isMeant)
      ? { ...page, items: page.items.map((row) => (isMeant(row) ? { ...row, contact } : row)) }
      : page,
  );
  return { ...data, pages };
}
