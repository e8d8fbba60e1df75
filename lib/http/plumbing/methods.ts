/** A route as the app lists it; method `ALL` takes any. */
export interface RoutedMethod {
  method: string;
  path: string;
}

/** GET requests that do something: their HEAD is refused, since it must do nothing and would have to answer the same. */
const ACTING = ["/api.php", "/commands.php", "/sendmsg", "/querymsg"];

/**
 * For the header `Allow` (RFC 9110 §10.2.1): the methods that a path takes; empty when there is nothing at that path. A route
 * of just this path counts before those whose parameters it would fit.
 */
export function methodsOf(routes: readonly RoutedMethod[], path: string): string[] {
  const one = routes.filter(({ method }) => method !== "ALL");
  const exact = one.filter((route) => route.path === path);
  const found = exact.length > 0 ? exact : one.filter((route) => matches(route.path, path));
  const methods = new Set(found.map(({ method }) => method));
  const isActing = ACTING.includes(path) || path.startsWith("/heartbeat/");
  if (methods.has("GET") && !isActing) methods.add("HEAD");
  return [...methods].sort();
}

/** `/api/messages/:id` and `/api/messages/{id}` are patterns. */
function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split("/");
  const given = path.split("/");
  return wanted.length === given.length && wanted.every((part, at) => /^[:{]/.test(part) || part === given[at]);
}
