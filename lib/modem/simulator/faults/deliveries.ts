import { RECEIVED_READ, RECEIVED_UNREAD } from "../storage.ts";
import { type FaultDefinition, FILLERS } from "./fault.ts";
import { always, number, secondsOption, text } from "./options.ts";

/** What can go wrong with what the modem receives, and with the memories that keep it. */
export const DELIVERY_FAULTS: Readonly<Record<string, FaultDefinition>> = {
  "duplicate-delivery": {
    about: "What comes from the network is stored or shown twice.",
    options: { command: { type: "string", about: "deliver, status-report or `*`", default: "*" } },
    point: always("receive"),
    strike: () => ({ twice: true }),
  },
  "unannounced-delivery": {
    about: "A message is stored without +CMTI.",
    command: "deliver",
    point: always("receive"),
    strike: () => ({ quiet: true }),
  },
  "unreadable-delivery": {
    about: "A message arrives as a PDU that cannot be read.",
    command: "deliver",
    point: always("receive"),
    strike: () => ({ unreadable: true }),
  },
  "report-lost": {
    about: "A delivery report vanishes.",
    command: "status-report",
    point: always("receive"),
    strike: () => ({ drop: true }),
  },
  "storage-full": {
    about: "A memory fills up with what nobody took away.",
    options: {
      memory: { type: "string", about: "its name, the one for receiving when left out", default: "" },
      content: { type: "string", about: `with what: ${FILLERS.join(", ")}`, default: "messages" },
    },
    point: always("now"),
    strike(options, { state: { messages }, filler }) {
      const memory = messages.memories.get(text(options, "memory") || messages.selected[2]);
      const content = FILLERS.find((name) => name === text(options, "content")) ?? "messages";
      const kind = content === "reports" ? "status-report" : "deliver";
      for (let count = memory?.used ?? 0; memory && count < memory.total; count++) {
        memory.add({ kind, pdu: filler(content, count), status: RECEIVED_READ });
      }
      return {};
    },
  },
  "acknowledgement-lost": {
    about: "What was stored or shown is offered by the network again: it never heard that the modem has it.",
    options: { command: { type: "string", about: "deliver, status-report or `*`", default: "*" } },
    point: always("receive"),
    strike: () => ({ unheard: true }),
  },
  "nameless-delivery": {
    about: "A message is announced without memory and index: `+CMTI: ,-1` (SIM7600).",
    command: "deliver",
    point: always("receive"),
    strike: () => ({ nameless: true }),
  },
  "unreadable-slot": {
    about: "The slot of a message cannot be read for some time, and listing stops at it.",
    options: { seconds: secondsOption(60) },
    command: "deliver",
    point: always("receive"),
    strike: (options) => ({ damagedMs: number(options, "seconds") * 1000 || Number.POSITIVE_INFINITY }),
  },
  "mms-notice": {
    about: "The notification of an MMS arrives: a WAP push, not a text.",
    point: always("now"),
    strike(_options, { state: { messages }, filler, unsolicited }) {
      const memory = messages.memories.get(messages.selected[2]);
      const index = memory?.add({ kind: "deliver", pdu: filler("mms", memory.used), status: RECEIVED_UNREAD });
      if (index !== undefined && messages.indications.deliver === 1) unsolicited(`+CMTI: "${memory?.name}",${index}`);
      return {};
    },
  },
  "indications-lost": {
    about: "The modem forgets AT+CNMI: it stores what comes and says nothing.",
    point: always("now"),
    strike(_options, { state: { messages } }) {
      messages.indications = { mode: 0, deliver: 0, broadcast: 0, report: 0, buffer: 0 };
      messages.hasIndications = false;
      return {};
    },
  },
};
