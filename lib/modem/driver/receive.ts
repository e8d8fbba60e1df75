import type { CommandPriority } from "../at/command-queue.ts";
import { fieldsOf, toInteger } from "../at/fields.ts";
import { ModemError } from "../errors.ts";
import { createAnnounced } from "./announced.ts";
import type { DriverContext } from "./context.ts";
import { takeDirectMessages } from "./direct.ts";
import { createHandOver, type TakenPdu } from "./hand-over.ts";
import type { Indications } from "./indications.ts";
import { createMessageMemory } from "./message-memory.ts";
import { createPduMode } from "./pdu-mode.ts";
import type { Router } from "./router.ts";
import type { SmsSettings } from "./sms-setup.ts";
import { createStoredMessages } from "./stored-messages.ts";
import { createThrottle } from "./throttle.ts";

/** 5 s: a modem that keeps reporting a full storage triggers a sweep at most this often. */
const FULL_PAUSE_MS = 5_000;
/** After 5 fruitless rounds in a row, announcements are followed at most once per {@link FULL_PAUSE_MS}. */
const FRUITLESS_ROUNDS = 5;

export interface MessageReceiver {
  /**
   * Reads and hands over everything that is stored, then deletes it. Resolves when everything was tried. Never rejects.
   */
  sweep(priority?: CommandPriority): Promise<void>;
  /** As `sweep`, for all memories that may hold older messages. Never rejects. */
  sweepAll(): Promise<void>;
  /** Looks for delivery reports in the other memories, and sweeps those that have some from then on. Never rejects. */
  findReports(priority: CommandPriority): Promise<void>;
}

/**
 * Takes what the modem received: stored messages after `+CMTI` and `+CDSI`, and those that come directly with `+CMT`
 * and `+CDS`. Everything is handed over first, and deleted or acknowledged only once that resolved. Jobs run one at a
 * time, in order of arrival; what fails stays on the modem for the next sweep.
 */
export function createReceiver(
  context: DriverContext,
  router: Router,
  options: {
    settings: SmsSettings;
    indications: Indications;
    deliver(pdu: TakenPdu): Promise<void>;
    /** A delivery report was handed over. */
    reported(): void;
    /** Settings made at the start may be lost. */
    suspected(reason: string): void;
  },
): MessageReceiver {
  const { settings } = options;
  const { clock, signal } = context;
  /** Memories besides the usual one in which unannounced reports were found. */
  const polled = new Set<string>();
  const announced = createAnnounced(settings.storage);
  /** A round through the announcements is queued or scheduled. */
  let roundIsDue = false;
  let fruitlessRounds = 0;
  let stored: Promise<void> = Promise.resolve();
  const pduMode = createPduMode(context, options);
  const memories = createMessageMemory(context, { settings, leaveTextMode: pduMode.restore });
  const handOver = createHandOver(context, { ...options, back: (memory) => void sweepMemory(memory, "normal") });

  const messages = createStoredMessages(context, { memories, handOver, announced, guard });

  router.on(/^\+(CMTI|CDSI)\s*:/i, ({ line }) => {
    const [memory = "", index] = fieldsOf(line);
    const slot = toInteger(index);
    announced.add(memory, slot === undefined || slot < 0 ? undefined : slot);
    planRound();
  });
  takeDirectMessages(context, router, { ...options, handOver, pduMode, guard });
  const sweepFull = createThrottle(() => void sweepMemory("", "normal"), { clock, signal, pauseMs: FULL_PAUSE_MS });
  for (const pattern of context.dialect.storageFull) router.on(pattern, sweepFull);

  /** Runs after the jobs queued before it. Never rejects: `guard` catches. */
  function inChain(job: () => Promise<void>): Promise<void> {
    stored = stored.then(() => guard(job)).then(pduMode.done);
    return stored;
  }

  /** One job's failure must not stop the others; what it did not take stays on the modem. */
  async function guard(job: () => Promise<void>): Promise<void> {
    try {
      await job();
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ModemError && (error.kind === "gone" || error.kind === "aborted")) return;
      context.log.warn({ err: error }, "a received message stays on the modem for now");
    }
  }

  function planRound(): void {
    if (roundIsDue || announced.isEmpty || signal.aborted) return;
    roundIsDue = true;
    if (fruitlessRounds < FRUITLESS_ROUNDS) void inChain(readAnnounced);
    else clock.setTimer(FULL_PAUSE_MS, () => void inChain(readAnnounced));
  }

  /** Slots announced meanwhile are read in another round, so that sweeps get their turn. */
  async function readAnnounced(): Promise<void> {
    let taken = 0;
    const toList = new Set<string>();
    for (const { memory, slot } of announced.take()) {
      await guard(async () => {
        if (slot !== undefined && (await messages.takeSlot(memory, slot))) taken++;
        else toList.add(memory);
      });
    }
    for (const memory of toList) {
      await guard(async () => {
        const counts = await messages.takeAll(memory, "normal");
        taken += counts.taken;
      });
    }
    fruitlessRounds = taken > 0 ? 0 : fruitlessRounds + 1;
    roundIsDue = false;
    planRound();
  }

  /** Returns the number of delivery reports. */
  function sweepMemory(memory: string, priority: CommandPriority): Promise<number> {
    let reports = 0;
    return inChain(async () => {
      ({ reports } = await messages.takeAll(memory, priority));
    }).then(() => reports);
  }

  return {
    async sweep(priority = "normal") {
      for (const memory of polled) await sweepMemory(memory, priority);
      await sweepMemory("", priority);
    },
    async sweepAll() {
      for (const memory of [...settings.memories.slice(1), ""]) await sweepMemory(memory, "normal");
    },
    async findReports(priority) {
      for (const memory of settings.memories.slice(1)) {
        if (!polled.has(memory) && (await sweepMemory(memory, priority)) > 0) polled.add(memory);
      }
    },
  };
}
