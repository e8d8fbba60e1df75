import type { FinalResult } from "../at/command.ts";
import type { CommandPriority } from "../at/command-queue.ts";
import type { Announced } from "./announced.ts";
import type { DriverContext } from "./context.ts";
import type { HandOver, TakenPdu } from "./hand-over.ts";
import { INVALID_INDEX, type MemoryRefusal, type MessageMemory } from "./message-memory.ts";
import { type ListedPdu, pduKind } from "./stored-pdu.ts";

/** 20 refusals without a cause, besides the list's, mean that the modem does not support the command. */
const REFUSALS = 20;

/** Reads what lies on the modem, hands it over, and deletes it when that resolved. */
export function createStoredMessages(
  context: DriverContext,
  parts: {
    memories: MessageMemory;
    handOver: HandOver;
    announced: Announced;
    /** One message's failure must not stop the others. */
    guard(job: () => Promise<void>): Promise<void>;
  },
) {
  const { memories, handOver, announced, guard } = parts;
  /** False for telephones that refuse every way to read: they only send, and are not asked again. */
  let givesOut = true;
  /** Slots that could not be read; each is reported once. */
  const unreadable = new Set<string>();

  /** `false`: the slot gave nothing, and its message may be in another. Some modems count differently in the list. */
  async function takeSlot(memory: string, index: number): Promise<boolean> {
    const answer = await memories.readSlot(memory, index, { priority: "normal", announced: true });
    if (answer.type === "refused") reportUnreadable(answer.refusal);
    if (answer.type !== "found") return false;
    await take(answer.found, answer.memory, "normal");
    return true;
  }

  /** Returns how many messages were taken, and how many of them were delivery reports. */
  async function takeAll(memory: string, priority: CommandPriority): Promise<{ taken: number; reports: number }> {
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

  return { takeSlot, takeAll };
}

function saysNoCause({ cms, cme }: Extract<FinalResult, { ok: false }>): boolean {
  return cms === undefined && cme === undefined;
}
