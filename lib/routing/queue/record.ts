import type { Claim, OutboxStore, Settlement } from "../../messages/index.ts";
import type { OutboxContext } from "./context.ts";
import { untilWritten } from "./retried-writes.ts";

/** What became of a part that was *sending*. */
export type EndedPart = { position: number; at: number } & (
  | { end: "sent"; reference?: number; detail?: string }
  /** The network has certainly not taken it, or nobody knows. */
  | { end: "reopened" | "unknown" }
);

/** What there is to write about a claimed message. What is absent is left as it is. */
interface Progress {
  part?: EndedPart | undefined;
  settlement?: Settlement | undefined;
  /** The part, of this message or of the one behind it, that is *sending* from now on. */
  next?: { claim: Claim; position: number; on: { modem: string; sim: string; at: number } } | undefined;
}

/**
 * Writes all of it in one commit, in that order, and again until the store has taken it.
 *
 * @returns `claimLost`: somebody else holds the message now, and the part was not written; `begun`: `next` was
 * @throws the store's error when it refuses a write for good, or any when the time to stop has run out
 */
export async function record(
  context: OutboxContext,
  claim: Claim,
  { part, settlement, next }: Progress,
): Promise<{ claimLost: boolean; begun: boolean }> {
  const { store } = context;
  const [ended, , begun] = await untilWritten(
    [
      part && (() => writeEnd(store, claim, part)),
      settlement && (() => store.settle(claim, settlement)),
      next && (() => store.partSending(next.claim, next.position, next.on)),
    ],
    context,
  );
  return { claimLost: ended === "claim-lost", begun: begun === "written" };
}

function writeEnd(store: OutboxStore, claim: Claim, part: EndedPart) {
  const { position, at, end } = part;
  switch (end) {
    case "sent":
      return store.partSent(claim, position, part);
    case "reopened":
      return store.partReopened(claim, position);
    case "unknown":
      return store.partUnknown(claim, position, at);
    default:
      return end satisfies never;
  }
}
