import { defined } from "../defined.ts";
import {
  ADDRESS_BOOK_NAME_CHARACTERS,
  NUMBER_CHARACTERS,
  RECIPIENTS_OF_A_REQUEST,
  REFERENCE_CHARACTERS,
} from "../limits.ts";
import type { Priority } from "../messages/index.ts";
import { no, ok, type Result } from "../result.ts";
import type { SubmissionRequest } from "../routing/index.ts";
import { COMMAND_BYTES } from "./limits.ts";

/** Whom a command names: a name may be a contact's or a group's. */
export type CommandRecipient = { kind: "number" | "contact" | "group" | "name"; to: string };

/** A message that somebody asks for by MQTT. */
export type Command = Pick<SubmissionRequest, "text" | "channel" | "flash"> & {
  to: readonly CommandRecipient[];
  priority?: Priority;
  reference?: string;
};

const PRIORITIES: Readonly<Record<string, Priority>> = { low: 0, normal: 1, high: 2 };
const CHANNELS = ["sms", "telegram", "auto"] as const;
const FIELDS = ["to", "text", "channel", "flash", "priority", "reference"];
const KINDS = ["number", "contact", "group"] as const;

/** A text in UTF-8 of bearable length. The problem is a sentence. Pure. */
export function readPayload(payload: Uint8Array): Result<string> {
  if (payload.length > COMMAND_BYTES) {
    return no(`The payload has ${payload.length} bytes; it may have ${COMMAND_BYTES}`);
  }
  try {
    return ok(new TextDecoder("utf-8", { fatal: true }).decode(payload));
  } catch {
    return no("The payload is not UTF-8");
  }
}

/**
 * Reads what was published to `…/send`. The problem is a sentence that says what is wrong, and the reference as far as it can be
 * read. Pure.
 */
export function readCommand(payload: string): Result<Command, { problem: string; reference?: string }> {
  let given: unknown;
  try {
    given = JSON.parse(payload);
  } catch {
    return no({
      problem: 'The payload is not JSON: publish an object such as {"to": "+491701234567", "text": "Hello"}',
    });
  }
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    return no({ problem: 'The payload is not an object such as {"to": "+491701234567", "text": "Hello"}' });
  }
  const fields = given as Readonly<Record<string, unknown>>;
  const { text, channel = "sms", flash = false, priority, reference } = fields;
  const isReference = typeof reference === "string" && reference.length > 0 && reference.length <= REFERENCE_CHARACTERS;
  const wrong = (problem: string) => no({ problem, ...(isReference ? { reference } : {}) });
  const unknown = Object.keys(fields).find((name) => !FIELDS.includes(name));
  if (unknown !== undefined) {
    return wrong(`Unknown field “${unknown.slice(0, LONGEST_SHOWN)}”; known are ${FIELDS.join(", ")}`);
  }
  if (reference !== undefined && !isReference) {
    return wrong(`“reference” must be a text of 1 to ${REFERENCE_CHARACTERS} characters`);
  }
  const to = readRecipients(fields.to);
  if (!to.ok) return wrong(to.problem);
  if (typeof text !== "string" || text === "") return wrong("“text” must be a text that is not empty");
  const channelRead = CHANNELS.find((each) => each === channel);
  if (channelRead === undefined) return wrong(`“channel” must be one of ${CHANNELS.join(", ")}`);
  if (typeof flash !== "boolean") return wrong("“flash” must be true or false");
  const level = typeof priority === "string" && Object.hasOwn(PRIORITIES, priority) ? PRIORITIES[priority] : undefined;
  if (priority !== undefined && level === undefined) {
    return wrong(`“priority” must be one of ${Object.keys(PRIORITIES).join(", ")}`);
  }
  return ok({
    to: to.value,
    text,
    channel: channelRead,
    flash,
    ...defined({ priority: level }),
    ...(isReference ? { reference } : {}),
  });
}

/** 40 characters of a name that nobody knows are enough to find it. */
const LONGEST_SHOWN = 40;

function readRecipients(given: unknown): Result<CommandRecipient[]> {
  const list: unknown[] = Array.isArray(given) ? given : [given];
  if (given === undefined) return no("“to” is missing: a telephone number, the name of a contact or group, or a list");
  if (list.length === 0) return no("“to” must not be empty");
  if (list.length > RECIPIENTS_OF_A_REQUEST) {
    return no(`“to” may name ${RECIPIENTS_OF_A_REQUEST} recipients, and names ${list.length}`);
  }
  const read = list.map(readRecipient);
  const recipients = read.filter((recipient) => recipient !== undefined);
  return recipients.length === read.length
    ? ok(recipients)
    : no('“to” must be telephone numbers, names, or objects such as {"group": "admins"}');
}

/** Digits, and what people write between them. */
const NUMBER = /^[+\d\s()[\]/.\u00a0\u2010-\u2015-]+$/;

function readRecipient(given: unknown): CommandRecipient | undefined {
  if (typeof given === "string") {
    if (given.trim() === "" || given.length > ADDRESS_BOOK_NAME_CHARACTERS) return undefined;
    if (!NUMBER.test(given) || !/\d/.test(given)) return { kind: "name", to: given };
    return given.length > NUMBER_CHARACTERS ? undefined : { kind: "number", to: given };
  }
  if (typeof given !== "object" || given === null) return undefined;
  const [field, ...others] = Object.entries(given);
  const kind = KINDS.find((each) => each === field?.[0]);
  if (field === undefined || kind === undefined || others.length > 0) return undefined;
  const to: unknown = typeof field[1] === "number" ? String(field[1]) : field[1];
  if (typeof to !== "string" || to.trim() === "" || to.length > ADDRESS_BOOK_NAME_CHARACTERS) return undefined;
  return { kind, to };
}
