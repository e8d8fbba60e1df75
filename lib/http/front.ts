import { Elysia } from "elysia";
import type { Access } from "./access.ts";
import type { AddressSource } from "./address.ts";
import { withSafeHeaders } from "./safe-headers.ts";

type Serve = (request: Request) => Response | Promise<Response>;

/**
 * What stands before every door and behind every answer, whichever listener the request came by: a request means the
 * same whatever its Host header says, and each answer carries the headers of {@link withSafeHeaders}.
 */
export function createFront({ access }: { access: Pick<Access, "arrived"> }) {
  let server: AddressSource | null = null;

  /**
   * Bun makes a request's URL from its Host header. Where that is missing or odd, the URL is the bare path or cannot be
   * parsed, and Elysia takes a host of one letter for part of the path. Such a request is served as one to `gateway`.
   */
  function withHost(request: Request): Request {
    const { url } = request;
    if (isUsual(url)) return request;
    const named = new Request(`http://gateway${targetOf(url)}`, request);
    // What Bun's router has read of the path.
    if ("params" in request) Object.defineProperty(named, "params", { value: request.params });
    access.arrived(named, server?.requestIP(request)?.address ?? "");
    return named;
  }

  return new Elysia({ name: "front" })
    .onStart((app) => {
      server = app.server;
    })
    .wrap((serve) => async (request: Request) => withSafeHeaders(await (serve as unknown as Serve)(withHost(request))));
}

/** The path begins at the twelfth character or later, where Elysia looks for it. */
const isUsual = (url: string) => url.indexOf("/", 8) >= 11 && URL.canParse(url);

/** Path and query, as they were asked for. */
function targetOf(url: string): string {
  if (url.startsWith("/")) return url;
  const path = url.indexOf("/", url.indexOf("://") + 3);
  return path === -1 ? "/" : url.slice(path);
}
