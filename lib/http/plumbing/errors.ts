import { Elysia, ElysiaCustomStatusResponse } from "elysia";
import type { Log } from "../../log.ts";
import { isOutage } from "../../messages/index.ts";
import { pathOf } from "../access/address.ts";
import { methodsOf, type RoutedMethod } from "./methods.ts";
import { scrub } from "./scrub.ts";
import { answer } from "./texts.ts";

/**
 * The one place where errors become answers. A route's deliberate `status(…)` passes; what is known of HTTP gets its fixed
 * text; a database that cannot be used now is a 503, everything else is a 500 that says nothing but a request ID, under
 * which the log has the error without the secrets of the request. Use it before every other part.
 */
export function createErrorHandling({ log }: { log: Log }) {
  let routes: readonly RoutedMethod[] = [];
  const plugin = new Elysia({ name: "errors" }).onStart((app) => {
    routes = app.routes;
  });
  return plugin.onError({ as: "global" }, ({ error, code, request }) => {
    if (error instanceof ElysiaCustomStatusResponse) return error;
    switch (code) {
      case "NOT_FOUND": {
        const methods = methodsOf(routes, pathOf(request));
        return methods.length === 0 ? answer("notFound") : answer("otherMethod", { allow: methods.join(", ") });
      }
      case "VALIDATION":
      case "PARSE":
      case "INVALID_COOKIE_SIGNATURE":
      case "INVALID_FILE_TYPE":
        return answer("badRequest");
      default: {
        const requestId = crypto.randomUUID();
        log.error(
          { requestId, method: request.method, path: pathOf(request), error: scrub(describe(error), request) },
          "request failed",
        );
        return answer(isOutage(error) ? "tryAgain" : "internal", { "x-request-id": requestId });
      }
    }
  });
}

/** With its causes, as the log keeps it. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === "string" ? error : `thrown: ${typeof error}`;
  const own = error.stack ?? `${error.name}: ${error.message}`;
  const message = own.includes(error.message) ? own : `${error.message}\n${own}`;
  return error.cause === undefined ? message : `${message}\ncaused by ${describe(error.cause)}`;
}
