import { createHmac } from "node:crypto";
import { defined } from "../../defined.ts";
import { createLru } from "../../lru.ts";
import type { Job } from "../../messages/index.ts";
import type { JobHandler } from "../../routing/index.ts";
import { MADE_OF_SMS } from "../incoming/automatic.ts";
import type { OutgoingMail, Relay, RelayProblem } from "./relay.ts";

type JobResult = Awaited<ReturnType<JobHandler["perform"]>>;

/** 10,000 mails of jobs for several people of which some have been sent: those of days in which a server defers some. */
const SENT_REMEMBERED = 10_000;

/**
 * Jobs of kind `email`, whose payload is `{to, subject, text}`; `to` is an address or several, and each gets a mail of its own. Mail
 * about an SMS has `References` of the conversation with that number, so that mail programs join them, and an address for replies
 * where {@link replyTo} gives one.
 *
 * @param options.secret  of all gateways on a database: what stands for a number in `References`
 * @param options.senderOf  the number that an incoming message came from. Rejects with a StoreFailure
 * @param options.replyTo  where replies to the mail go; `undefined`: nobody takes them
 */
export function createEmailJobs(options: {
  relay: Relay;
  secret: Uint8Array;
  senderOf(incomingId: number): Promise<string | undefined>;
  replyTo(number: string): string | undefined;
}): JobHandler {
  const { relay, secret, senderOf, replyTo } = options;
  /** Who has got a mail of a job that is tried again for others. */
  const sent = createLru<string, true>(SENT_REMEMBERED);

  async function mailOf(job: Job, from: string): Promise<Omit<OutgoingMail, "to" | "subject" | "text">> {
    const domain = from.slice(from.lastIndexOf("@") + 1);
    const number = job.incomingId === undefined ? undefined : await senderOf(job.incomingId);
    const automatic = { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" };
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
      const { to, subject, text } = payload;
      const mail = await mailOf(job, from);
      const problems: RelayProblem[] = [];
      let answer = "";
      for (const address of to) {
        const key = `${job.eventId} ${address}`;
        if (sent.get(key)) continue;
        const result = await relay.send({ ...mail, to: address, subject, text }, { signal });
        if (result.ok) answer = result.value;
        else problems.push(result.problem);
        if (to.length > 1 && (result.ok || result.problem.isFinal)) sent.set(key, true);
      }
      return resultOf(problems, answer);
    },
  };
}

/** As long as somebody may still get it, the job goes on. */
function resultOf(problems: readonly RelayProblem[], answer: string): JobResult {
  const [first] = problems;
  if (first === undefined) return { ok: true, ...(answer === "" ? {} : { status: 250, answer }) };
  const { isFinal: _, ...problem } = problems.find(({ isFinal }) => !isFinal) ?? first;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more recipients)` : "";
  const isOver = problems.every(({ isFinal }) => isFinal);
  return { ok: false, ...problem, error: `${problem.error}${more}`, ...(isOver ? { isFinal: true } : {}) };
}

function readPayload({ to, subject, text }: Job["payload"]) {
  const addresses = typeof to === "string" ? [to] : to;
  const isList =
    Array.isArray(addresses) && addresses.length > 0 && addresses.every((each) => typeof each === "string");
  if (!isList || typeof subject !== "string" || typeof text !== "string") return undefined;
  return { to: addresses as readonly string[], subject, text };
}
