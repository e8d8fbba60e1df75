import { defined } from "../../../lib/defined.ts";
import { createLog } from "../../../lib/log.ts";
import type {
  MessageState,
  NewMessage,
  OutgoingMessage,
  OutgoingPart,
  TimelineEntry,
} from "../../../lib/messages/index.ts";
import {
  createOutbox,
  createRoutes,
  type Outbox,
  type OutboxSettings,
  parseRoute,
  type Route,
} from "../../../lib/routing/index.ts";
import type { Store } from "../../../lib/store/index.ts";
import type { TestDatabases } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { createManualClock, type ManualClock } from "../../support/manual-clock.ts";
import { recordEvents } from "../../support/recorded-events.ts";
import {
  createScriptedTransport,
  createScriptedTransports,
  type ScriptedTransport,
  type ScriptedTransports,
} from "../../support/scripted-transports.ts";

export const NOON = Date.UTC(2026, 0, 5, 12);
export const ANNA = "+491701111111";
export const BERND = "+491702222222";
export const CLARA = "+491703333333";
export const LONG = "Lang! ".repeat(70);

/** An outbox on a real store, with lines that a test scripts and a clock that it moves. */
export interface RunningOutbox {
  store: Store;
  outbox: Outbox;
  clock: ManualClock;
  /** The first line. */
  transport: ScriptedTransport;
  transports: ScriptedTransports;
  events: ReturnType<typeof recordEvents>;
  /** Accepts and wakes; gives the IDs. */
  accept(...messages: Partial<NewMessage>[]): Promise<number[]>;
  find(id: number): Promise<{ message: OutgoingMessage; parts: OutgoingPart[]; timeline: TimelineEntry[] }>;
  /** Lets time pass; the database answers what was asked of it before time goes on. */
  advance(ms: number): Promise<void>;
  /** Resolves when the message is in `state`. */
  until(id: number, state: MessageState): Promise<OutgoingMessage>;
}

/** The outbox stops when its store is closed, so at the end of the test. */
export async function runOutbox(
  databases: TestDatabases,
  options: {
    transports?: ScriptedTransport[];
    settings?: Partial<OutboxSettings>;
    /** As configured: `+49=pool:germany`. */
    routes?: string[];
    node?: string;
    url?: string;
    clock?: ManualClock;
    /** Stands before the store, to make it fail. */
    through?: (store: Store["outbox"]) => Store["outbox"];
    start?: boolean;
  } = {},
): Promise<RunningOutbox> {
  const clock = options.clock ?? createManualClock(NOON);
  const present = options.transports ?? [createScriptedTransport("m1")];
  const transports = createScriptedTransports(present);
  const events = recordEvents();
  const store = await databases.open({ now: clock.now, ...defined({ url: options.url }) });
  clock.waitFor(store.idle);
  const outbox = createOutbox({
    store: options.through?.(store.outbox) ?? store.outbox,
    transports,
    clock,
    log: createLog({ level: "silent", format: "json" }),
    events,
    node: options.node ?? "gateway",
    random: () => 0,
    routes: createRoutes((options.routes ?? []).map(mustParseRoute)),
    ...defined({ settings: options.settings }),
  });
  const close = store.close;
  store.close = async () => {
    await outbox.stop();
    await close();
  };
  if (options.start !== false) await outbox.start();

  async function find(id: number) {
    const found = await store.outbox.find(id);
    if (found === undefined) throw new Error(`there is no message ${id}`);
    return found;
  }
  return {
    store,
    outbox,
    clock,
    transports,
    events,
    transport: present[0] ?? createScriptedTransport("none"),
    find,
    async accept(...messages) {
      const now = clock.now();
      return outbox.accept(
        messages.map((message) => ({ ...defaults(now), ...message })),
        now,
      );
    },
    async advance(ms) {
      await clock.advance(ms);
    },
    until: (id, state) =>
      eventually(`message ${id} to be ${state}`, async () => {
        const { message } = await find(id);
        return message.state === state && message;
      }),
  };
}

/** To different recipients, `+4917…` each. */
export const several = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ recipient: `+4917${10_000_000 + at}` }));

/** Waits until each is sent. */
export async function allSent(running: RunningOutbox, ids: readonly number[]): Promise<void> {
  for (const id of ids) await running.until(id, "sent");
}

/** How many parts each has sent. */
export const counts = (transports: readonly ScriptedTransport[]) =>
  transports.map((transport) => transport.sent.length);

/** Lets time pass in steps of `ms` until `look` says that it is enough. */
export async function pass(
  running: RunningOutbox,
  ms: number,
  what: string,
  look: () => Promise<boolean>,
): Promise<void> {
  await eventually(what, async () => {
    await running.advance(ms);
    return look();
  });
}

export const stateOf = async (running: RunningOutbox, id: number) => (await running.find(id)).message.state;

function mustParseRoute(text: string): Route {
  const parsed = parseRoute(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

function defaults(now: number): NewMessage {
  return {
    recipient: ANNA,
    text: "Hallo",
    kind: "text",
    flash: false,
    channel: "sms",
    priority: 1,
    source: "test",
    sendAt: now,
    expiresAt: now + 48 * 3_600_000,
  };
}
