import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { Lru } from "../../lru.ts";
import type { EventRecorder, OutboxStore } from "../../messages/index.ts";
import type { FailureClass } from "../channels/transport.ts";
import type { Budgets } from "../selection/budgets.ts";
import type { RecentUsage } from "../selection/recent-usage.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { ReferenceSource } from "./encoding.ts";
import type { LeaseKeeper } from "./lease-keeper.ts";
import type { QueueTimers } from "./queue-timers.ts";
import type { OutboxSettings } from "./settings.ts";

/** What all workers of an outbox share. */
export interface OutboxContext {
  store: OutboxStore;
  clock: Clock;
  /** Gives 0 ≤ x < 1. */
  random: () => number;
  log: Log;
  events: EventRecorder;
  settings: OutboxSettings;
  references: ReferenceSource;
  lease: Pick<LeaseKeeper, "current" | "doubt">;
  dispatcher: Dispatcher;
  timers: Pick<QueueTimers, "lookForDue" | "unknown">;
  budgets: Budgets;
  usage: RecentUsage;
  /** How often a message has failed with each class since this gateway started. */
  failures: Lru<number, Partial<Record<FailureClass, number>>>;
  /** Aborted when the time to stop has run out. */
  abandoned: AbortSignal;
}
