import { Type } from "@sinclair/typebox";
import type { Permission, User, UserDirectory } from "../../auth/index.ts";
import type { Clock } from "../../clock.ts";
import { LAST_EVENT_ID_CHARACTERS } from "../../limits.ts";
import type { Log } from "../../log.ts";
import {
  type MessageArchive,
  type ModemStreamChange,
  parseCursor,
  type StreamCursor,
  type StreamLog,
} from "../../messages/index.ts";
import type { Result } from "../../result.ts";
import type { AlarmDesk, ContactFiles } from "../../routing/index.ts";
import type { Caller } from "../access/caller.ts";
import type { Audience } from "../live/audience.ts";
import { createLiveHub } from "../live/hub.ts";
import { LIVE_TYPES, type LiveType } from "../live/render.ts";
import { type Failure, failure, holds, lacking } from "../operations/failures.ts";
import { type Operation, operation, type Route, route } from "../operations/operation.ts";
import { oneOf } from "../plumbing/schemas.ts";
import { showAlarm } from "./alarm-models.ts";
import { showImport } from "./contact-files.ts";
import { type StoredEvent, showEvent } from "./events-log.ts";
import { showIncoming } from "./messages/incoming-model.ts";
import { createMessageView, MESSAGE_EXAMPLE, type ViewDeps } from "./messages/model.ts";
import { isModemState, showModem } from "./modem-model.ts";
import type { ModemDesk } from "./modems.ts";

const STREAM_TYPE = "text/event-stream";

/** Whoever may not read an object hears nothing of it. */
const NEEDS: Partial<Record<LiveType, Permission>> = {
  incoming: "incoming-messages",
  import: "import-contacts",
  event: "event-log",
  alarm: "alarms",
};

const LISTEN = operation({
  method: "GET",
  path: "/api/v1/events",
  operationId: "listen",
  tag: "Events",
  summary: "What happens, as it happens",
  inBackground: true,
  description: `Server-sent events (\`${STREAM_TYPE}\`), each with an ID: whoever comes again with \`Last-Event-ID\` gets what has happened since, also from \
another gateway on the database. After more than an hour there is one event \`reset\` instead: read the lists again. It also comes when the gateway stops working and when it works again (\`problem\` of \`/me\`). \
\`message\`: an outgoing message has another state; your own, or all with *Sent messages* (\`sent-messages\`). \
\`incoming\`: a message came in (\`incoming-messages\`). \`modem\`: a modem of this gateway has another state, problem, notice or operator, or was removed; its SIM and settings with \`sim\`. \
\`import\`: how far an import of contacts is that you have begun at this gateway (\`import-contacts\`); it has no ID and is not repeated. \
\`event\`: a line of the event log (\`event-log\`). \`alarm\`: an alarm has changed; it is shown as it is by now (\`alarms\`). \
\`data\` is the object as its \`GET\` gives it, or its \`id\` (of a modem its \`name\`) with \`deleted\`. \
\`signed-out\`: you may not call any more; the stream ends. A stream keeps no session alive.`,
  query: Type.Object({
    types: Type.Optional(
      Type.Array(oneOf(LIVE_TYPES), {
        description: "Only these; by default all that you may see. `reset` and `signed-out` always come.",
        example: "message,incoming",
      }),
    ),
  }),
  answer: Type.String(),
  answerType: STREAM_TYPE,
  example: `id: 1k5x.7\nevent: message\ndata: ${JSON.stringify(MESSAGE_EXAMPLE)}\n\n`,
  failures: [422],
});

interface EventsDeps extends ViewDeps {
  streamLog: StreamLog;
  contactFiles: Pick<ContactFiles, "onProgress">;
  archive: Pick<MessageArchive, "findOutgoing" | "findIncoming">;
  /** @throws StoreFailure */
  findEvents(ids: readonly number[]): Promise<StoredEvent[]>;
  alarmDesk: { store: Pick<AlarmDesk["store"], "find"> };
  modemDesk: Pick<ModemDesk, "find">;
  /** This gateway, in changes of modems. */
  nodeId: number;
  /** Why this gateway does not work, as `/me` says it. */
  problem(): string | undefined;
  users: UserDirectory;
  /** Grows with every change of users. @throws StoreFailure */
  usersGeneration(): Promise<number>;
  clock: Clock;
  log: Log;
  /** Calls `end` as soon as the gateway begins to end. */
  onEnding(end: () => void): void;
  /** Who calls, asked again while a stream is open. @throws what the user store throws */
  identify(request: Request, address: string, operation: Operation): Promise<Result<Caller, Failure>>;
  /** Leaves a connection open over which nothing but a comment comes now and then. */
  keepOpen(request: Request): void;
}

/** The stream of events. */
export const EVENTS = {
  operations: [LISTEN],
  routes: (deps: EventsDeps): Route[] => {
    const { identify, keepOpen } = deps;
    const view = createMessageView(deps);
    const hub = createLiveHub({
      log: deps.streamLog,
      clock: deps.clock,
      logger: deps.log,
      usersGeneration: deps.usersGeneration,
      problem: deps.problem,
      objects: {
        archive: deps.archive,
        findEvents: deps.findEvents,
        showMessage: view.show,
        showIncoming,
        findAlarm: deps.alarmDesk.store.find,
        showAlarm,
        showEvent,
        showModem: (change, at) => (change.id === deps.nodeId ? showChange(deps.modemDesk, change, at) : undefined),
      },
    });
    deps.contactFiles.onProgress((how) => void hub.report(how.userId, "import", showImport(how)));
    deps.onEnding(hub.close);
    return [
      route(LISTEN, async ({ request, address, query, user, by, headers }) => {
        const { types } = query;
        const missing = types
          ?.map((type) => NEEDS[type])
          .find((needed) => needed !== undefined && !holds(user, needed));
        if (missing !== undefined) return lacking(missing);
        // Elysia answers HEAD by the route of GET.
        if (request.method !== "GET") return stream(null);
        const body = await hub.open({
          audience: audienceOf(user, types),
          signal: request.signal,
          mayExpire: by.kind !== "password",
          cursor: readCursor(headers.get("last-event-id")),
          async look() {
            const caller = await identify(request, address, LISTEN).catch(() => undefined);
            if (caller === undefined) return "unknown";
            if (caller.ok) return audienceOf(caller.value.user, types);
            return caller.problem.failed === 401 || caller.problem.failed === 403 ? "gone" : "unknown";
          },
        });
        if (typeof body === "string") return REFUSALS[body];
        keepOpen(request);
        return stream(body);
      }),
    ];
  },
} as const;

const wait = { headers: { "retry-after": "10" } };
const REFUSALS = {
  "too-many": failure(503, ["Too many streams are open at this gateway: close one, or try again later."], wait),
  "too-many-of-user": failure(429, ["Your user has too many streams open: close one, or try again later."], wait),
  ending: failure(503, ["The gateway is ending: try again."], wait),
} as const;

const stream = (body: ReadableStream<Uint8Array> | null) =>
  new Response(body, {
    headers: { "content-type": STREAM_TYPE, "cache-control": "no-store", "x-accel-buffering": "no" },
  });

function audienceOf(user: User, types: readonly LiveType[] = LIVE_TYPES): Audience {
  const seen = types.filter((type) => {
    const needed = NEEDS[type];
    return needed === undefined || holds(user, needed);
  });
  return {
    userId: user.id,
    types: new Set(seen),
    seesAllMessages: holds(user, "sent-messages"),
    seesSims: holds(user, "sim"),
  };
}

function readCursor(id: string | null): StreamCursor | "unreadable" | undefined {
  if (id === null || id === "") return undefined;
  return (id.length <= LAST_EVENT_ID_CHARACTERS ? parseCursor(id) : undefined) ?? "unreadable";
}

/** A modem as it was when it changed: it may have changed again since. */
function showChange(desk: Pick<ModemDesk, "find">, { modem: name, state, error }: ModemStreamChange, at: number) {
  if (state === "deleted") return { open: { name, deleted: true }, withSim: { name, deleted: true } };
  const modem = desk.find(name);
  if (modem === undefined) return undefined;
  const { problem: _, ...status } = modem.status;
  const then = { ...status, ...(isModemState(state) ? { state } : {}), ...(error == null ? {} : { problem: error }) };
  const view = { ...modem, status: modem.status.state === state ? then : { ...then, since: at } };
  return { open: showModem(view, { withSim: false }), withSim: showModem(view, { withSim: true }) };
}
