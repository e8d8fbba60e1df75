import type { Clock } from "../../../clock.ts";
import type { Job } from "../../../messages/index.ts";
import type { JobHandler } from "../handler.ts";
import type { HttpAnswer, HttpClient } from "./client.ts";
import { jobResultOf } from "./result.ts";

/** An incoming message for a receiver that speaks the protocol of MultiTech's iSMS: the payload of a job of kind `isms`. */
interface IsmsPush {
  url: string;
  /** The own number, as the modem has it. */
  modemNumber: string;
  /** `+49…` */
  sender: string;
  /** When it was received: milliseconds since 1970. */
  receivedAt: number;
  text: string;
  /** Whom the receiver asks for, where it does. */
  username?: string;
}

interface IsmsCredentials {
  username: string;
  password: string;
}

/**
 * Jobs of kind `isms`. `ACCEPTED` in the answer is success.
 *
 * @param options.timeZone  of the date and time in the message
 * @param options.passwordOf  looks up what is not in the job; `undefined`: nobody knows it any more. It rejects with a StoreFailure
 */
export function createIsmsPushes(options: {
  client: HttpClient;
  clock: Pick<Clock, "now">;
  timeZone: string;
  passwordOf?: (job: Job, of: { url: string; username: string }) => Promise<string | undefined>;
}): JobHandler {
  const { client, clock, timeZone } = options;
  return {
    kind: "isms",
    async perform(job, { signal }) {
      const push = readPush(job.payload);
      if (push === undefined) return { ok: false, error: "the job has no message that can be read", isFinal: true };
      const { url, username } = push;
      const password = username === undefined ? undefined : await options.passwordOf?.(job, { url, username });
      if (username !== undefined && password === undefined) {
        const error = `the password of ${username} is not known any more: the rule was changed or removed, or the secret key is another`;
        return { ok: false, error, isFinal: true };
      }
      const credentials = username === undefined || password === undefined ? undefined : { username, password };
      const sent = await client.send(
        {
          method: "POST",
          url: push.url,
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: ismsBody(push, { timeZone, credentials }),
        },
        { signal },
      );
      return jobResultOf(sent, { now: clock.now(), refused });
    },
  };
}

/** `NOT ACCEPTED` and `UNACCEPTED` say the opposite. */
const ACCEPTED = /(?<!\b(?:[Nn][Oo][Tt]|[Uu][Nn])[\s_-]{0,3})\bACCEPTED\b/;
const refused = ({ text }: HttpAnswer) => (ACCEPTED.test(text) ? undefined : "the receiver did not answer ACCEPTED");

function readPush({ url, modemNumber, sender, receivedAt, text, username }: Readonly<Record<string, unknown>>) {
  if (typeof url !== "string" || typeof modemNumber !== "string" || typeof sender !== "string") return undefined;
  if (typeof receivedAt !== "number" || typeof text !== "string") return undefined;
  const push: IsmsPush = { url, modemNumber, sender, receivedAt, text };
  return typeof username === "string" ? { ...push, username } : push;
}

/** `XMLDATA` comes last, and blanks are `%20`: the appliances' receivers take neither another order nor `+`. */
function ismsBody(
  push: IsmsPush,
  { timeZone, credentials }: { timeZone: string; credentials: IsmsCredentials | undefined },
): string {
  const { username, password } = credentials ?? {};
  const signIn =
    username === undefined || password === undefined
      ? ""
      : `username=${encodeURIComponent(username)}&password=${encodeURIComponent(password)}&`;
  return `${signIn}XMLDATA=${percentEncoded(notification(push, timeZone))}`;
}

function notification({ modemNumber, sender, receivedAt, text }: IsmsPush, timeZone: string): string {
  const { date, time } = localTime(receivedAt, timeZone);
  return [
    '<?xml version="1.0" encoding="ISO-8859-1"?>',
    "<MessageNotification>",
    `<ModemNumber>1:${escaped(modemNumber)}</ModemNumber>`,
    `<SenderNumber>${escaped(sender)}</SenderNumber>`,
    `<Date>${date}</Date>`,
    `<Time>${time}</Time>`,
    `<Message>${escaped(text)}</Message>`,
    "</MessageNotification>",
  ].join("");
}

/** `26/01/31` and `08:00:00`. */
function localTime(at: number, timeZone: string): { date: string; time: string } {
  const format = new Intl.DateTimeFormat("en", {
    timeZone,
    year: "2-digit",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const joined = (types: readonly Intl.DateTimeFormatPartTypes[], mark: string) =>
    types.map((type) => parts.get(type) ?? "").join(mark);
  return { date: joined(["year", "month", "day"], "/"), time: joined(["hour", "minute", "second"], ":") };
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** What ISO-8859-1 lacks becomes a character reference, and what XML 1.0 cannot hold at all, U+FFFD. */
function escaped(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const isAllowed = code >= 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
    if (!isAllowed || (code >= 0xd800 && code <= 0xdfff) || code === 0xfffe || code === 0xffff) return "&#65533;";
    return ENTITIES[character] ?? (code <= 0xff ? character : `&#${code};`);
  }).join("");
}

/** Of a text of ISO-8859-1. */
function percentEncoded(text: string): string {
  return Array.from(Buffer.from(text, "latin1"), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9._~-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");
}
