import type { FinalResult, Unsolicited } from "../at/command.ts";
import type { Priority } from "../at/command-queue.ts";
import { fieldsOf, isHex, toInteger } from "../at/fields.ts";
import { ModemError } from "../errors.ts";
import { ask, type DriverContext, query } from "./context.ts";
import type { Indications } from "./indications.ts";
import type { Router } from "./router.ts";
import { readUsage, type SmsSettings } from "./sms-setup.ts";
import { createSometimes } from "./sometimes.ts";
import { type ListedPdu, parseListing, parseRead, pduKind } from "./stored-pdu.ts";

/** A large storage on a slow line takes its time. */
const LIST_MS = 120_000;
const READ_MS = 20_000;
const INVALID_INDEX = 321;
/** A modem that says again and again that its storage is full is believed once in this time. */
const FULL_PAUSE_MS = 5_000;
/** Between two messages of a list, or behind the last one, nothing takes longer; then the OK was forgotten. */
const QUIET_MS = 10_000;
const NO_ACKNOWLEDGEMENT_EXPECTED = 340;
/** Slots that are read one by one when the list itself cannot be read. */
const MAX_SLOTS = 512;
/** So many refusals without a cause, and the list's, mean that the modem does not know the command. */
const REFUSALS = 20;

/** Why a slot was not read. */
type Refusal = Extract<FinalResult, { ok: false }> & { slot: string };

/** What the receiver hands out. The promise decides whether the message may leave the modem. */
export interface TakenPdu {
  kind: "deliver" | "status-report";
  pdu: string;
  storage?: { memory: string; index: number };
}

export interface Receiver {
  /** Reads and hands over everything that is stored, then deletes it. Resolves when all was tried. */
  sweep(priority?: Priority): Promise<void>;
  /** As `sweep`, through all memories that may hold messages from before. */
  sweepAll(): Promise<void>;
  /** Looks for delivery reports in the other memories; one that has some is swept from then on. */
  findReports(priority: Priority): Promise<void>;
}

/**
 * Takes what the modem received: stored messages after `+CMTI` and `+CDSI`, and those that come directly with `+CMT`
 * and `+CDS`. Everything is handed over first and deleted or acknowledged only when that resolved. Work is done in
 * one chain, in the order of arrival; what fails stays on the modem for the next sweep.
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
  },
): Receiver {
  const { settings } = options;
  /** Memories besides the usual one in which reports were found that nothing had announced. */
  const polled = new Set<string>();
  let selected = settings.storage;
  let stored: Promise<void> = Promise.resolve();
  let direct: Promise<void> = Promise.resolve();
  /** Telephones that only send refuse every way to read, for whatever reason: they are not asked again. */
  let givesOut = true;
  /** What was handed over and is still there, by slot: it is deleted, not handed over again. */
  const undeleted = new Map<string, string>();
  /** Slots that could not be read, so that each is reported once. */
  const unreadable = new Set<string>();

  router.on(/^\+(CMTI|CDSI)\s*:/i, ({ line }) => {
    const [memory = "", index] = fieldsOf(line);
    const slot = toInteger(index);
    void inChain(async () => {
      if (slot === undefined || slot < 0) await list(memory, "normal");
      else await readAnnounced(memory, slot);
    });
  });
  router.on(/^\+(CMT|CDS)\s*:/i, (unsolicited) => {
    direct = direct.then(() => guard(() => takeDirect(unsolicited)));
  });
  const { clock, signal } = context;
  const sweepFull = createSometimes(() => void sweepMemory("", "normal"), { clock, signal, pauseMs: FULL_PAUSE_MS });
  for (const pattern of context.dialect.storageFull) router.on(pattern, sweepFull);

  function inChain(job: () => Promise<void>): Promise<void> {
    stored = stored.then(() => guard(job));
    return stored;
  }

  /** One job's failure must not stop the others; what it did not take is still on the modem. */
  async function guard(job: () => Promise<void>): Promise<void> {
    try {
      await job();
    } catch (error) {
      if (error instanceof ModemError && (error.kind === "gone" || error.kind === "aborted")) return;
      context.log.warn({ err: error }, "a received message stays on the modem for now");
    }
  }

  async function select(memory: string, priority: Priority): Promise<string | undefined> {
    const wanted = memory === "" ? settings.storage : memory;
    if (wanted === undefined || wanted === selected) return wanted;
    const lines =
      (await query(context, `AT+CPMS="${wanted}"`, "+CPMS:", { priority })) ??
      // Some want a memory for every place.
      (await query(context, `AT+CPMS=${inAllPlaces(wanted)}`, "+CPMS:", { priority }));
    if (!lines)
      throw new ModemError("rejected", `the modem does not open the memory ${wanted}`, { command: "AT+CPMS" });
    selected = wanted;
    return wanted;
  }

  function inAllPlaces(first: string): string {
    return [first, ...settings.places.slice(1)].map((name) => `"${name}"`).join(",");
  }

  /** 321 for a slot that was announced: some modems count differently in the list. */
  async function readAnnounced(memory: string, index: number): Promise<void> {
    const refused = await readSlot(memory, index, "normal");
    if (refused?.cms === INVALID_INDEX) await list(memory, "normal");
    else if (refused) reportUnreadable(refused);
  }

  /** Gives the refusal when the slot cannot be read. An empty one is none. */
  async function readSlot(memory: string, index: number, priority: Priority): Promise<Refusal | undefined> {
    const opened = await select(memory, priority);
    const { result, lines } = await ask(context, `AT+CMGR=${index}`, {
      answer: { kind: "prefixed", prefix: "+CMGR:", pdu: true },
      quietOkMs: QUIET_MS,
      timeoutMs: READ_MS,
      priority,
    });
    if (!result.ok) return { ...result, slot: `${opened}/${index}` };
    const found = parseRead(index, lines);
    if (found) await take(found, opened, priority);
    return undefined;
  }

  /** Gives how many delivery reports were among what was taken. */
  async function list(memory: string, priority: Priority): Promise<number> {
    if (!givesOut) return 0;
    const opened = await select(memory, priority);
    const { result, lines } = await ask(context, "AT+CMGL=4", {
      answer: { kind: "prefixed", prefix: "+CMGL:", pdu: true },
      quietOkMs: QUIET_MS,
      timeoutMs: LIST_MS,
      priority,
    });
    const found = parseListing(lines);
    for (const pdu of found) await guard(() => take(pdu, opened, priority));
    if (result.ok || found.length > 0) return found.filter(({ pdu }) => pduKind(pdu) === "status-report").length;
    const refusals = await readOneByOne(memory, priority);
    if (refusals.length > 0 && [result, ...refusals].every(saysNoCause)) {
      givesOut = false;
      context.log.info("this modem does not give out what it receives: it only sends");
    } else refusals.forEach(reportUnreadable);
    return 0;
  }

  /** Gives what the slots were refused with; ends early when none says why. */
  async function readOneByOne(memory: string, priority: Priority): Promise<Refusal[]> {
    const refusals: Refusal[] = [];
    const lines = await query(context, "AT+CPMS?", "+CPMS:", { priority });
    const fields = fieldsOf(lines?.[0] ?? "");
    const { usage } = readUsage(fields.slice(fields[0]?.match(/^\d/) ? 0 : 1, 3).join(","));
    const total = Math.min(usage?.total ?? 0, MAX_SLOTS);
    if (usage?.used === 0) return [];
    for (let index = 0; index <= total; index++) {
      await guard(async () => {
        const refused = await readSlot(memory, index, priority);
        if (refused) refusals.push(refused);
      });
      if (index + 1 === REFUSALS && refusals.length === REFUSALS && refusals.every(saysNoCause)) break;
    }
    return refusals;
  }

  async function take(found: ListedPdu, memory: string | undefined, priority: Priority): Promise<void> {
    if (found.outgoing) return;
    const slot = `${memory}/${found.index}`;
    if (undeleted.get(slot) !== found.pdu) {
      await handOver({
        kind: pduKind(found.pdu),
        pdu: found.pdu,
        ...(memory === undefined ? {} : { storage: { memory, index: found.index } }),
      });
      undeleted.set(slot, found.pdu);
    }
    const { result } = await ask(context, `AT+CMGD=${found.index}`, { timeoutMs: READ_MS, priority });
    if (result.ok) undeleted.delete(slot);
    else context.log.warn({ index: found.index }, "the modem did not delete a message that was stored");
  }

  async function takeDirect({ line, data }: Unsolicited): Promise<void> {
    if (data === undefined || !isHex(data)) {
      context.log.warn({ line: line.slice(0, 5) }, "the modem announced a message and did not give it");
      return;
    }
    const isReport = /^\+CDS/i.test(line);
    await handOver({ kind: isReport ? "status-report" : "deliver", pdu: data });
    if (settings.csms !== 1) return;
    const { result } = await ask(context, context.dialect.acknowledge, { priority: "urgent" });
    if (result.ok || result.cms === NO_ACKNOWLEDGEMENT_EXPECTED) return;
    // 27.005 §3.4.4: a message that is not acknowledged in time switches the indications off.
    await options.indications.restore("normal");
  }

  async function handOver(pdu: TakenPdu): Promise<void> {
    await options.deliver(pdu);
    if (pdu.kind === "status-report") options.reported();
  }

  function reportUnreadable({ slot, text, cms }: Refusal): void {
    // What is empty is refused with 321 by some, and is no slot to worry about.
    if (unreadable.has(slot) || cms === INVALID_INDEX) return;
    unreadable.add(slot);
    context.log.warn({ slot, answer: text }, "a slot of the message storage cannot be read");
  }

  /** Gives how many delivery reports were there. */
  function sweepMemory(memory: string, priority: Priority): Promise<number> {
    let reports = 0;
    return inChain(async () => {
      reports = await list(memory, priority);
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
