import { backoffMs } from "../backoff.ts";
import type { Clock } from "../clock.ts";
import { defined } from "../defined.ts";
import type { Log } from "../log.ts";
import type { EventRecorder } from "../messages/index.ts";
import { type Broker, type BroughtMessage, connectToBroker, type Link } from "./mqtt-package.ts";
import { OFFLINE, TOPICS } from "./topics.ts";

/** What the settings ask for. Another object means that the connection is made again. */
export interface WantedConnection {
  broker: Broker;
  /** What the gateway's topics begin with: `aldis/gw-1`. */
  base: string;
  /** What topics of Home Assistant's discovery begin with. */
  discoveryPrefix: string;
  /** It stands for the gateway at `base`; otherwise it is there for jobs alone, and another gateway has these topics. */
  isPresent: boolean;
}

/** How the connection is. */
export type ConnectionState = { state: "off" } | ConnectionWith;
type ConnectionWith = { broker: string; user?: string; since: number } & (
  | { state: "connecting" | "connected" }
  | { state: "trouble"; problem: string }
);

/** The gateway's connection to its broker: made again whenever it ends, and when the settings ask for another one. */
export interface BrokerConnection {
  state(): ConnectionState;
  /** While it is connected. */
  link(): Link | undefined;
  /** Waits for a link until `signal` is aborted; `undefined`: there is none. Never rejects. */
  untilConnected(signal: AbortSignal): Promise<Link | undefined>;
  start(): void;
  /** The settings, or who stands for the gateway, may have changed: looks now. */
  look(): void;
  /** Takes leave. Resolves when it is over, and never rejects. */
  stop(): Promise<void>;
}

/** What is done with a connection. None of the promises rejects but by the end of the connection. */
export interface Session {
  /** The broker has accepted it. */
  begin(link: Link, wanted: WantedConnection): Promise<void>;
  received(message: BroughtMessage, wanted: WantedConnection): Promise<void>;
  /** It has ended, or is about to: then `link` still works. `forever`: the settings want it no more. */
  leave(link: Link | undefined, wanted: WantedConnection, how: { forever: boolean }): Promise<void>;
}

/** 1 s, then twice as long each time, up to a minute: half of it random, so that gateways do not come back together. */
const BACKOFF = { firstMs: 1_000, longestMs: 60_000 };
const JITTER = 0.5;
/** 3 failures in a row, 3 to 5 s, are worth an event: a broker that is started again is back before. */
const OUTAGE = 3;

/** `mqtts://broker.example.org:8883` */
const shownBroker = ({ host, port, tls }: Pick<Broker, "host" | "port" | "tls">): string =>
  `${tls ? "mqtts" : "mqtt"}://${host.includes(":") ? `[${host}]` : host}:${port}`;

/**
 * Makes the connection.
 *
 * @param options.wanted  asked before each attempt, and at each `look`; `undefined`: none
 */
export function createBrokerConnection(options: {
  wanted: () => WantedConnection | undefined;
  session: Session;
  clock: Clock;
  log: Log;
  events: EventRecorder;
  random?: () => number;
}): BrokerConnection {
  const { session, clock, log, events, random = Math.random } = options;
  const halt = new AbortController();
  let state: ConnectionState = { state: "off" };
  let link: Link | undefined;
  let failures = 0;
  let isOutage = false;
  let current: WantedConnection | undefined;
  let changed = new AbortController();
  let connected = Promise.withResolvers<Link>();
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (!halt.signal.aborted) {
      current = options.wanted();
      changed = new AbortController();
      const either = AbortSignal.any([halt.signal, changed.signal]);
      if (current === undefined) {
        failures = 0;
        state = { state: "off" };
        await aborted(either);
        continue;
      }
      const pauseMs = await stay(current, either);
      if (pauseMs > 0) await clock.sleep(pauseMs, either).catch(() => undefined);
    }
  }

  /** Connects and stays connected as long as that lasts. Gives how long to wait before the next attempt. */
  async function stay(wanted: WantedConnection, either: AbortSignal): Promise<number> {
    const { broker, base, isPresent } = wanted;
    const about = { broker: shownBroker(broker), ...defined({ user: broker.user }) };
    if (state.state !== "trouble") state = { ...about, state: "connecting", since: clock.now() };
    const opened = await connectToBroker(broker, {
      ...(isPresent ? { will: { topic: TOPICS.status(base), payload: OFFLINE } } : {}),
      keepsSession: isPresent,
      received: (message) => session.received(message, wanted),
      clock,
      signal: either,
    });
    if (!opened.ok) return either.aborted ? 0 : failed(opened.problem, about);
    const made = opened.value;
    try {
      await session.begin(made, wanted);
      state = { ...about, state: "connected", since: clock.now() };
      link = made;
      connected.resolve(made);
      log.info(about, "connected to the MQTT broker");
      if (isOutage) events.record({ kind: "mqtt.back" });
      [failures, isOutage] = [0, false];
      const problem = await Promise.race([made.closed, aborted(either)]);
      if (problem !== undefined) return failed({ problem }, about);
      return 0;
    } catch (error) {
      const problem = await Promise.race([made.closed, Promise.resolve(error instanceof Error ? error.message : "")]);
      return either.aborted ? 0 : failed({ problem }, about);
    } finally {
      const working = link;
      link = undefined;
      connected = Promise.withResolvers();
      const forever = changed.signal.aborted && !halt.signal.aborted;
      await session.leave(working, wanted, { forever }).catch(() => undefined);
      await made.end({ forgets: forever });
    }
  }

  function failed({ problem, isRefused }: { problem: string; isRefused?: true }, about: { broker: string }): number {
    failures++;
    state = { ...about, state: "trouble", problem, since: state.state === "trouble" ? state.since : clock.now() };
    if (failures === 1) log.warn({ ...about, problem }, "no connection to the MQTT broker; trying again");
    if (!isOutage && (isRefused || failures >= OUTAGE)) {
      isOutage = true;
      events.record({ kind: "mqtt.trouble", broker: about.broker, problem });
    }
    return backoffMs(failures, { ...BACKOFF, jitter: { share: JITTER, random } });
  }

  return {
    state() {
      // It is about to be made again, with other topics perhaps.
      if (state.state !== "connected" || options.wanted() === current) return state;
      return { ...state, state: "connecting" };
    },
    link: () => link,
    async untilConnected(signal) {
      if (link !== undefined) return link;
      return Promise.race([connected.promise, aborted(signal)]);
    },
    start() {
      running ??= run();
    },
    look() {
      if (options.wanted() !== current) changed.abort();
    },
    async stop() {
      halt.abort();
      await running;
    },
  };
}

/** Resolves when a signal is aborted. */
function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
}
