import { swagger } from "@elysiajs/swagger";
import { Elysia, type InternalRoute } from "elysia";
import { SESSION_COOKIES } from "../foreign-request.ts";
import { createDescriber, type DescribedEvent, type Style } from "./operations/describe.ts";
import type { Operation } from "./operations/operation.ts";
import { REST_STYLE } from "./rest/document.ts";
import { REST_OPERATIONS } from "./rest/index.ts";
import { V1_OPERATIONS, V1_STYLE } from "./v1/index.ts";
import { SIMULATOR_OPERATIONS } from "./v1/simulator-operations.ts";
import { WEBHOOK_DOCUMENT } from "./v1/webhook-events.ts";

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

const COOKIE_NAMES =
  "`__Secure-aldis` where HTTPS ends below a path, `aldis` without HTTPS; where the address has a port, it follows: `aldis-8080`.";

/** The APIs whose operations are described by their schemas. Of two models of one name one gets a prefix. */
const APIS: readonly {
  style: Style;
  operations: readonly Operation[];
  /** What the gateway sends. */
  events?: Readonly<Record<string, DescribedEvent>>;
}[] = [
  { style: V1_STYLE, operations: V1_OPERATIONS, events: WEBHOOK_DOCUMENT },
  { style: { ...V1_STYLE, prefix: "Simulator" }, operations: SIMULATOR_OPERATIONS },
  { style: { ...REST_STYLE, prefix: "Rest", security: ["basic", "bearer"] }, operations: REST_OPERATIONS },
];

/**
 * Page and OpenAPI document of these routes, as an app that answers their two paths.
 *
 * The page names document and script relative to itself, so that both are found behind a proxy too.
 *
 * @param paths.script  where the page finds its script
 */
export function createDocumentation(
  routes: readonly InternalRoute[],
  { version, ...paths }: { version: string; page: string; document: string; script: string },
) {
  const described = APIS.map(({ style, operations, events = {} }) => {
    const describer = createDescriber(style);
    return {
      webhooks: describer.webhooks(events),
      operations: operations.map((operation) => ({ operation, detail: describer.describe(operation) })),
      components: describer.components(),
    };
  });
  const sources = [{ url: relative(paths.document), title: "Aldis", default: true }];
  const scalarConfig = { ...OFFLINE, sources };
  const app = new Elysia().use(
    swagger({
      path: paths.page,
      specPath: paths.document,
      scalarCDN: relative(paths.script),
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
          responses: Object.assign({}, ...described.map(({ components }) => components.responses)),
          schemas: Object.assign({}, ...described.map(({ components }) => components.schemas)),
          securitySchemes: {
            basic: { type: "http", scheme: "basic" },
            bearer: { type: "http", scheme: "bearer" },
            cookie: { type: "apiKey", in: "cookie", name: SESSION_COOKIES.host, description: COOKIE_NAMES },
          },
        },
        tags: [{ name: "Sending" }, { name: "Monitoring" }],
        // As OpenAPI 3.1 has them; 3.0 takes extensions.
        ...{ "x-webhooks": Object.assign({}, ...described.map(({ webhooks }) => webhooks)) },
      },
    }),
  );
  const shown = routes.filter(({ hooks }) => hooks?.detail?.hide !== true);
  // Only described here: the app that has them answers them.
  for (const { method, path, hooks } of shown) app.route(method, path, () => undefined, { detail: hooks.detail });
  for (const { operation, detail } of described.flatMap(({ operations }) => operations)) {
    app.route(operation.method, operation.path.replace(/\{(\w+)\}/g, ":$1"), () => undefined, { detail });
  }
  return app;
}

/** `/docs/json` as a page at `/docs` says it. */
const relative = (path: string) => path.slice(1);
