import { type AnyElysia, Elysia } from "elysia";
import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import { type AccessGuard, createAccessGuard } from "../access/access-guard.ts";
import { pathOf } from "../access/address.ts";
import { createAlerts } from "../alerts/index.ts";
import type { Style } from "../operations/describe.ts";
import { FAILURE_MESSAGES, failure } from "../operations/failures.ts";
import type { Operation, Route } from "../operations/operation.ts";
import { createServe, type Manner } from "../operations/serve.ts";
import { methodsOf, type RoutedMethod } from "../plumbing/methods.ts";
import type { RequestLimits } from "../plumbing/request-limits.ts";
import { ALARMS } from "./alarms.ts";
import { BACKUPS } from "./backups.ts";
import { CHECKS } from "./checks.ts";
import { CONFIGURATION } from "./configuration.ts";
import { CONTACT_FILES } from "./contact-files.ts";
import { CONTACTS } from "./contacts.ts";
import { EMAIL } from "./email.ts";
import { ERASURES } from "./erasures.ts";
import { EVENTS } from "./events.ts";
import { EVENTS_LOG } from "./events-log.ts";
import { CONTACT_GROUPS } from "./groups.ts";
import type { Identities } from "./identify.ts";
import { IDENTITIES } from "./identities.ts";
import { JOBS } from "./jobs.ts";
import { createManner } from "./manner.ts";
import { ME } from "./me.ts";
import { MESSAGE_GROUPS } from "./messages/index.ts";
import { MODEM_CHANGES } from "./modem-changes.ts";
import { MODEM_DEVICES } from "./modem-devices.ts";
import { MODEM_HISTORY } from "./modem-history.ts";
import { MODEMS } from "./modems.ts";
import { MQTT } from "./mqtt.ts";
import { NODES } from "./nodes.ts";
import { OPT_OUTS } from "./opt-outs.ts";
import { OWN_PASSWORD } from "./own-password.ts";
import { POLICIES } from "./policies.ts";
import { PROBLEM_TYPE, Problem, problemTypeOf, respond } from "./problem.ts";
import { RETENTION } from "./retention.ts";
import { RULES } from "./rules.ts";
import { SECOND_FACTOR } from "./second-factor.ts";
import { SESSIONS } from "./sessions.ts";
import { SETTINGS } from "./settings.ts";
import { SETUP } from "./setup.ts";
import { simulatorRoutes } from "./simulator.ts";
import { SIMULATOR_PREFIX } from "./simulator-operations.ts";
import { SINGLE_SIGN_ON } from "./single-sign-on.ts";
import { STATISTICS } from "./statistics.ts";
import { SUPPORT_INFO } from "./support-info.ts";
import { TOKENS } from "./tokens.ts";
import { USERS } from "./users.ts";
import { WEBHOOKS } from "./webhooks.ts";

/** Operations that belong together, in the order of the document. Each says what it needs of the gateway. */
const GROUPS = [
  ME,
  SESSIONS,
  TOKENS,
  OWN_PASSWORD,
  SECOND_FACTOR,
  SINGLE_SIGN_ON,
  IDENTITIES,
  USERS,
  SETUP,
  ...MESSAGE_GROUPS,
  CONTACTS,
  CONTACT_FILES,
  CONTACT_GROUPS,
  POLICIES,
  ALARMS,
  RULES,
  OPT_OUTS,
  JOBS,
  WEBHOOKS,
  CHECKS,
  EMAIL,
  MQTT,
  NODES,
  MODEMS,
  MODEM_CHANGES,
  MODEM_HISTORY,
  MODEM_DEVICES,
  EVENTS,
  BACKUPS,
  CONFIGURATION,
  SETTINGS,
  RETENTION,
  ERASURES,
  STATISTICS,
  EVENTS_LOG,
  SUPPORT_INFO,
] as const;

/** Below `/api/v1` too, and older: with words and doors of their own. */
const OLDER = [createAlerts] as const;

/** Every operation, in the order of the document. */
export const V1_OPERATIONS: readonly Operation[] = GROUPS.flatMap(({ operations }): readonly Operation[] => operations);

/** What no parameter of another path means: `/messages/preview` is no message. */
const LITERAL_PATHS = new Set(V1_OPERATIONS.flatMap(({ path }) => (path.includes("{") ? [] : [path as string])));

/** How the API looks in the gateway's document. */
export const V1_STYLE: Style = {
  prefix: "",
  failureOf: (status) => ({
    type: PROBLEM_TYPE,
    schema: Problem,
    example: { type: problemTypeOf(status), title: FAILURE_MESSAGES[status], status },
  }),
  empty: 204,
  security: ["basic", "bearer", "cookie"],
};

/** What all of a list need together. */
type DepsOf<Part> = [Part] extends [(deps: infer Deps) => AnyElysia | Route[]] ? Deps : never;
type GuardDeps = Omit<Parameters<typeof createAccessGuard>[0], "name" | "kind" | "permission" | "now">;
type V1Deps = GuardDeps & { log: Log; clock: Clock; limits: RequestLimits } & Omit<Identities, "guard"> &
  DepsOf<(typeof OLDER)[number]> &
  DepsOf<typeof simulatorRoutes> &
  Omit<DepsOf<(typeof GROUPS)[number]["routes"]>, keyof OwnDeps>;

/** What routes need of the API itself. */
interface OwnDeps {
  guard: AccessGuard;
  identify: Manner["identify"];
  keepOpen(request: Request): void;
}

/** 60 s for a connection over which a stream says something every 15 s: who has gone without a word is noticed. */
const STREAM_SILENCE_SECONDS = 60;

/** Aldis's own API below `/api/v1`: JSON, strict, with problem documents. */
export function createV1(deps: V1Deps) {
  const now = deps.clock.now;
  const guard = createAccessGuard({ ...deps, name: "rest", kind: "v1.refused", permission: "rest-api", now });
  const manner = createManner({ ...deps, guard });
  const serve = createServe({ ...deps, guard, manner });
  let served: readonly RoutedMethod[] = [];
  let server: AnyElysia["server"] = null;
  const app = new Elysia({ name: "v1" }).onStart(guard.open).onStart((whole) => {
    served = whole.routes;
    server = whole.server;
  });
  const keepOpen = (request: Request) => server?.timeout(request, STREAM_SILENCE_SECONDS);
  for (const createGroup of OLDER) app.use(createGroup(deps));
  // The document is made of the operations themselves.
  const options = { parse: "none", detail: { hide: true } } as const;
  for (const route of routesOf({ ...deps, guard, identify: manner.identify, keepOpen })) {
    const { method, path, forBrowsers } = route.operation;
    const answer = ({ request, params }: { request: Request; params: Record<string, string> }) => {
      if (forBrowsers && !guard.servesBrowsers(request)) return noOperation([]);
      return path.includes("{") && LITERAL_PATHS.has(pathOf(request))
        ? noOperation(methodsOf(served, pathOf(request)))
        : serve(route, request, params);
    };
    app.route(method, path.replace(/\{(\w+)\}/g, ":$1"), answer, options);
  }
  const ofSimulator = simulatorRoutes(deps);
  app.all(
    `${SIMULATOR_PREFIX}/*`,
    ({ request }) => {
      const method = request.method === "HEAD" ? "GET" : request.method;
      const there = ofSimulator.filter(({ operation }) => operation.path === pathOf(request));
      const asked = there.find(({ operation }) => operation.method === method);
      return asked === undefined
        ? noOperation(there.map(({ operation }) => operation.method))
        : serve(asked, request, {});
    },
    options,
  );
  return app.all("/api/v1/*", ({ request }) => noOperation(methodsOf(served, pathOf(request))), options);
}

const routesOf = (deps: V1Deps & OwnDeps): Route[] => GROUPS.flatMap(({ routes }) => routes(deps));

function noOperation(methods: readonly string[]): Response {
  if (methods.length === 0) return respond(failure(404, ["Nothing is at this path: /docs lists all that there is."]));
  const allow = methods.join(", ");
  return respond(failure(405, [`This path accepts ${allow}.`], { headers: { allow } }));
}
