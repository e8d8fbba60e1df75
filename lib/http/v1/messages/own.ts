import type { User } from "../../../auth/index.ts";
import { defined } from "../../../defined.ts";
import type { MessageArchive, OutgoingMessage } from "../../../messages/index.ts";
import type { Allowance, MessageDesk } from "../../../routing/index.ts";
import type { AccessGuard } from "../../access/access-guard.ts";
import { type Failure, holds, lacking, notFound } from "../../operations/failures.ts";

/** What the routes for existing messages need. */
export interface ActionDeps {
  archive: Pick<MessageArchive, "findOutgoing">;
  messageDesk: MessageDesk;
  guard: Pick<AccessGuard, "senderOf">;
}

/** For the descriptions of those routes. */
export const OWN = "One of your own; of another user with *Sent messages* (`sent-messages`).";

export const isOwn = (message: OutgoingMessage, user: User): boolean =>
  message.userId === user.id || holds(user, "sent-messages");

/** What this caller does about messages. */
export function deskOf(
  { messageDesk, guard }: ActionDeps,
  user: User,
  from: string,
  limited: (allowance: Allowance) => Allowance = (allowance) => allowance,
): ReturnType<MessageDesk["as"]> {
  const { userName, address, allowance, despiteOptOut } = guard.senderOf(user, from);
  return messageDesk.as({
    userName,
    despiteOptOut,
    ...defined({ address, allowance: allowance && limited(allowance) }),
  });
}

/** Why this user may do nothing about the message; `undefined`: they may. @throws what the archive throws */
export async function refuseOthers({ archive }: ActionDeps, id: number, user: User): Promise<Failure | undefined> {
  const [message] = await archive.findOutgoing([id]);
  if (message === undefined) return notFound("message");
  return isOwn(message, user) ? undefined : lacking("sent-messages");
}
