import { Elysia } from "elysia";
import type { Access } from "../access/access.ts";
import { type AddressSource, pathOf } from "../access/address.ts";
import { isServed } from "../access/listener-paths.ts";
import { withSafeHeaders } from "./safe-headers.ts";
import { answer } from "./texts.ts";

type FrontAccess = Pick<Access, "standsFor" | "hasAdminListener" | "cameByAdmin" | "addressOf" | "mayEnter">;
type Serve = (request: Request) => Response | Promise<Response>;

/**
 * What comes before every interface and after every answer, whichever listener the request came by: a request means the
 * same whatever its Host header says, is only served by the listener that it is for, and each answer carries the headers of
 * {@link withSafeHeaders}.
 *
 * @param options.publicPath  what paths begin with where people reach the gateway, `/sms`: a proxy may leave it in
 */
export function createFront(options: { access: FrontAccess; publicPath?: string | undefined }) {
  const { access, publicPath = "" } = options;
  let server: AddressSource | null = null;
  /** Scheme and host of the last request that could be parsed: most requests to a gateway name it alike. */
  let lastOrigin = "";

  /**
   * Bun makes a request's URL from its Host header. Where that is missing or odd, the URL is the bare path or cannot be
   * parsed, and Elysia takes a host of one letter for part of the path. Such a request is served as one to `gateway`.
   *
   * Where a base address ends in a slash, clients ask for `//api.php`: slashes in a row count as one.
   */
  function withHost(request: Request): Request {
    const { url } = request;
    if (isUsual(url)) return request;
    const named = new Request(`http://gateway${withoutPrefix(targetOf(url))}`, request);
    // What Bun's router has read of the path.
    if ("params" in request) Object.defineProperty(named, "params", { value: request.params });
    access.standsFor(named, request, server);
    return named;
  }

  /** What only begins alike is another path. */
  function withoutPrefix(target: string): string {
    if (publicPath === "" || !target.startsWith(publicPath)) return target;
    const rest = target.slice(publicPath.length);
    if (rest === "" || rest.startsWith("?")) return `/${rest}`;
    return rest.startsWith("/") ? rest : target;
  }

  /** The path begins at the twelfth character or later, where Elysia looks for it. */
  function isUsual(url: string): boolean {
    const path = url.indexOf("/", 8);
    if (path < 11 || hasSlashesInARow(url)) return false;
    if (publicPath !== "" && url.startsWith(publicPath, path)) return false;
    if (path === lastOrigin.length && url.startsWith(lastOrigin)) return true;
    if (!URL.canParse(url)) return false;
    lastOrigin = url.slice(0, path);
    return true;
  }

  /** Why the listener that it came by does not serve a request. */
  function refusal(request: Request): Response | undefined {
    if (!access.hasAdminListener) return undefined;
    const path = pathOf(request);
    const byAdmin = access.cameByAdmin(request);
    if (!isServed(path, byAdmin ? "admin" : "first")) return answer("notFound");
    // The API's own guard refuses in its words, and records it.
    if (!byAdmin || path.startsWith("/api/")) return undefined;
    return access.mayEnter("rest", access.addressOf(request, server), request) ? undefined : answer("fromElsewhere");
  }

  return new Elysia({ name: "front" })
    .onStart((app) => {
      server = app.server;
    })
    .wrap((serve) => (request: Request) => {
      const named = withHost(request);
      const refused = refusal(named);
      if (refused !== undefined) return withSafeHeaders(refused);
      // Without a turn of the event loop of its own: this is done for every request.
      const response = (serve as unknown as Serve)(named);
      return response instanceof Promise ? response.then(withSafeHeaders) : withSafeHeaders(response);
    });
}

function hasSlashesInARow(url: string): boolean {
  const slashes = url.indexOf("//", 8);
  if (slashes === -1) return false;
  const query = url.indexOf("?");
  return query === -1 || slashes < query;
}

/** Path and query as they were asked for, with one slash for several in the path. */
function targetOf(url: string): string {
  const start = url.startsWith("/") ? 0 : url.indexOf("/", url.indexOf("://") + 3);
  if (start === -1) return "/";
  const query = url.indexOf("?", start);
  const end = query === -1 ? url.length : query;
  return url.slice(start, end).replace(/\/{2,}/g, "/") + url.slice(end);
}
