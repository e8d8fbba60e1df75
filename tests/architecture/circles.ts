import type { Source } from "./source.ts";

/**
 * Files that import each other, directly or by way of others, type-only imports too: one complaint per circle, with a
 * shortest way around.
 *
 * @param known  the files of circles that are still closed
 */
export function circleComplaints(sources: readonly Source[], known: readonly string[]): string[] {
  const graph = graphOf(sources);
  const found = circles(graph);
  const unknown = found.filter((members) => ![...members].every((path) => known.includes(path)));
  const needless = known.filter((path) => !found.some((members) => members.has(path)));
  return [
    ...unknown.map((members) => {
      const way = shortestWay(graph, members);
      const more = members.size - way.length;
      return `${[...way, way[0]].join(" → ")}${more > 0 ? ` (and ${more} more files)` : ""}`;
    }),
    ...needless.map((path) => `${path} is in no circle any more: take it off the list`),
  ];
}

type Graph = ReadonlyMap<string, readonly string[]>;

function graphOf(sources: readonly Source[]): Graph {
  const known = new Set(sources.map(({ path }) => path));
  return new Map(
    sources.map(({ path, imports }) => [path, imports.flatMap(({ path: to }) => (to && known.has(to) ? [to] : []))]),
  );
}

/** Two files are in one circle when each is reached from the other. */
function circles(graph: Graph): Set<string>[] {
  const reached = new Map([...graph.keys()].map((path) => [path, reachedFrom(graph, path)]));
  const found: Set<string>[] = [];
  for (const [path, others] of reached) {
    if (!others.has(path) || found.some((circle) => circle.has(path))) continue;
    found.push(new Set([...others].filter((other) => reached.get(other)?.has(path))));
  }
  return found;
}

function reachedFrom(graph: Graph, path: string): Set<string> {
  const reached = new Set<string>();
  const open = [...(graph.get(path) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    open.push(...(graph.get(next) ?? []));
  }
  return reached;
}

function shortestWay(graph: Graph, members: ReadonlySet<string>): string[] {
  const ways = [...members].sort().map((path) => wayBack(graph, path));
  return ways.reduce((shortest, way) => (way.length < shortest.length ? way : shortest));
}

/** Breadth first from `start` to `start`. */
function wayBack(graph: Graph, start: string): string[] {
  const seen = new Set<string>();
  const open = [[start]];
  for (let way = open.shift(); way !== undefined; way = open.shift()) {
    for (const next of graph.get(way.at(-1) ?? start) ?? []) {
      if (next === start) return way;
      if (seen.has(next)) continue;
      seen.add(next);
      open.push([...way, next]);
    }
  }
  throw new Error(`${start} is in no circle`);
}
