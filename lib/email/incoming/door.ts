import type { AccessRefusalReason, AnyRefusalReason } from "../../messages/index.ts";
import type { Result } from "../../result.ts";
import type { SubmissionRequest } from "../../routing/index.ts";

/** As whom a mail is sent: for its submission. */
export type MailSender = Pick<SubmissionRequest, "userId" | "userName" | "allowance" | "address" | "despiteOptOut">;

/** Why somebody may not send. */
export interface DoorRefusal {
  reason: AccessRefusalReason;
  /** A sentence. */
  message: string;
  retryAfterSeconds?: number;
}

/** Who gets in to the SMTP server: the same users, limits and throttling as at every other interface. */
export interface MailDoor {
  /** Lets a user sign in and gives the user's ID. Rejects with what the user store throws. */
  signIn(credentials: { name: string; password: string; address: string }): Promise<Result<number, DoorRefusal>>;
  /** Finds the user that a mail is sent as, and counts the mail. `undefined`: no such user. Rejects with what the user store throws. */
  sender(who: { id: number } | { name: string }, address: string): Promise<Result<MailSender, DoorRefusal> | undefined>;
  /** The network that counts as one client. */
  clientOf(address: string): string;
  /** Writes the event, unless there are too many. */
  record(refusal: {
    reason: AnyRefusalReason;
    message: string;
    address: string;
    userName?: string;
    recipient?: string;
    sender?: string;
    retryAfterSeconds?: number;
  }): void;
}
