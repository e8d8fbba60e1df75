import type { FinalResult } from "../at/command.ts";
import type { CommandPriority } from "../at/command-queue.ts";
import { fieldsOf, toInteger } from "../at/fields.ts";
import { ModemError } from "../errors.ts";
import { createAnnounced } from "./announced.ts";
import type { DriverContext } from "./context.ts";
import { takeDirectMessages } from "./direct.ts";
import { createHandOver, type TakenPdu } from "./hand-over.ts";
import type { Indications } from "./indications.ts";
import { createMessageMemory, INVALID_INDEX, type MemoryRefusal } from "./message-memory.ts";
import { createPduMode } from "./pdu-mode.ts";
import type { Router } from "./router.ts";
import type { SmsSettings } from "./sms-setup.ts";
import { type ListedPdu, pduKind } from "./stored-pdu.ts";
import { createThrottle } from "./throttle.ts";

/** 5 s: a modem that keeps reporting a full storage triggers a sweep at most this often. */
const FULL_PAUSE_MS = 5_000;
/** After 5 fruitless rounds in a row, announcements are followed at most once per {@link FULL_PAUSE_MS}. */
const FRUITLESS_ROUNDS = 5;
/** 20 refusals without a cause, besides the list's, mean that the modem does not support the command. */
const REFUSALS = 20;

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
  /** False for telephones that refuse every way to read: they only send, and are not asked again. */
  let givesOut = true;
  /** Slots that could not be read; each is reported once. */
  const unreadable = new Set<string>();
  const pduMode = createPduMode(context, options);
  const memories = createMessageMemory(context, { settings, leaveTextMode: pduMode.restore });
  const handOver = createHandOver(context, { ...options, back: (memory) => void sweepMemory(memory, "normal") });

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
        if (slot !== undefined && (await readAnnouncedSlot(memory, slot))) taken++;
        else toList.add(memory);
      });
    }
    for (const memory of toList) {
      await guard(async () => {
        const counts = await list(memory, "normal");
        taken += counts.taken;
      });
    }
    fruitlessRounds = taken > 0 ? 0 : fruitlessRounds + 1;
    roundIsDue = false;
    planRound();
  }

  /** `false`: the slot gave nothing, and its message may be in another. Some modems count differently in the list. */
  async function readAnnouncedSlot(memory: string, index: number): Promise<boolean> {
    const answer = await memories.readSlot(memory, index, { priority: "normal", announced: true });
    if (answer.type === "refused") reportUnreadable(answer.refusal);
    if (answer.type !== "found") return false;
    await take(answer.found, answer.memory, "normal");
    return true;
  }

  /** Returns how many messages were taken, and how many of them were delivery reports. */
  async function list(memory: string, priority: CommandPriority): Promise<{ taken: number; reports: number }> {
    const counts = { taken: 0, reports: 0 };
    if (!givesOut) return counts;
    const { found, memory: opened, refusal } = await memories.list(memory, priority);
    for (const { index } of found) announced.settle(memory, index);
    for (const pdu of found) {
      await guard(async () => {
        if (!(await take(pdu, opened, priority))) return;
        counts.taken++;
        if (pduKind(pdu.pdu) === "status-report") counts.reports++;
      });
    }
    if (refusal === undefined || found.length > 0) return counts;
    const refusals = await readOneByOne(memory, priority);
    if (refusals.length > 0 && [refusal, ...refusals].every(saysNoCause)) {
      givesOut = false;
      context.log.info("this modem does not hand over what it receives: it can only send");
    } else refusals.forEach(reportUnreadable);
    return counts;
  }

  /** Returns the refusals of the slots; ends early if none gives a cause. */
  async function readOneByOne(memory: string, priority: CommandPriority): Promise<MemoryRefusal[]> {
    const refusals: MemoryRefusal[] = [];
    const slots = await memories.slots(priority);
    for (let index = 0; index < slots; index++) {
      await guard(async () => {
        const answer = await memories.readSlot(memory, index, { priority });
        if (answer.type === "refused") refusals.push(answer.refusal);
        if (answer.type === "found") await take(answer.found, answer.memory, priority);
      });
      if (index + 1 === REFUSALS && refusals.length === REFUSALS && refusals.every(saysNoCause)) break;
    }
    return refusals;
  }

  /** `false` for a message that was not received (a draft or a sent one). */
  async function take(found: ListedPdu, memory: string | undefined, priority: CommandPriority): Promise<boolean> {
    if (found.outgoing) return false;
    const taken: TakenPdu = {
      kind: pduKind(found.pdu),
      pdu: found.pdu,
      ...(memory === undefined ? {} : { storage: { memory, index: found.index } }),
    };
    await handOver.stored(taken);
    if (await memories.remove(found.index, priority)) handOver.deleted(taken);
    return true;
  }

  function reportUnreadable({ slot, text, cms }: MemoryRefusal): void {
    // Some modems answer 321 for an empty slot, which is harmless.
    if (unreadable.has(slot) || cms === INVALID_INDEX) return;
    unreadable.add(slot);
    context.log.warn({ slot, answer: text }, "a slot of the message storage cannot be read");
  }

  /** Returns the number of delivery reports. */
  function sweepMemory(memory: string, priority: CommandPriority): Promise<number> {
    let reports = 0;
    return inChain(async () => {
      ({ reports } = await list(memory, priority));
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

function saysNoCause({ cms, cme }: Extract<FinalResult, { ok: false }>): boolean {
  return cms === undefined && cme === undefined;
}
