import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import packageJson from "../../package.json" with { type: "json" };
import type { Others } from "../auth/index.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import {
  ALWAYS_OURS,
  type EventRecorder,
  type NodeReport,
  type NodeState,
  type NodeStore,
  type Singleton,
  type StoredNode,
  type Turn,
} from "../messages/index.ts";
import { type Loop, startLoop } from "../routing/index.ts";
import type { Store } from "../store/index.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { createNodeTurns } from "./node-turns.ts";
import { createStandDown } from "./stand-down.ts";

/** What a node says of itself besides what it is. */
type Description = Pick<NodeReport, "modems" | "problem"> & { state: Exclude<NodeState, "outdated" | "stopped"> };

/** A node as others see it: `gone` is one that has not been heard of and has not said that it stops. */
export interface SeenNode extends Omit<StoredNode, "state"> {
  state: NodeState | "gone";
  isThis: boolean;
}

/** This gateway among those on its database. */
export interface Nodes {
  /** Several gateways may work on the database. */
  readonly isShared: boolean;
  turn(name: Singleton): Turn;
  /** Other gateways that take requests now. */
  readonly others: Others;
  /** Why this node does nothing until it is upgraded, as a sentence. */
  readonly outdated: string | undefined;
  /** From now on, `stop` is called when a newer version takes over: it resolves once no more work is begun and what is in hand has ended. */
  onOutdated(stop: () => Promise<unknown>): void;
  /** Says how this node is, whenever it tells the others. Never rejects. */
  describe(how: () => Promise<Description>): void;
  /** @throws StoreFailure */
  list(): Promise<SeenNode[]>;
}

/** 3 s, and a lease of 10 s: another node has what a dead one held after 13 s at most. */
const BEAT_EVERY_MS = 3_000;
const LEASE_MS = 10_000;
/** 15 s without a beat: it is gone. */
const GONE_AFTER_MS = 15_000;
/** 30 s between looks whether announcements arrive, as through PgBouncer's transaction pooling they do not. */
const PROBE_EVERY_MS = 30_000;
/** 7 days: who looks on Monday sees what stopped at the weekend. */
const KEPT_MS = 7 * 24 * 3_600_000;
const FORGET_EVERY_MS = 3_600_000;

/**
 * Joins the nodes on a database: tells them of this one, holds what one of them does for all, and stops working when a newer version takes over.
 *
 * @param options.ownNow  this machine's clock
 * @param options.startAgain  ends the process so that it is started again
 */
export function joinNodes(options: {
  store: Pick<Store, "nodes" | "database" | "closeToWrites">;
  node: string;
  ownNow: () => number;
  clock: Clock;
  log: Log;
  events: EventRecorder;
  lifecycle: Lifecycle;
  startAgain: () => void;
}): Nodes {
  const { store, node, clock, log, lifecycle } = options;
  const isShared = store.database === "postgres";
  const life = randomUUID();
  const startedAt = clock.now();
  const ears = createEars(store.nodes, clock);
  const soon = () => loop?.wake();
  const standing = createStandDown({ ...options, done: soon });
  const turns = createNodeTurns({ leaseMs: LEASE_MS, beat, soon, clock, log });
  const others = createOthers();
  let describe = async (): Promise<Description> => ({ state: "not-ready", modems: [] });
  let loop: Loop | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let namesakeAt = Number.NEGATIVE_INFINITY;

  async function report(): Promise<NodeReport> {
    const how = await describe();
    const problem = standing.reason ?? how.problem;
    const state = standing.isDone ? "outdated" : standing.reason === undefined ? how.state : "not-ready";
    return {
      ...how,
      state,
      ...(problem === undefined ? {} : { problem }),
      node,
      name: hostname(),
      version: packageJson.version,
      startedAt,
      aheadMs: options.ownNow() - clock.now(),
      hears: ears.hear,
    };
  }

  async function beatOnce(): Promise<void> {
    const described = await report();
    const asked = clock.now();
    const wants = standing.reason === undefined ? turns.wanted() : [];
    const options = { life, wants, leaseMs: LEASE_MS, goneAfterMs: GONE_AFTER_MS };
    const { held, hasOthers, hasNamesake, outdated } = await store.nodes.beat(described, options);
    turns.held(held, asked);
    // Of two nodes with one name each sees the other only where that one was the last to write.
    if (hasNamesake) namesakeAt = clock.now();
    others.follow(hasOthers || clock.now() - namesakeAt < GONE_AFTER_MS);
    standing.follow(outdated);
    await ears.look();
  }

  /** One after another. Rejects with a StoreFailure. */
  function beat(): Promise<void> {
    const next = last.then(beatOnce);
    last = next.catch(() => undefined);
    return next;
  }

  async function start(): Promise<void> {
    const unsubscribe = store.nodes.onChanged(soon);
    await beat().catch((error: unknown) => log.warn({ err: error }, "the other nodes could not be told of this one"));
    const step = async () => {
      await beat();
      return BEAT_EVERY_MS;
    };
    const forget = async () => {
      await store.nodes.forget(clock.now() - KEPT_MS);
      return FORGET_EVERY_MS;
    };
    loop = startLoop(step, { clock, log, name: "nodes", firstMs: BEAT_EVERY_MS });
    const forgetting = startLoop(forget, { clock, log, name: "nodes of the past", firstMs: FORGET_EVERY_MS });
    stopBeats = async () => {
      unsubscribe();
      await Promise.all([loop?.stop(), forgetting.stop(), standing.settled(), last]);
      await store.nodes.leave(node, life).catch((error: unknown) => {
        log.warn({ err: error }, "the other nodes could not be told that this one stops");
      });
    };
  }
  let stopBeats = () => Promise.resolve();

  if (isShared) {
    lifecycle.onStart(start);
    lifecycle.onClose(() => stopBeats());
  }

  return {
    isShared,
    turn: (name) => (isShared ? turns.turn(name) : ALWAYS_OURS),
    others,
    get outdated() {
      return standing.reason;
    },
    onOutdated: standing.onOutdated,
    describe(how) {
      describe = how;
    },
    async list() {
      if (isShared) return (await seenNodes(store.nodes)).map((each) => ({ ...each, isThis: each.node === node }));
      return [{ ...(await report()), stateSince: startedAt, seenAt: clock.now(), holds: [], isThis: true }];
    },
  };
}

function createOthers(): Others & { follow(areThere: boolean): void } {
  const listeners: ((areThere: boolean) => void)[] = [];
  let areThere = false;
  return {
    get areThere() {
      return areThere;
    },
    onChange: (listener) => void listeners.push(listener),
    follow(now) {
      if (now === areThere) return;
      areThere = now;
      for (const listener of listeners) listener(now);
    },
  };
}

/** Whether announcements arrive here: this node's own have to, too. */
function createEars(store: Pick<NodeStore, "heard" | "announce">, clock: Pick<Clock, "now">) {
  let hear = false;
  let probe: { at: number; heard: number } | undefined;
  return {
    get hear() {
      return hear;
    },
    /** Rejects with a StoreFailure. */
    async look(): Promise<void> {
      const heard = store.heard();
      const now = clock.now();
      if (probe !== undefined && heard > probe.heard) hear = true;
      // What is not heard is tried again with each beat: the connection that listens may just have been made.
      if (hear && probe !== undefined && probe.at <= now && now - probe.at < PROBE_EVERY_MS) return;
      if (probe !== undefined && heard === probe.heard) hear = false;
      probe = { at: now, heard };
      await store.announce();
    },
  };
}

/** The nodes of a database, none of them this process. @throws StoreFailure */
export async function seenNodes(store: Pick<NodeStore, "list" | "now">): Promise<SeenNode[]> {
  const [now, all] = await Promise.all([store.now(), store.list()]);
  return all.map((each) => {
    const isGone = each.state !== "stopped" && each.seenAt < now - GONE_AFTER_MS;
    return { ...each, ...(isGone ? { state: "gone" as const, stateSince: each.seenAt } : {}), isThis: false };
  });
}
