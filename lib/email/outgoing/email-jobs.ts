import { createHmac } from "node:crypto";
import { defined } from "../../defined.ts";
import type { Job } from "../../messages/index.ts";
import type { JobHandler } from "../../routing/index.ts";
import { MADE_OF_ALARM, MADE_OF_SMS } from "../incoming/automatic.ts";
import type { OutgoingMail, Relay } from "./relay.ts";

/**
 * Jobs of kind `email`, whose payload is `{to, subject, text}`; `to` is one address: of several people each has a job. With the ID of an
 * `alarm` in it the mail is marked, so that no gateway opens an alarm by it. Mail about an SMS
 * has `References` of the conversation with that number, so that mail programs join them, and an address for replies where
 * {@link replyTo} gives one.
 *
 * @param options.secret  of all gateways on a database: what stands for a number in `References`
 * @param options.senderOf  the number that an incoming message came from, as messages are sent to it. Rejects with a StoreFailure
 * @param options.replyTo  where replies to the mail go; `undefined`: nobody takes them
 */
export function createEmailJobs(options: {
  relay: Relay;
  secret: Uint8Array;
  senderOf(incomingId: number): Promise<string | undefined>;
  replyTo(number: string): string | undefined;
}): JobHandler {
  const { relay, secret, senderOf, replyTo } = options;

  async function mailOf(job: Job, from: string): Promise<Omit<OutgoingMail, "to" | "subject" | "text">> {
    const domain = from.slice(from.lastIndexOf("@") + 1);
    const number = job.incomingId === undefined ? undefined : await senderOf(job.incomingId);
    const automatic = {
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
      ...(job.payload.alarm === undefined ? {} : { [MADE_OF_ALARM]: "yes" }),
    };
    const messageId = `<${job.eventId.replace(/[^\w.-]/g, "_")}@${domain}>`;
    if (number === undefined) return { messageId, headers: automatic };
    const thread = createHmac("sha256", secret).update(`aldis: conversation\n${number}`).digest("hex").slice(0, 32);
    return {
      messageId,
      references: `<conversation.${thread}@${domain}>`,
      headers: { ...automatic, [MADE_OF_SMS]: "yes" },
      ...defined({ replyTo: replyTo(number) }),
    };
  }

  return {
    kind: "email",
    async perform(job, { signal }) {
      const payload = readPayload(job.payload);
      if (payload === undefined) return { ok: false, error: "the job has no mail that can be read", isFinal: true };
      const from = relay.from();
      if (from === undefined) {
        return { ok: false, error: "no mail server is configured (--mail-host and --mail-from)" };
      }
      const result = await relay.send({ ...(await mailOf(job, from)), ...payload }, { signal });
      return result.ok ? { ok: true, status: 250, answer: result.value } : { ok: false, ...result.problem };
    },
  };
}

/** A list of one address is taken as well. */
function readPayload({ to: given, subject, text }: Job["payload"]) {
  const to: unknown = Array.isArray(given) && given.length === 1 ? given[0] : given;
  if (typeof to !== "string" || typeof subject !== "string" || typeof text !== "string") return undefined;
  return { to, subject, text };
}
