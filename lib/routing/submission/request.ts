import type {
  AlarmSeverity,
  Limit,
  MessageKind,
  NewMessage,
  OnceKey,
  Priority,
  RequestedChannel,
} from "../../messages/index.ts";
import type { Addressee } from "./addressees.ts";
import type { Variables } from "./variables.ts";

/**
 * Takes messages and their parts from what a user may send in a minute: gives the way to give them back, the time to wait,
 * or that so many never fit. With several gateways it is a promise, which rejects with a StoreFailure.
 */
export type Allowance = (cost: {
  messages: number;
  parts: number;
  /** Something was taken in this request before: what the request itself counted is not given back again. */
  further?: boolean;
}) => Taken | Promise<Taken>;

type Taken = { giveBack(): void } | { retryAfterSeconds: number } | "never";

/** The interfaces that messages come through. */
type SubmissionSource = "api.php" | "rest" | "isms" | "alerts" | "v1" | "routing" | "email" | "check" | "mqtt";

/** What a monitoring program says about the trouble that it sends. */
export interface Trouble {
  /** The same from its beginning to its end. */
  key?: string | undefined;
  title: string;
  severity: AlarmSeverity;
  /** `over`: the alarm with the key ends. `unclear`: nobody can tell, so an alarm stays as it is. */
  state: "lasts" | "over" | "unclear";
}

/** One request to send, after its user has been authenticated and authorised. */
export interface SubmissionRequest {
  /** Whom it goes to; each number gets one message, however often it is named. */
  recipients: readonly Addressee[];
  /** What the text is about, for groups whose texts open alarms; the text by default. */
  trouble?: Trouble;
  /** A ring goes by a modem, whatever is said here. */
  channel: RequestedChannel;
  /** Empty for a ring. */
  text: string;
  /**
   * The text may have variables (see `variables.ts`): `{number}`, `{name}` and `{note}` of the recipient, those of the
   * addressee, and these for all recipients; the first that there is in the order addressee, contact, all. Absent: the
   * text is sent as it is.
   */
  variables?: Variables;
  /** The sender may not see contacts: `{name}` and `{note}` stand for nothing of theirs. */
  withoutContacts?: boolean;
  kind: MessageKind;
  flash: boolean;
  /** Matched against each number in its written forms: `+49…`, `0049…`, `49…`, and of the home country `0170…`. */
  regex?: string;
  /** Numbers that get nothing from this request, because another part of the same errand reaches them. */
  except?: ReadonlySet<string>;
  /** `white` or `black`; a regex alone counts as `white`. */
  list?: string;
  userId?: number;
  userName: string;
  /** Whether the user may send to numbers that have opted out; every interface has to say. */
  despiteOptOut: boolean;
  /** What the user may send; every interface has to say. `undefined`: no limit. */
  allowance: Allowance | undefined;
  /** Once it has passed nothing is stored any more. */
  limit?: Limit;
  /** Which interface it came through, see {@link NewMessage.source}. */
  source: SubmissionSource;
  /** Client's address, for the event log. */
  address?: string;
  priority?: Priority;
  pool?: string;
  /** The one modem to take, by its name; stronger than every rule. */
  modem?: string;
  /** Not before, in milliseconds since 1970; now by default. */
  sendAt?: number;
  /** How long after `sendAt` it may still be sent; the setting by default. */
  validityMs?: number;
  /** See {@link NewMessage.reference}. */
  reference?: string;
  /** The same request with the same key is done once. */
  once?: OnceKey;
}
