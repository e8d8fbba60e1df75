import { Elysia } from "elysia";
import type { Authenticator } from "../../auth/index.ts";
import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { EventRecorder } from "../../messages/index.ts";
import { wordOf } from "../../names.ts";
import type { Access } from "../access/access.ts";
import { createAccessGuard } from "../access/access-guard.ts";
import { REQUEST_LIMITS, type RequestLimits } from "../plumbing/request-limits.ts";
import { missing, type Outcome, refusedAtDoor, TOO_MANY_PAIRS, timedOut, unread } from "./api-php-outcomes.ts";
import { COMMANDS_PHP } from "./commands-php-docs.ts";
import { createPhpEndpoint, type Decide } from "./php-endpoint.ts";
import { readBodyParameters, readQuery } from "./php-parameters.ts";

const PATH = "/commands.php";

/** `reboot`: end so that the service manager starts the gateway again. `halt`: end for good. */
export type GatewayCommand = "reboot" | "halt";

/** `GET` and `POST /commands.php`: restart or halt the gateway. The answer is sent before it ends. */
export function createCommandsPhp(deps: {
  authenticator: Authenticator;
  access: Access;
  events: EventRecorder;
  log: Log;
  clock: Clock;
  limits?: Partial<RequestLimits>;
  /** Begins to end the gateway: requests in progress are completed first. */
  shutdown: (command: GatewayCommand) => void;
}) {
  const { events } = deps;
  const { timeLimitMs, bodyLimitBytes } = { ...REQUEST_LIMITS, ...deps.limits };
  const guard = createAccessGuard({ ...deps, name: "commands.php", permission: "command-api", now: deps.clock.now });

  const decide: Decide = async (request, { address, body, progress, limit }) => {
    const parameters = readQuery(request.url);
    const bytes = await body.read(bodyLimitBytes);
    if (typeof bytes === "string") return unread(bytes, body.most(bodyLimitBytes));
    progress.step = "reading the parameters";
    const reading = readBodyParameters(parameters, bytes, request.headers.get("content-type"));
    const { username: name, password, mode } = parameters;
    if (name) progress.userName = name;
    if (reading === "too-many-pairs") return TOO_MANY_PAIRS;
    if (!name || !password || !mode) return missing(request, parameters, reading, ["username", "password", "mode"]);

    progress.step = "authenticating";
    const entry = await guard.authenticate({ name, password, address });
    if (!entry.ok) return refusedAtDoor(entry.problem);
    const command = readCommand(mode);
    if (command === undefined) return UNKNOWN_MODE;
    if (limit.passed) return timedOut(progress);

    progress.step = "obeying";
    events.record({ kind: `gateway.${command}`, userName: entry.value.name, address: address || undefined });
    deps.shutdown(command);
    return { answer: "accepted", userName: entry.value.name };
  };
  const serve = createPhpEndpoint({ ...deps, path: PATH, guard, timeLimitMs, decide });

  return new Elysia({ name: "commands-php" })
    .onStart(guard.open)
    .get(PATH, ({ request }) => serve(request), { detail: COMMANDS_PHP.get })
    .post(PATH, ({ request }) => serve(request), { parse: "none", detail: COMMANDS_PHP.post });
}

function readCommand(mode: string): GatewayCommand | undefined {
  const command = wordOf(mode);
  return command === "reboot" || command === "halt" ? command : undefined;
}

const UNKNOWN_MODE: Outcome = {
  answer: "refused",
  refusal: { reason: "unknown-mode", message: "Refused: the parameter mode must be reboot or halt" },
};
