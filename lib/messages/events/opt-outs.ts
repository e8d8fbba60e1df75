import { maskNumber } from "../../visible.ts";
import type { OptOutDoor } from "../opt-outs.ts";
import type { ByUser } from "./fields.ts";
import { info, type Wordings } from "./wording.ts";

export interface OptOutEvents {
  /** Nothing is sent to a number any more, because its owner or a user said so. */
  "opt-out.added": Change & { details: { cancelled: number } };
  /** A number gets messages again. */
  "opt-out.removed": Change;
}

interface Change extends ByUser {
  number: string;
  /** `door`: `message`, `api` or `command`; of a message, the ID of the incoming one. */
  details: { door: OptOutDoor; incomingId: number | undefined };
}

export const OPT_OUT_WORDINGS: Wordings<OptOutEvents> = {
  "opt-out.added": info(
    ({ number, details: { door, cancelled } }) =>
      `${maskNumber(number)} opted out ${HOW[door]}: nothing is sent to it any more${cancelledText(cancelled)}`,
  ),
  "opt-out.removed": info(({ number, details: { door } }) => `${maskNumber(number)} opted in again ${HOW[door]}`),
};

const HOW: Readonly<Record<OptOutDoor, string>> = {
  message: "with a message",
  api: "by a user",
  command: "by a command",
};

function cancelledText(cancelled: number): string {
  if (cancelled === 0) return "";
  return cancelled === 1
    ? ", and 1 waiting message was cancelled"
    : `, and ${cancelled} waiting messages were cancelled`;
}
