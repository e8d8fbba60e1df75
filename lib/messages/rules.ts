import type { Contact } from "./address-book.ts";
import type { RequestedChannel } from "./outgoing.ts";

/**
 * Rules of message routing, as `POST /api/v1/rules` has them: plain JSON, with the defaults filled in. Only what
 * `parseRule` returned is a rule.
 */
export interface Rule {
  name: string;
  enabled: boolean;
  /** Absent: every message. */
  when?: Condition;
  /** In this order, on the text that the destinations get; the stored text stays. */
  replace: readonly Change[];
  then: readonly Destination[];
  /** A message that matches is not shown to the rules below. */
  stop: boolean;
}

/** A tree. Lists have at least one item. */
export type Condition = { and: readonly Condition[] } | { or: readonly Condition[] } | { not: Condition } | Leaf;

/**
 * One test. A test of something that the message does not have (the text of a call, the sender of a message without one,
 * an own number that is unknown) does not hold, so its negation does.
 */
export type Leaf =
  | { sender: SenderTest }
  /** The own number, in any of its forms, or the modem's name. */
  | { recipient: TextTest }
  | { text: TextTest }
  | { kind: RoutedKind }
  | { channel: RoutedChannel }
  /** By name, whatever its case. */
  | { modem: string }
  /** Whether a contact has the sender's number. */
  | { known: boolean }
  /** When the message arrived. */
  | { during: RuleHours };

/** Numbers are compared in any form: as received, and internationally with and without `+`. */
export type SenderTest = TextTest | { contact: string } | { group: string };

export type TextTest = ({ is: string } | { contains: string } | { matches: string }) & { ignoreCase?: boolean };

export type RuleDay = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

/**
 * `from` until just before `to`, `HH:MM`, `to` also `24:00`. When the end is not after the start, the hours continue into
 * the next day, and belong to the day on which they begin.
 */
export interface RuleHours {
  /** Absent: every day. */
  weekdays?: readonly RuleDay[];
  /** Both or neither; absent: the whole day. */
  from?: string;
  to?: string;
  /** IANA name; absent: the gateway's. */
  timeZone?: string;
}

/** Every match of `pattern` is replaced. In `with`, `$0` is the match, `$1` its first group, `$$` a dollar sign. */
export interface Change {
  pattern: string;
  with: string;
  ignoreCase?: boolean;
}

/** Where a message goes. Texts are templates: `{sender}`, `{text}` and so on are filled in. */
export type Destination =
  | { http: HttpDestination }
  | { isms: IsmsDestination }
  /** Name of a stored webhook, which is signed. */
  | { webhook: string }
  | { email: { to: readonly string[]; subject?: string; text?: string } }
  | { mqtt: { topic: string; text?: string; qos?: 0 | 1 | 2; retain?: boolean } }
  | ({ contact: string } & Forwarding)
  | ({ group: string } & Forwarding)
  | { number: string; channel?: RequestedChannel; text?: string }
  /** At most one answer to each sender in `everySeconds`. */
  | { autoReply: { text: string; everySeconds?: number } }
  | { alarm: { policy: string; text?: string } };

interface Forwarding {
  channel?: RequestedChannel | "email";
  text?: string;
}

export interface HttpDestination {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  url: string;
  headers?: Readonly<Record<string, string>>;
  /** Sent as they are, and shown to nobody: a stored rule has {@link SECRET_MASK} in place of each value. */
  secretHeaders?: Readonly<Record<string, string>>;
  body?: string;
}

/** Stands for a secret where a rule is stored, listed or exported. */
export const SECRET_MASK = "•••";

interface IsmsDestination {
  url: string;
  username?: string;
  password?: string;
  text?: string;
}

/** Why a rule is not accepted, with the place in its JSON (RFC 6901). */
export interface RuleFault {
  pointer: string;
  /** Follows the place in a sentence: `is missing`. */
  message: string;
}

/** Mail that comes in is sent as SMS, and is not routed. */
type RoutedChannel = "sms" | "telegram";
type RoutedKind = "text" | "call";

/** What rules look at: an incoming message that is complete, or a call. */
export interface RoutedMessage {
  id: number;
  kind: RoutedKind;
  channel: RoutedChannel;
  modem: string;
  /** As received: a number or a name. Absent or empty: nobody knows. */
  sender?: string;
  /** The own number that it was sent to. */
  recipient?: string;
  /** Absent for a call. */
  text?: string;
  /** Milliseconds since 1970. */
  receivedAt: number;
}

/** What rules need to know besides the message. Nothing here waits: what is looked up was read before. */
export interface RoutingContext {
  /** The gateway's, IANA name. */
  timeZone: string;
  /** Of a number as it is written or received: `+49…`, or a short code; `undefined` for what is no number. */
  international(number: string): string | undefined;
  /** Those with this number or address, by name. Asked at most once for a message. */
  contactsOf(sender: string): readonly RoutedContact[];
  /** Own numbers, `+49…`: they get no automatic answer. */
  ownNumbers: ReadonlySet<string>;
}

/** What rules see of a contact. */
export type RoutedContact = Pick<Contact, "name" | "note" | "groups">;

/** What happened to a message in each rule, in their order. The dry run shows it, the real run does it. */
export interface Trace {
  rules: readonly RuleTrace[];
  /** How much was looked at: tests, and characters of texts. Grows with the size of rules and message. */
  work: number;
}

export interface RuleTrace {
  name: string;
  /** `not-reached`: a rule above ended the run. */
  outcome: "matched" | "not-matched" | "disabled" | "not-reached";
  /** The leaf that settled the outcome; absent when no leaf was asked. */
  decidedBy?: DecidingLeaf;
  /** When it matched: the text after the changes. Absent for a call. */
  text?: string;
  /** When it matched: for each change, how often it was made. */
  replaced?: readonly Replaced[];
  /** When it matched: what is done, one for each destination, in their order. */
  deliveries?: readonly Delivery[];
  /** The run ended here. */
  stop?: true;
}

export interface DecidingLeaf {
  /** Into the rule, such as `/when/and/0/sender`. */
  pointer: string;
  held: boolean;
  /** The form of the sender or recipient that the test held for. */
  form?: string;
}

export interface Replaced {
  times: number;
  /** The rest of the text was left as it was: the change would have cost or grown too much. */
  stopped?: true;
}

/** What is done for one destination, its templates filled in. Secrets are not in it: they are looked up in the rule. */
export type Delivery =
  | {
      kind: "http";
      method: string;
      url: string;
      headers: Readonly<Record<string, string>>;
      /** Names of further headers, whose values are secret. */
      secretHeaders?: readonly string[];
      body?: string;
    }
  | { kind: "isms"; url: string; username?: string; text: string }
  | { kind: "webhook"; webhook: string; text: string }
  | { kind: "email"; to: readonly string[]; subject: string; text: string }
  | { kind: "mqtt"; topic: string; text: string; qos: 0 | 1 | 2; retain: boolean }
  | { kind: "contact" | "group"; name: string; channel: RequestedChannel | "email"; text: string }
  | { kind: "number"; number: string; channel: RequestedChannel; text: string }
  | { kind: "autoReply"; to: string; text: string; everySeconds: number }
  | { kind: "alarm"; policy: string; text: string }
  /** Nothing is done; `why` is a sentence without its full stop. */
  | { kind: "nothing"; of: DestinationKind; why: string };

type KeysOf<Union> = Union extends unknown ? keyof Union : never;
export type DestinationKind = Exclude<KeysOf<Destination>, "channel" | "text">;
