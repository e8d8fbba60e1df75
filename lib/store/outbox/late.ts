import type { Kysely } from "kysely";
import type { Claim } from "../../messages/index.ts";
import type { Schema } from "../schema/index.ts";
import { lockMessage, moveMessage } from "./moves.ts";
import { addTimeline } from "./rows.ts";

/**
 * A part was accepted after its claim had ended. Its message becomes *sent* unless it was claimed again since.
 *
 * @throws StoreFailure kind "not-allowed" as {@link moveMessage}; the driver's error
 */
export async function acceptedLate(
  db: Kysely<Schema>,
  claim: Claim,
  position: number,
  late: { at: number; modem: string; detail: string; whole: boolean },
): Promise<"sent" | "noted"> {
  const { at, modem, detail } = late;
  const message = await lockMessage(db, claim.message.id);
  if (!message) return "noted";
  await addTimeline(db, [{ messageId: message.id, position, at, state: "sent", modem, detail }]);
  // A later claim would have a later fence.
  if (!late.whole || message.state !== "queued" || message.fence !== claim.fence) return "noted";
  await moveMessage(db, message, ["sending", "sent"], {
    at,
    set: { via: claim.message.via, modem, may_be_duplicate: claim.message.mayBeDuplicate ? 1 : 0, last_error: null },
  });
  return "sent";
}
