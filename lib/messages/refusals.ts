/** What an interface refused: a request, one of its recipients, or many requests that were only counted. */
export interface Refusal {
  /** As the client gave it. */
  userName?: string | undefined;
  /** The client's. */
  address?: string | undefined;
  /** Why, in one sentence. */
  explanation: string;
  details: RefusalDetails | CountedRefusals;
}

export type RefusalDetails = {
  reason: AnyRefusalReason;
  /** As the client gave it. */
  recipient?: string | undefined;
  /** Of a mail that was refused for whom it is from; most digits of telephone numbers are hidden. */
  sender?: string | undefined;
  retryAfterSeconds?: number | undefined;
  /** Number of refusals, if more than one. */
  refusals?: number | undefined;
  /** Some of them. */
  others?: string | undefined;
};

/** Also counts the requests per reason. */
type CountedRefusals = { reason: "many"; requests: number; networks: number } & Partial<
  Record<AnyRefusalReason, number>
>;

/** Why anything is refused, at any interface. */
export type AnyRefusalReason = AccessRefusalReason | SubmissionRefusalReason;

/** Why an interface refuses a request. */
export type AccessRefusalReason =
  | "parameter-missing"
  | "request-too-large"
  | "no-room"
  | "method-not-allowed"
  | "credentials-missing"
  | "wrong-credentials"
  | "throttled"
  | "no-permission"
  | "second-factor-missing"
  | "network-not-allowed"
  | "user-network-not-allowed"
  | "too-many-requests"
  | "cross-site"
  | "not-json"
  | "malformed-hex"
  | "unknown-mode"
  | "malformed-body"
  | "invalid-payload"
  | "time-limit"
  | "client-gone"
  | "failed";

/** Why a request is not accepted, or one of its recipients is left out. */
type SubmissionRefusalReason =
  | "invalid-number"
  | "no-such-contact"
  | "no-such-group"
  | "contact-without-number"
  | "contact-without-email"
  | "alarm-later"
  | "empty-group"
  | "nobody-on-call"
  | "members-without-number"
  | "malformed-regex"
  | "regex-too-large"
  | "unknown-list"
  | "list-without-regex"
  | "no-recipient"
  | "refused-by-list"
  | "number-refused"
  | "opted-out"
  | "no-telegram"
  | "text-too-long"
  | "variable-missing"
  | "key-used"
  | "too-many-recipients"
  | "too-many-parts"
  | "too-many-messages"
  | "not-stored";
