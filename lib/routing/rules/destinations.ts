import { defined } from "../../defined.ts";
import {
  ADDRESS_BOOK_NAME_CHARACTERS,
  NUMBER_CHARACTERS,
  PASSWORD_CHARACTERS,
  USER_NAME_CHARACTERS,
} from "../../limits.ts";
import { type Destination, type DestinationKind, SECRET_MASK } from "../../messages/index.ts";
import { readEmail } from "../address-book/fields.ts";
import { checkPayload } from "./http-body.ts";
import { readFixedUrl, readHttp } from "./http-request.ts";
import {
  EMAIL_CHARACTERS,
  EMAIL_SUBJECT_CHARACTERS,
  REPLY_PAUSE_SECONDS,
  RULE_DESTINATIONS,
  RULE_EMAIL_ADDRESSES,
  TOPIC_CHARACTERS,
} from "./limits.ts";
import {
  anyText,
  checkMask,
  fault,
  isObject,
  itemsOf,
  nameText,
  optionalFlag,
  optionalOneOf,
  optionalText,
  type Place,
  someText,
  within,
} from "./reading.ts";
import { readText, withWord } from "./templates.ts";

/** Reads what stands behind the name of a destination. */
const READERS: Readonly<Record<DestinationKind, (place: Place, whole: Place) => Destination | undefined>> = {
  http(place) {
    const http = readHttp(place);
    return http === undefined ? undefined : { http };
  },
  isms: readIsms,
  webhook(place) {
    const webhook = nameText(place, ADDRESS_BOOK_NAME_CHARACTERS);
    return webhook === undefined ? undefined : { webhook };
  },
  email: readEmailDestination,
  mqtt: readMqtt,
  contact(place, whole) {
    const contact = nameText(place, ADDRESS_BOOK_NAME_CHARACTERS);
    const more = readForwarding(whole, ["auto", "sms", "telegram", "email"]);
    return contact === undefined ? undefined : { contact, ...more };
  },
  group(place, whole) {
    const group = nameText(place, ADDRESS_BOOK_NAME_CHARACTERS);
    const more = readForwarding(whole, ["auto", "sms", "telegram", "email"]);
    return group === undefined ? undefined : { group, ...more };
  },
  number(place, whole) {
    const number = readNumber(place);
    const more = readForwarding(whole, ["auto", "sms", "telegram"]);
    return number === undefined ? undefined : { number, ...more };
  },
  autoReply: readAutoReply,
  alarm(place) {
    if (!isObject(place, ["policy", "text"])) return undefined;
    const policy = nameText(within(place, "policy"), ADDRESS_BOOK_NAME_CHARACTERS);
    const text = readText(within(place, "text"));
    return policy === undefined ? undefined : { alarm: { policy, ...defined({ text }) } };
  },
};
const KINDS = Object.keys(READERS) as DestinationKind[];
/** The fields of these stand beside their name, not behind it. */
const FORWARDS: readonly DestinationKind[] = ["contact", "group", "number"];

/** Reads the destinations of a rule. */
export function readDestinations(place: Place): Destination[] {
  if (place.value === undefined) return [];
  return itemsOf(place, RULE_DESTINATIONS).flatMap((item) => readDestination(item) ?? []);
}

function readDestination(place: Place): Destination | undefined {
  const given = KINDS.filter((kind) => within(place, kind).value !== undefined);
  const [kind] = given;
  const more = kind === undefined || !FORWARDS.includes(kind) ? [] : ["channel", "text"];
  if (!isObject(place, [...KINDS, ...more])) return undefined;
  if (kind === undefined) return fault(place, `must have one of ${KINDS.join(", ")}`);
  if (given.length > 1) return fault(place, `has both “${kind}” and “${given[1]}”: put each into an object of its own`);
  return READERS[kind](within(place, kind), place);
}

function readForwarding<const Channel extends string>(whole: Place, channels: readonly Channel[]) {
  const channel = optionalOneOf(within(whole, "channel"), channels);
  return defined({ channel, text: readText(within(whole, "text")) });
}

/** As people write it; the gateway's country is not known here. */
function readNumber(place: Place): string | undefined {
  const number = nameText(place, NUMBER_CHARACTERS);
  if (number === undefined) return undefined;
  const digits = number.replace(/[\s\-/.()]/g, "");
  return /^\+?\d{2,17}$/.test(digits) ? number : fault(place, "must be a telephone number");
}

function readIsms(place: Place): Destination | undefined {
  if (!isObject(place, ["url", "username", "password", "text"])) return undefined;
  const url = readFixedUrl(within(place, "url"));
  const username = optionalText(within(place, "username"), USER_NAME_CHARACTERS);
  const password = optionalText(within(place, "password"), PASSWORD_CHARACTERS);
  const text = readText(within(place, "text"));
  if (password === SECRET_MASK) checkMask(within(place, "password"));
  if ((username === undefined) !== (password === undefined))
    fault(place, "must have both “username” and “password”, or neither");
  return url === undefined ? undefined : { isms: { url, ...defined({ username, password, text }) } };
}

function readEmailDestination(place: Place): Destination | undefined {
  if (!isObject(place, ["to", "subject", "text"])) return undefined;
  const list = within(place, "to");
  const items = itemsOf(list, RULE_EMAIL_ADDRESSES);
  if (Array.isArray(list.value) && list.value.length === 0) fault(list, "must not be empty");
  const to = items.flatMap((item) => {
    const text = someText(item, EMAIL_CHARACTERS);
    if (text === undefined) return [];
    const read = readEmail(text);
    // Of several in one text, a program that sends mail makes several recipients.
    if (read.ok && read.value !== undefined && !/[,;:]/.test(text)) return [read.value];
    fault(item, "must be an email address");
    return [];
  });
  const subject = readText(within(place, "subject"), { longest: EMAIL_SUBJECT_CHARACTERS });
  if (subject !== undefined && /[\r\n]/.test(subject)) fault(within(place, "subject"), "must be on one line");
  return { email: { to, ...defined({ subject, text: readText(within(place, "text")) }) } };
}

function readMqtt(place: Place): Destination | undefined {
  if (!isObject(place, ["topic", "text", "qos", "retain"])) return undefined;
  const at = within(place, "topic");
  const topic = at.value === undefined ? fault(at, "is missing") : readText(at, { longest: TOPIC_CHARACTERS });
  const more = defined({
    text: readPayload(within(place, "text")),
    qos: optionalOneOf(within(place, "qos"), [0, 1, 2]),
    retain: optionalFlag(within(place, "retain")),
  });
  if (topic === undefined) return undefined;
  // MQTT 5 §4.7: + and # are for subscriptions, and topics with $ are the broker's.
  if (/[+#\p{Cc}]|^\$/u.test(withWord(topic, "x")))
    fault(at, "must not have +, # or control characters, nor begin with $");
  return { mqtt: { topic, ...more } };
}

function readPayload(place: Place): string | undefined {
  const text = readText(place);
  if (text !== undefined) checkPayload(place, text);
  return text;
}

function readAutoReply(place: Place): Destination | undefined {
  if (!isObject(place, ["text", "everySeconds"])) return undefined;
  const at = within(place, "text");
  const text = at.value === undefined ? anyText(at, 0) : readText(at);
  const pause = within(place, "everySeconds");
  const { value: everySeconds } = pause;
  const isWhole = typeof everySeconds === "number" && Number.isInteger(everySeconds);
  if (everySeconds !== undefined && !(isWhole && everySeconds >= 1 && everySeconds <= REPLY_PAUSE_SECONDS))
    fault(pause, `must be a whole number from 1 to ${REPLY_PAUSE_SECONDS}`);
  if (text === undefined) return undefined;
  return { autoReply: isWhole ? { text, everySeconds } : { text } };
}
