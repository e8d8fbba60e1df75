import { swagger } from "@elysiajs/swagger";
import { Elysia } from "elysia";
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

/** Everything in the page that would ask another host, switched off. */
const OFFLINE = {
  // What the plug-in would put there goes before the sources.
  spec: undefined as never,
  sources: [
    { url: DOCUMENT, title: "HTTP API", default: true },
    { url: "/api/state/spec.json", title: "REST API" },
  ],
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: "never",
  agent: { disabled: true },
  mcp: { disabled: true },
} as const;

/**
 * The interactive documentation: `/docs`, its document `/docs/json` and its script. The page asks nobody but the
 * gateway: script embedded, no web fonts, no telemetry, no proxy, and a policy that forbids the rest.
 *
 * Lists the routes of the app that uses it, those added later too.
 */
export function createDocs({ version }: { version: string }) {
  return new Elysia({ name: "docs" })
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
    .use(
      swagger({
        path: PAGE,
        specPath: DOCUMENT,
        scalarCDN: SCRIPT,
        // Paths with a dot, such as /api.php, are taken for files otherwise.
        excludeStaticFile: false,
        scalarConfig: OFFLINE,
        documentation: {
          info: {
            title: "Aldis",
            version,
            description: "Send text messages through this gateway from any program that can call a URL.",
          },
          servers: [{ url: "/", description: "This gateway" }],
          components: {
            securitySchemes: {
              basic: { type: "http", scheme: "basic" },
              bearer: { type: "http", scheme: "bearer" },
            },
          },
          tags: [{ name: "Sending" }, { name: "Monitoring" }],
        },
      }),
    );
}
