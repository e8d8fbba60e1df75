import { Elysia, type InternalRoute } from "elysia";
import type { Access } from "./access/access.ts";
import type { AddressSource } from "./access/address.ts";
import { pageScript } from "./docs-script.ts";
import { answer } from "./plumbing/texts.ts";

const PAGE = "/docs";
const DOCUMENT = `${PAGE}/json`;
const SCRIPT = `${PAGE}/scalar.js`;

/** What the page may ask: nobody but this gateway, whatever its script would like to. */
const POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join("; ");

/**
 * The interactive documentation: `/docs`, its document `/docs/json` and its script. The page asks nobody but the
 * gateway: script embedded, no web fonts, no telemetry, no proxy, and a policy that forbids the rest.
 *
 * Lists the routes of the app that uses it, those added later too. Made at the first request.
 */
export function createDocs({ version, access }: { version: string; access?: Pick<Access, "baseOf"> }) {
  let routes: readonly InternalRoute[] = [];
  let server: AddressSource | null = null;
  let documentation: { handle(request: Request): Promise<Response> } | undefined;

  async function show(request: Request): Promise<Response> {
    const { createDocumentation } = await import("./documentation.ts");
    documentation ??= createDocumentation(routes, { version, page: PAGE, document: DOCUMENT, script: SCRIPT });
    return documentation.handle(request);
  }

  /** Says where its routes are for whoever asks. */
  async function showDocument(request: Request): Promise<Response> {
    const response = await show(request);
    const { url } = access?.baseOf(request, server) ?? { url: "" };
    if (url === "" || request.method === "HEAD") return response;
    const document = (await response.json()) as object;
    return Response.json({ ...document, servers: [{ url, description: "This gateway" }] });
  }

  return new Elysia({ name: "docs" })
    .onStart((whole) => {
      routes = whole.routes;
      server = whole.server;
    })
    .onAfterHandle(({ set }) => {
      set.headers["content-security-policy"] = POLICY;
      set.headers["referrer-policy"] = "no-referrer";
    })
    .get(
      SCRIPT,
      () =>
        pageScript === undefined
          ? answer("notFound")
          : new Response(Bun.file(pageScript), {
              headers: { "content-type": "text/javascript; charset=utf-8", "cache-control": "private, max-age=3600" },
            }),
      { detail: { hide: true } },
    )
    .get(PAGE, ({ request }) => show(request), { detail: { hide: true } })
    .get(DOCUMENT, ({ request }) => showDocument(request), { detail: { hide: true } });
}
