import type { AtAnswer, FinalResult } from "../at/command.ts";
import type { CommandPriority } from "../at/command-queue.ts";
import { fieldsOf } from "../at/fields.ts";
import { ModemError } from "../errors.ts";
import { ask, type DriverContext, query } from "./context.ts";
import { readUsage, type SmsSettings } from "./sms-setup.ts";
import { type ListedPdu, parseListing, parseRead, TEXT_MODE } from "./stored-pdu.ts";

/** 120 s: about 300 messages of 350 characters at 9,600 baud. */
const LIST_MS = 120_000;
/** 20 s for one slot: twice the usual limit, since the modem may have to read a slow SIM. */
const READ_MS = 20_000;
/** 10 s: the longest pause inside a list or before its OK; after that the modem has forgotten the OK. */
const QUIET_MS = 10_000;
export const INVALID_INDEX = 321;
/**
 * 512: bounds the time of reading slots one by one when the list cannot be read. SIMs have 10 to 50 slots, modems' own
 * memories up to a few hundred.
 */
const MAX_SLOTS = 512;

/** Why a slot or a list was not read. */
export type MemoryRefusal = Extract<FinalResult, { ok: false }> & { slot: string };

type SlotAnswer =
  | { type: "found"; found: ListedPdu; memory: string | undefined }
  /** A bare OK, in step with the question. */
  | { type: "empty" }
  | { type: "refused"; refusal: MemoryRefusal };

/**
 * The modem's message memories. Guarantees that what is read from a slot belongs to that slot.
 *
 * @throws ModemError from every method: "rejected" when the modem does not open a memory or stays in text mode, else as
 * {@link ask}
 */
export interface MessageMemory {
  /**
   * Reads a slot. A bare OK for a slot that was `announced` only counts when the modem has given it twice, with all
   * pending output drained in between.
   */
  readSlot(
    memory: string,
    index: number,
    options: { priority: CommandPriority; announced?: boolean },
  ): Promise<SlotAnswer>;
  /** Reads everything in a memory at once; `refusal` where the modem ended the list with an error. */
  list(
    memory: string,
    priority: CommandPriority,
  ): Promise<{ found: ListedPdu[]; memory: string | undefined; refusal?: MemoryRefusal }>;
  /** Number of slots to read one by one; 0 if the memory is empty. */
  slots(priority: CommandPriority): Promise<number>;
  /** Deletes a slot of the memory that was read last; `false` if the modem refuses. */
  remove(index: number, priority: CommandPriority): Promise<boolean>;
}

/**
 * Creates the memories of a modem. `""` stands for the memory that received messages are stored in.
 *
 * Answers to `AT+CMGR` do not contain the slot's number. After one answer too many or too few, each slot would be
 * mistaken for its neighbour and the neighbour deleted unread; so whenever an answer may belong to an earlier command,
 * the slot is read again.
 *
 * @param options.leaveTextMode  called when an answer shows text mode; the question is then asked again
 */
export function createMessageMemory(
  context: DriverContext,
  options: { settings: SmsSettings; leaveTextMode(priority: CommandPriority): Promise<void> },
): MessageMemory {
  const { settings } = options;
  let selected = settings.storage;
  /**
   * The last slot gave a bare OK or a refusal, which may have been another command's answer: the next answer may be one
   * behind.
   */
  let lastIsSuspect = false;

  async function select(memory: string, priority: CommandPriority): Promise<string | undefined> {
    const wanted = memory === "" ? settings.storage : memory;
    if (wanted === undefined || wanted === selected) return wanted;
    const lines =
      (await query(context, `AT+CPMS="${wanted}"`, "+CPMS:", { priority })) ??
      // Some modems require a memory for every place.
      (await query(context, `AT+CPMS=${inAllPlaces(wanted)}`, "+CPMS:", { priority }));
    if (!lines) throw new ModemError("rejected", `the modem cannot open the memory ${wanted}`, { command: "AT+CPMS" });
    selected = wanted;
    return wanted;
  }

  function inAllPlaces(first: string): string {
    return [first, ...settings.places.slice(1)].map((name) => `"${name}"`).join(",");
  }

  /** Asks, and asks once more when the answer shows text mode. */
  async function read<T>(
    question: { text: string; prefix: string; timeoutMs: number; priority: CommandPriority },
    parse: (lines: string[]) => T | typeof TEXT_MODE,
    isSuspect: (answer: Pick<AtAnswer, "result" | "lines">) => boolean = () => false,
  ): Promise<{ answer: AtAnswer; parsed: T }> {
    const { text, prefix, timeoutMs, priority } = question;
    for (let tries = 1; ; tries++) {
      const answer = await ask(context, text, {
        answer: { kind: "prefixed", prefix, pdu: true },
        quietOkMs: QUIET_MS,
        timeoutMs,
        priority,
        outOfStep: (given) => parse(given.lines) === TEXT_MODE || isSuspect(given),
      });
      const parsed = parse(answer.lines);
      if (parsed !== TEXT_MODE) return { answer, parsed };
      if (tries === 2) throw new ModemError("rejected", "the modem stays in text mode", { command: "AT+CMGF" });
      await options.leaveTextMode(priority);
    }
  }

  return {
    async readSlot(memory, index, { priority, announced = false }) {
      const opened = await select(memory, priority);
      const question = { text: `AT+CMGR=${index}`, prefix: "+CMGR:", timeoutMs: READ_MS, priority };
      const parse = (lines: string[]) => parseRead(index, lines);
      const isSuspect = ({ result, lines }: Pick<AtAnswer, "result" | "lines">) =>
        result.ok && (lines.length === 0 ? announced : lastIsSuspect);
      let { answer, parsed } = await read(question, parse, isSuspect);
      if (isSuspect(answer)) {
        context.log.debug("an answer of the modem may have been out of step: the slot is read again");
        ({ answer, parsed } = await read(question, parse));
      }
      const { result, lines } = answer;
      // A late answer may arrive after the drain: only content that was read twice proves that answers are in step.
      lastIsSuspect = result.ok ? lines.length === 0 : result.cms !== INVALID_INDEX;
      if (!result.ok) return { type: "refused", refusal: { ...result, slot: `${opened}/${index}` } };
      return parsed === undefined ? { type: "empty" } : { type: "found", found: parsed, memory: opened };
    },
    async list(memory, priority) {
      const opened = await select(memory, priority);
      const question = { text: "AT+CMGL=4", prefix: "+CMGL:", timeoutMs: LIST_MS, priority };
      const { answer, parsed } = await read(question, parseListing);
      const { result } = answer;
      return { found: parsed, memory: opened, ...(result.ok ? {} : { refusal: { ...result, slot: `${opened}` } }) };
    },
    async slots(priority) {
      const lines = await query(context, "AT+CPMS?", "+CPMS:", { priority });
      const fields = fieldsOf(lines?.[0] ?? "");
      const { usage } = readUsage(fields.slice(fields[0]?.match(/^\d/) ? 0 : 1, 3).join(","));
      return usage?.used === 0 ? 0 : Math.min(usage?.total ?? 0, MAX_SLOTS) + 1;
    },
    async remove(index, priority) {
      const { result } = await ask(context, `AT+CMGD=${index}`, { timeoutMs: READ_MS, priority });
      if (!result.ok) context.log.warn({ index }, "the modem did not delete a message that was stored");
      return result.ok;
    },
  };
}
