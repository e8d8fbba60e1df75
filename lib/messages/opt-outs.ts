import type { NewMessage } from "./outgoing.ts";

/** What was asked for a number. */
export const OPT_OUT_ACTIONS = ["opt-out", "opt-in"] as const;
export type OptOutAction = (typeof OPT_OUT_ACTIONS)[number];

/** Where it was asked: by a received message, by `/api/v1`, by a command on the machine. */
export const OPT_OUT_DOORS = ["message", "api", "command"] as const;
export type OptOutDoor = (typeof OPT_OUT_DOORS)[number];

/** Characters of why somebody opted a number out or in by hand: a sentence or two. */
export const OPT_OUT_REASON_CHARACTERS = 200;

/** Which message or user asked. */
interface AskedBy {
  door: OptOutDoor;
  incomingId?: number;
  userId?: number;
  userName?: string;
}

/** A number that nothing is sent to. */
export interface OptOut extends AskedBy {
  id: number;
  /** As outgoing messages have it. */
  number: string;
  /** Milliseconds since 1970. */
  since: number;
}

/** What is asked for a number, to be done and recorded. */
export interface OptOutRequest extends AskedBy {
  number: string;
  action: OptOutAction;
  at: number;
  /** The text of the message, or why a user does it. */
  asked?: string;
  /** The one that received the message. */
  modem?: string;
}

/** The record of a request, which stays as it is. */
export interface OptOutRecord extends OptOutRequest {
  id: number;
  /** `false`: the number was in that state before. */
  hasChanged: boolean;
}

/** What to do about a received message that asks for it. */
export interface AskedByMessage {
  request: Omit<OptOutRequest, "door" | "incomingId">;
  /** To be sent if the number changes its state. */
  confirmation?: NewMessage;
}

/** What became of a request. */
export interface OptOutOutcome {
  request: OptOutRequest;
  hasChanged: boolean;
  /** A confirmation was queued. */
  isConfirmed: boolean;
}

/** Numbers that opted out. Every promise rejects with a StoreFailure when the database fails. */
export interface OptOutStore {
  /** Those of these numbers that are opted out. Costs next to nothing while no number is. */
  among(numbers: readonly string[]): Promise<ReadonlySet<string>>;
  find(number: string): Promise<OptOut | undefined>;
  /** Newest first. `search`: digits that the number contains. */
  page(
    filter: { search?: string },
    page: { limit: number; before?: number },
  ): Promise<{ optOuts: OptOut[]; next?: number }>;
  /** Newest first, of one number or all. */
  audit(
    filter: { number?: string },
    page: { limit: number; before?: number },
  ): Promise<{ records: OptOutRecord[]; next?: number }>;
  /** Does what is asked and records it, with one commit. */
  ask(request: OptOutRequest): Promise<OptOutOutcome>;
  /** Cancels those of these messages that wait and that their recipient's opt-out stops; returns their number. */
  cancelWaiting(ids: readonly number[], now: number): Promise<number>;
}

/** Why a message was cancelled, in its timeline and as its error. */
export const OPTED_OUT = "the recipient has opted out";
