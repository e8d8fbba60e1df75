import type { AnyRefusalReason } from "../../messages/index.ts";
import { MAIL_RECIPIENTS } from "../limits.ts";
import type { MailExcess } from "./mail-filter.ts";

/** An answer of the SMTP server other than "done": 4xx may be tried again, 5xx not. The sentence is ASCII when it is sent. */
export interface MailRefusal {
  code: number;
  sentence: string;
  /** For the event. Absent: it has been recorded, or is no news. */
  reason?: AnyRefusalReason;
}

const TOO_MUCH: Readonly<Record<MailExcess, string>> = {
  header: "its header is too large",
  parts: "it has too many parts",
  depth: "its parts lie too deep in one another",
};

/** Everything that the SMTP server says no with. */
export const REFUSALS = {
  tooManyConnections: { code: 421, sentence: "Too many connections: try again later" },
  tooFast: { code: 421, sentence: "Too many connections in a short time: try again in a minute" },
  tooManyMails: (perMinute: number): MailRefusal => ({
    code: 451,
    sentence: `More than ${perMinute} mails of this client in a minute: try again in a minute`,
    reason: "too-many-requests",
  }),
  tooSlow: { code: 421, sentence: "The mail took too long" },
  needsTls: { code: 530, sentence: "Must issue a STARTTLS command first", reason: "network-not-allowed" },
  needsSignIn: {
    code: 530,
    sentence: "Authentication required: this address is in none of --smtp-networks",
    reason: "network-not-allowed",
  },
  noNetwork: {
    code: 550,
    sentence: "Refused: this address is in none of --smtp-networks",
    reason: "network-not-allowed",
  },
  noUser: {
    code: 451,
    sentence: "Refused: the gateway has no user for mail without authentication (--smtp-user)",
    reason: "credentials-missing",
  },
  sender: { code: 550, sentence: "Refused: mail of this sender is not accepted", reason: "network-not-allowed" },
  nullSender: {
    code: 550,
    sentence: "Refused: bounces and automatic answers do not become SMS",
    reason: "invalid-payload",
  },
  otherDomain: (domains: readonly string[]): MailRefusal => ({
    code: 550,
    sentence:
      domains.length === 0
        ? "Relaying denied: this gateway accepts mail for no domain (--smtp-domains)"
        : `Relaying denied: this gateway accepts mail for ${domains.slice(0, 5).join(", ")} only`,
    reason: "invalid-payload",
  }),
  unreadable: {
    code: 550,
    sentence: "Refused: the address names no telephone number, contact or group",
    reason: "invalid-payload",
  },
  unknownName: { code: 550, sentence: "Refused: no contact or group of this name", reason: "invalid-payload" },
  replyForged: {
    code: 550,
    sentence: "Refused: this address for replies was not made by this gateway",
    reason: "invalid-payload",
  },
  replyExpired: {
    code: 550,
    sentence: "Refused: this address for replies has expired; answer a newer mail",
    reason: "invalid-payload",
  },
  tooManyRecipients: { code: 452, sentence: `Too many recipients: one mail may have ${MAIL_RECIPIENTS}` },
  tooManyWrong: { code: 421, sentence: "Too many recipients that do not exist" },
  tooLarge: (bytes: number): MailRefusal => ({
    code: 552,
    sentence: `Refused: the mail is larger than ${bytes} bytes`,
    reason: "request-too-large",
  }),
  tooMuch: (excess: MailExcess): MailRefusal => ({
    code: 554,
    sentence: `Refused: ${TOO_MUCH[excess]}`,
    reason: "invalid-payload",
  }),
  unreadableMail: { code: 554, sentence: "Refused: the mail cannot be read", reason: "malformed-body" },
  empty: { code: 554, sentence: "Refused: the mail has no text", reason: "invalid-payload" },
  madeOfSms: {
    code: 554,
    sentence: "Refused: routing loop, a gateway has made this mail of an SMS",
    reason: "invalid-payload",
  },
  madeOfAlarm: {
    code: 554,
    sentence: "Refused: routing loop, a gateway has made this mail of an alarm",
    reason: "invalid-payload",
  },
  automatic: { code: 554, sentence: "Refused: automatic answers do not become SMS", reason: "invalid-payload" },
  cut: { code: 451, sentence: "The mail did not arrive whole" },
  failed: { code: 451, sentence: "The gateway cannot look at it now: try again later" },
} as const satisfies Record<string, MailRefusal | ((given: never) => MailRefusal)>;
