import { swagger } from "@elysiajs/swagger";
import { Elysia, type InternalRoute } from "elysia";

/** Everything in the page that would ask another host, switched off. */
const OFFLINE = {
  // What the plug-in would put there goes before the sources.
  spec: undefined as never,
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: "never",
  agent: { disabled: true },
  mcp: { disabled: true },
} as const;

/**
 * Page and OpenAPI document of these routes, as an app that answers their two paths.
 *
 * @param paths.script  where the page finds its script
 */
export function createDocumentation(
  routes: readonly InternalRoute[],
  { version, ...paths }: { version: string; page: string; document: string; script: string },
) {
  const sources = [
    { url: paths.document, title: "HTTP API", default: true },
    { url: "/api/state/spec.json", title: "REST API" },
  ];
  const scalarConfig = { ...OFFLINE, sources };
  const app = new Elysia().use(
    swagger({
      path: paths.page,
      specPath: paths.document,
      scalarCDN: paths.script,
      // Paths with a dot, such as /api.php, are taken for files otherwise.
      excludeStaticFile: false,
      scalarConfig,
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
  const shown = routes.filter(({ hooks }) => hooks?.detail?.hide !== true);
  // Only described here: the app that has them answers them.
  for (const { method, path, hooks } of shown) app.route(method, path, () => undefined, { detail: hooks.detail });
  return app;
}
