import { decodeDeliver, decodeStatusReport, decodeSubmit, PduError } from "../../../pdu/index.ts";
import { cmsError, OK, type Reply, tell } from "../at/reply.ts";
import { decodeString } from "../charset.ts";
import type { ModemContext } from "../context.ts";
import { type Memory, RECEIVED_READ, RECEIVED_UNREAD, type StoredMessage } from "../storage.ts";
import {
  alphaField,
  deliverHeading,
  pduLength,
  statusName,
  statusNumber,
  statusReportFields,
  submitHeading,
} from "../text-format.ts";
import { type Behaviour, choiceOf, numberOf } from "./behaviour.ts";

const NOT_ALLOWED = 302;
const MEMORY_FAILURE = 320;
const INVALID_INDEX = 321;
const ALL = 4;

const readMemory = ({ state: { messages } }: ModemContext) => messages.memories.get(messages.selected[0]) as Memory;

/** The lines of one message; in text mode an unreadable PDU is shown as it is. */
function show(modem: ModemContext, message: StoredMessage, prefix: string): string[] {
  const { state } = modem;
  if (state.messages.format === 0) {
    return [`${prefix}${message.status},${alphaField(modem.profile)}${pduLength(message.pdu)}`, message.pdu];
  }
  const status = `${prefix}"${statusName(message.status)}",`;
  try {
    if (message.kind === "status-report") return [status + statusReportFields(decodeStatusReport(message.pdu), state)];
    const { heading, body } =
      message.kind === "deliver"
        ? deliverHeading(decodeDeliver(message.pdu), state)
        : submitHeading(decodeSubmit(message.pdu), state);
    return [status + heading, body];
  } catch (error) {
    if (error instanceof PduError) return [status, message.pdu];
    throw error;
  }
}

function markRead(message: StoredMessage): void {
  if (message.status === RECEIVED_UNREAD) message.status = RECEIVED_READ;
}

const isDamaged = ({ clock }: ModemContext, { damagedUntil = 0 }: StoredMessage) => clock.now() < damagedUntil;

/** `"SM",1,40,"SM",1,40,"SM",1,40`, or the numbers alone. */
function usage({ state: { messages }, profile }: ModemContext, named: boolean): string {
  return messages.selected
    .slice(0, profile.storagePlaces)
    .map((name) => {
      const memory = messages.memories.get(name) as Memory;
      return `${named ? `"${name}",` : ""}${memory.used},${memory.total}`;
    })
    .join(",");
}

function offeredMemories({ state, profile }: ModemContext): string {
  const names = [...state.messages.memories.keys()].map((name) => `"${name}"`).join(",");
  if (profile.storageBrackets === "none") return names;
  const places = Array.from({ length: profile.storagePlaces }, () => `(${names})`).join(",");
  return profile.storageBrackets === "nested" ? `(${places})` : places;
}

/** 27.005 §3.5.4: which messages `<delflag>` 1 to 4 adds to the one named. */
function isDeleted(message: StoredMessage, flag: number): boolean {
  return (
    flag === 4 ||
    (flag >= 1 && message.status === 1) ||
    (flag >= 2 && message.status === 3) ||
    (flag >= 3 && message.status === 2)
  );
}

function remove(modem: ModemContext, index: number, flag: number): Reply {
  const memory = readMemory(modem);
  if (flag === 0) {
    if (!memory.has(index)) return cmsError(INVALID_INDEX);
    memory.delete(index);
  } else {
    for (const { index: at, message } of memory.list()) if (isDeleted(message, flag)) memory.delete(at);
  }
  // The network learns that there is room again (24.011, SMMA).
  return { ...OK, after: () => modem.link.retry() };
}

/** 27.005 §3.4.2, §3.4.3, §3.5.4, §3.2.2: list, read, delete, and the memories they work on. */
export const storedMessages: Behaviour = {
  name: "stored messages",
  commands: {
    "+CMGL": {
      needsSim: true,
      errors: "cms",
      test: ({ state }) =>
        tell(
          state.messages.format === 0
            ? "+CMGL: (0-4)"
            : '+CMGL: ("REC UNREAD","REC READ","STO UNSENT","STO SENT","ALL")',
        ),
      run: (modem) => list(modem, RECEIVED_UNREAD),
      set(modem, [wanted]) {
        const { format } = modem.state.messages;
        const name = decodeString(wanted?.text ?? "", modem.state.terminal.charset);
        const status = format === 0 ? choiceOf(wanted, [0, 1, 2, 3, ALL]) : statusNumber(name);
        return status === undefined ? cmsError(NOT_ALLOWED) : list(modem, status);
      },
    },
    "+CMGR": {
      needsSim: true,
      errors: "cms",
      set(modem, [place]) {
        const index = numberOf(place);
        const memory = readMemory(modem);
        if (index === undefined || !memory.has(index)) return cmsError(INVALID_INDEX);
        const message = memory.get(index);
        if (message === undefined) return modem.profile.emptySlot === "ok" ? OK : cmsError(INVALID_INDEX);
        if (isDamaged(modem, message)) return cmsError(MEMORY_FAILURE);
        const lines = show(modem, message, "+CMGR: ");
        markRead(message);
        return tell(...lines);
      },
    },
    "+CMGD": {
      needsSim: true,
      errors: "cms",
      test: (modem) =>
        tell(
          `+CMGD: (${readMemory(modem)
            .list()
            .map(({ index }) => index)
            .join(",")}),(0-4)`,
        ),
      set(modem, [place, flag]) {
        const [index, which] = [numberOf(place), choiceOf(flag, [0, 1, 2, 3, 4], 0)];
        return index === undefined || which === undefined ? cmsError(INVALID_INDEX) : remove(modem, index, which);
      },
    },
    "+CPMS": {
      needsSim: true,
      errors: "cms",
      read: (modem) => tell(`+CPMS: ${usage(modem, true)}`),
      test: (modem) => tell(`+CPMS: ${offeredMemories(modem)}`),
      set(modem, places) {
        const { messages, terminal } = modem.state;
        if (places.length === 0 || places.length > modem.profile.storagePlaces) return cmsError(NOT_ALLOWED);
        const names = messages.selected.map((selected, at) => {
          const place = places[at];
          return place === undefined ? selected : decodeString(place.text, terminal.charset).toUpperCase();
        });
        const { receivingMemories, storageUsage } = modem.profile;
        const receives = receivingMemories?.includes(names[2] ?? "") ?? true;
        if (!receives || names.some((name) => !messages.memories.has(name))) return cmsError(NOT_ALLOWED);
        messages.selected = names as [string, string, string];
        return storageUsage ? tell(`+CPMS: ${usage(modem, false)}`) : OK;
      },
    },
  },
};

function list(modem: ModemContext, status: number): Reply {
  const lines: string[] = [];
  const stored = readMemory(modem).list();
  if (modem.profile.listOrder === "descending") stored.reverse();
  for (const { index, message } of stored) {
    if (status !== ALL && message.status !== status) continue;
    // What was listed before the error is still sent, as on real modems.
    if (isDamaged(modem, message)) return { lines, result: { cms: MEMORY_FAILURE } };
    lines.push(...show(modem, message, `+CMGL: ${index},`));
    markRead(message);
  }
  return tell(...lines);
}
