import { Elysia } from "elysia";
import type { Authenticator, Tokens, UserDirectory } from "../../auth/index.ts";
import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { EventRecorder, MessageArchive } from "../../messages/index.ts";
import type { ModemStatus } from "../../modem/index.ts";
import type { AddressBook, MessageDesk, Submission } from "../../routing/index.ts";
import type { Access } from "../access/access.ts";
import { createAccessGuard } from "../access/access-guard.ts";
import { pathOf } from "../access/address.ts";
import { type Failure, failure } from "../operations/failures.ts";
import type { Operation } from "../operations/operation.ts";
import { createServe } from "../operations/serve.ts";
import { methodsOf, type RoutedMethod } from "../plumbing/methods.ts";
import type { RequestLimits } from "../plumbing/request-limits.ts";
import { respond as respondWithProblem } from "../v1/problem.ts";
import {
  ADD_GROUP,
  CHANGE_GROUP,
  contactGroupRoutes,
  DELETE_GROUP,
  LIST_GROUPS,
  LIST_MEMBERS,
  SHOW_GROUP,
} from "./contact-groups.ts";
import { ADD_CONTACT, CHANGE_CONTACT, contactRoutes, DELETE_CONTACT, LIST_CONTACTS, SHOW_CONTACT } from "./contacts.ts";
import { createDocument } from "./document.ts";
import { createRestManner, respond } from "./manner.ts";
import { meRoutes, SHOW_ME } from "./me.ts";
import { DELETE_MESSAGE, LIST_MESSAGES, messageRoutes, SEND_MESSAGE, SHOW_MESSAGE } from "./messages.ts";
import { SIGN_IN, signInRoutes } from "./sign-in.ts";
import { SHOW_JSON, SHOW_YAML, specRoutes } from "./spec.ts";
import { type BuildInfo, SHOW_STATE, stateRoutes } from "./state.ts";

/** Every operation, in the order of the document. */
export const REST_OPERATIONS = [
  SIGN_IN,
  SHOW_ME,
  LIST_MESSAGES,
  SEND_MESSAGE,
  SHOW_MESSAGE,
  DELETE_MESSAGE,
  LIST_CONTACTS,
  ADD_CONTACT,
  SHOW_CONTACT,
  CHANGE_CONTACT,
  DELETE_CONTACT,
  LIST_GROUPS,
  ADD_GROUP,
  SHOW_GROUP,
  CHANGE_GROUP,
  DELETE_GROUP,
  LIST_MEMBERS,
  SHOW_STATE,
  SHOW_JSON,
  SHOW_YAML,
] as const satisfies readonly Operation[];

/** What the API needs of the gateway. */
interface RestDeps {
  version: string;
  build: BuildInfo;
  authenticator: Authenticator;
  access: Access;
  tokens: Tokens;
  users: UserDirectory;
  submission: Pick<Submission, "submit">;
  messageDesk: MessageDesk;
  archive: MessageArchive;
  book: AddressBook;
  /** Home country of national numbers, ISO 3166-1. */
  country: string;
  modems: () => readonly ModemStatus[];
  events: EventRecorder;
  log: Log;
  clock: Clock;
  limits: RequestLimits;
}

function noOperation(methods: readonly string[]): Failure {
  if (methods.length === 0) return failure(404, ["There is no such operation."]);
  return failure(405, [`This path accepts ${methods.join(", ")}.`], { headers: { allow: methods.join(", ") } });
}

/** Of our own API, whose answers are of another form. */
const VERSIONED = /^\/api\/v\d+(?:\/|$)/;

/** The API's OpenAPI document, as an object. */
export const restDocument = ({ version }: { version: string }) => createDocument(REST_OPERATIONS, { version });

/**
 * The brevis.one REST API below `/api`, to the letter: compact JSON, bare arrays, `POST` as update, failures as
 * `{"code","message","reasons"}`. Its document is at `/api/state/spec.json`.
 */
export function createRest(deps: RestDeps) {
  const guard = createAccessGuard({ ...deps, name: "rest", permission: "rest-api", now: deps.clock.now });
  const manner = createRestManner({ ...deps, guard });
  const serve = createServe({ ...deps, guard, manner });
  const routes = [
    ...signInRoutes({ ...deps, guard }),
    ...meRoutes(),
    ...messageRoutes({ ...deps, guard }),
    ...contactRoutes(deps),
    ...contactGroupRoutes(deps),
    ...stateRoutes(deps),
    ...specRoutes(() => restDocument(deps)),
  ];
  let served: readonly RoutedMethod[] = [];
  const app = new Elysia({ name: "rest" }).onStart(guard.open).onStart((whole) => {
    served = whole.routes;
  });
  // It has a document of its own.
  const options = { parse: "none", detail: { hide: true } } as const;
  for (const route of routes) {
    const { method, path } = route.operation;
    app.route(
      method,
      path.replace(/\{(\w+)\}/g, ":$1"),
      ({ request, params }) => serve(route, request, params),
      options,
    );
  }
  return app.all(
    "/api/*",
    ({ request }) =>
      VERSIONED.test(pathOf(request))
        ? respondWithProblem(failure(404, ["Nothing is at this path: /docs lists all that there is."]))
        : respond(noOperation(methodsOf(served, pathOf(request)))),
    options,
  );
}
