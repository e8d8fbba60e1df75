import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import type { Log } from "../../log.ts";
import type { EventRecorder, Lease, LostClaims, OutboxStore, RecoveredMessages } from "../../messages/index.ts";
import { type Loop, startLoop } from "./loop.ts";
import type { OutboxSettings } from "./settings.ts";

/** Keeps this gateway's right to the messages that it has claimed. Owns the lease. */
export interface LeaseKeeper {
  /**
   * `undefined` while nothing may be claimed: before the start, when renewing has failed for too long, and while
   * another gateway that has started under the same name is alive.
   */
  current(): Lease | undefined;
  /** Another gateway has taken the name. */
  readonly superseded: boolean;
  /** Begins a life and takes back what an earlier one held. @throws what the store throws */
  start(): Promise<void>;
  /**
   * A claim, or a write about one, failed and may have been made all the same. As nobody would ever look for it, the
   * lease is begun again as soon as nothing is held.
   *
   * @param about.unsent  the modem whose claim failed, which has sent nothing of that
   * @param about.perhapsSent  the message that was written about
   */
  doubt(about: { unsent?: string; perhapsSent?: number }): void;
  /** Resolves when a renewal in progress has ended. Never rejects. */
  stop(): Promise<void>;
}

/**
 * Makes a keeper.
 *
 * @param options.node  this gateway's name, the same after a restart
 * @param options.holding  how many claims are in somebody's hands
 * @param options.recovered  called when messages of a dead life came back
 */
export function createLeaseKeeper(options: {
  store: Pick<OutboxStore, "beginLease" | "renewLease" | "resumeLease" | "recoverLeases">;
  clock: Clock;
  log: Log;
  events: EventRecorder;
  node: string;
  settings: Pick<OutboxSettings, "leaseMs" | "alone">;
  holding: () => number;
  recovered: (found: RecoveredMessages) => void;
  /** Called when messages may be claimed again after a time in which they could not. */
  available: () => void;
}): LeaseKeeper {
  const { store, clock, log, events, node } = options;
  const { leaseMs, alone } = options.settings;
  let lease: Lease | undefined;
  let validUntil = 0;
  let overdue = 0;
  let inDoubt = false;
  /** The name's newest life in the store may be ours, but we do not live it: what was asked for it has failed. */
  let isBeginning = false;
  /** Of the claims that failed since the lease was begun. */
  let lost = noClaims();
  let superseded = false;
  let recoverAt = 0;
  let loop: Loop | undefined;

  async function begin(): Promise<void> {
    const now = clock.now();
    isBeginning = true;
    await live(await store.beginLease(node, { now, leaseMs }), now);
  }

  /** Only once what was lost in the life before is back. */
  async function live(by: Lease, now: number): Promise<void> {
    isBeginning = true;
    await recover(by, lease && { lease, modems: [...lost.modems], except: [...lost.except] });
    lease = by;
    validUntil = now + leaseMs;
    inDoubt = false;
    isBeginning = false;
    lost = noClaims();
    superseded = false;
    options.available();
  }

  /** Two that take the name from each other in turn would each send what the other has on the wire. */
  async function resume(): Promise<void> {
    if (options.holding() > 0) return;
    const now = clock.now();
    const resumed = await store.resumeLease(node, { now, leaseMs });
    if (resumed === undefined) return;
    events.record({ kind: "outbox.resumed", node });
    await live(resumed, now);
  }

  async function recover(by: Lease, lost?: LostClaims): Promise<void> {
    const now = clock.now();
    const found = await store.recoverLeases({ now, lease: by, alone, ...defined({ lost }) });
    recoverAt = now + leaseMs;
    if (found.requeued + found.sent + found.unknown === 0) return;
    log.info(found, "took back messages of a gateway that has ended");
    options.recovered(found);
  }

  async function step(): Promise<number> {
    if (lease === undefined || isBeginning) {
      await begin();
      return leaseMs / 3;
    }
    if (superseded) {
      await resume();
      return leaseMs / 3;
    }
    const now = clock.now();
    if (!(await store.renewLease(lease, { now, leaseMs }))) {
      superseded = true;
      events.record({ kind: "outbox.superseded", node });
      return leaseMs / 3;
    }
    if (inDoubt && options.holding() === 0) {
      await begin();
      return leaseMs / 3;
    }
    const wasOver = now >= validUntil;
    validUntil = now + leaseMs;
    if (wasOver) options.available();
    if (now >= recoverAt || recoverAt - now > leaseMs) await recover(lease);
    return inDoubt ? 1_000 : leaseMs / 3;
  }

  return {
    current() {
      if (inDoubt || superseded) return undefined;
      if (clock.now() < validUntil) return lease;
      // The clock was set: the next renewal may be hours away. Asked for once: it may fail for as long.
      if (overdue !== validUntil) loop?.wake();
      overdue = validUntil;
      return undefined;
    },
    get superseded() {
      return superseded;
    },
    async start() {
      await begin();
      loop = startLoop(step, { clock, log, name: "lease", firstMs: leaseMs / 3 });
    },
    doubt({ unsent, perhapsSent }) {
      if (unsent !== undefined) lost.modems.add(unsent);
      if (perhapsSent !== undefined) lost.except.add(perhapsSent);
      if (inDoubt) return;
      inDoubt = true;
      loop?.wake();
    },
    async stop() {
      await loop?.stop();
      lease = undefined;
    },
  };
}

const noClaims = () => ({ modems: new Set<string>(), except: new Set<number>() });
