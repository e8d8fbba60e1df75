import type { AddressBookStore, AlarmDoor } from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { findGroupBy } from "../address-book/lookup.ts";
import type { Addressee } from "../submission/addressees.ts";
import type { RefusalReason } from "../submission/refusals.ts";
import type { SubmissionRequest } from "../submission/request.ts";
import type { Submission } from "../submission/submission.ts";
import type { AlarmDesk } from "./desk.ts";

/** A group whose messages are alarms. */
interface Calling {
  group: string;
  policy: string;
}

/** What of a request goes on as messages, and which groups are called. */
interface Parted {
  rest: readonly Addressee[];
  calling: readonly Calling[];
}

/**
 * Makes a submission where a text to a group with a policy opens an alarm, by whatever interface it comes; the other recipients of the
 * request get messages. Its text is not filled in: whoever is called depends on the time. The same text adds to the alarm that it has opened. An alarm takes one message from the user's
 * allowance.
 */
export function createCallingSubmission(options: {
  submission: Submission;
  desk: Pick<AlarmDesk, "raise">;
  book: Pick<AddressBookStore, "findGroup">;
}): Submission {
  const { submission, desk, book } = options;

  /** @throws what the address book's store throws */
  async function part({
    recipients,
    kind,
    flash,
  }: Pick<SubmissionRequest, "recipients" | "kind" | "flash">): Promise<Parted> {
    const rest: Addressee[] = [];
    const calling: Calling[] = [];
    for (const addressee of recipients) {
      const isText = addressee.target === "group" && kind === "text" && !flash;
      const found = isText ? await findGroupBy(book, addressee.to) : undefined;
      if (found?.policy === undefined) rest.push(addressee);
      else calling.push({ group: found.name, policy: found.policy });
    }
    return { rest, calling };
  }

  /** Opens them, or says why not; `again`: all of them were opened before, by the same request. Never rejects. */
  async function call(
    request: SubmissionRequest,
    calling: readonly Calling[],
  ): Promise<Result<{ alarms: number[]; again: boolean }, RefusalReason[]>> {
    const cost = request.allowance?.({ messages: calling.length, parts: calling.length });
    if (cost === "never") return no([{ kind: "too-many-messages" }]);
    if (cost !== undefined && "retryAfterSeconds" in cost) return no([{ kind: "too-many-messages", ...cost }]);
    if (request.limit?.passed) return no([{ kind: "not-stored" }]);
    const alarms: number[] = [];
    let again = true;
    try {
      for (const { group, policy } of calling) {
        const raised = await desk.raise(troubleOf(request, { group, policy }), { once: onceOf(request, group) });
        if (!raised.ok) {
          cost?.giveBack();
          return no([raised.problem === "other-request" ? { kind: "key-used" } : { kind: "not-stored" }]);
        }
        alarms.push(raised.value.alarm.number);
        again &&= raised.again === true;
      }
    } catch {
      // As a message that could not be stored: the store has told why.
      cost?.giveBack();
      return no([{ kind: "not-stored" }]);
    }
    if (again) cost?.giveBack();
    return ok({ alarms, again });
  }

  async function partOrNothing(request: SubmissionRequest): Promise<Parted | undefined> {
    try {
      return await part(request);
    } catch {
      return undefined;
    }
  }

  return {
    ...submission,
    async submit(request) {
      const parted = await partOrNothing(request);
      if (parted === undefined) return no([{ kind: "not-stored" }]);
      const { rest, calling } = parted;
      if (calling.length === 0) return submission.submit(request);
      const called = await call(request, calling);
      if (!called.ok) return called;
      if (rest.length === 0) return ok({ messageIds: [], refused: [] });
      const sent = await submission.submit({ ...request, recipients: rest });
      return sent.ok ? sent : ok({ messageIds: [], refused: sent.problem });
    },
    async submitOnce(request) {
      const parted = await partOrNothing(request);
      if (parted === undefined) return no([{ kind: "not-stored" }]);
      const { rest, calling } = parted;
      if (calling.length === 0) return submission.submitOnce(request);
      const called = await call(request, calling);
      if (!called.ok) return called;
      const { alarms, again } = called.value;
      if (rest.length === 0) return ok({ messages: [], refused: [], alarms, again });
      const sent = await submission.submitOnce({ ...request, recipients: rest });
      return sent.ok ? ok({ ...sent.value, alarms }) : ok({ messages: [], refused: sent.problem, alarms, again });
    },
    async preview(request) {
      const { rest, calling } = await part(request);
      const seen = await submission.preview(request);
      if (calling.length === 0) return seen;
      // Its members may be more than one request can reach: they are called one after another.
      const shown = seen.ok ? seen : await submission.preview({ ...request, recipients: rest });
      return shown.ok ? ok({ ...shown.value, policies: calling.map(({ policy }) => policy) }) : shown;
    },
  };
}

function troubleOf({ text, source, userName, userId }: SubmissionRequest, { group, policy }: Calling) {
  return {
    policy,
    key: textKey(group, text),
    text,
    source: { door: DOORS[source], name: userName, ...(userId === undefined ? {} : { userId }) },
  };
}

/** The same text to the same group is the same trouble. */
export const textKey = (about: string, text: string): string =>
  `text:${about}:${new Bun.CryptoHasher("sha256").update(text).digest("hex").slice(0, 32)}`;

/** A request may call several groups, each once. */
function onceOf({ once }: SubmissionRequest, group: string) {
  if (once === undefined) return undefined;
  const keyHash = new Bun.CryptoHasher("sha256").update(`${once.keyHash} alarm ${group}`).digest("hex");
  return { ...once, keyHash };
}

const DOORS: Readonly<Record<SubmissionRequest["source"], AlarmDoor>> = {
  "api.php": "api.php",
  rest: "rest",
  isms: "isms",
  alerts: "alerts",
  v1: "v1",
  routing: "rule",
  email: "email",
  mqtt: "mqtt",
  check: "check",
};
