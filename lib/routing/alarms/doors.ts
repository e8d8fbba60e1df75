import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import type { Log } from "../../log.ts";
import type { AddressBookStore, EventRecorder } from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { findGroupBy } from "../address-book/lookup.ts";
import type { Addressee } from "../submission/addressees.ts";
import { recordRefusals } from "../submission/refusal-events.ts";
import type { RefusalReason } from "../submission/refusals.ts";
import type { SubmissionRequest } from "../submission/request.ts";
import type { Submission } from "../submission/submission.ts";
import { type Calling, end, isLasting, open } from "./calling.ts";
import type { AlarmDesk } from "./desk.ts";

/** What of a request goes on as messages, and which groups are called. */
interface Parted {
  rest: readonly Addressee[];
  calling: readonly Calling[];
  /** Those that were to be called later. */
  refused: readonly RefusalReason[];
}

/**
 * Makes a submission where a text to a group with a policy opens an alarm, by whatever interface it comes; the other recipients of the
 * request get messages. Later is refused: who is called is found out when the alarm opens. Its text is not filled in: whoever is called depends on the time. The same text adds to the alarm that it has opened; what a monitoring program sends says itself what it is about, and when it is over. An alarm takes one message from the user's
 * allowance.
 */
export function createCallingSubmission(options: {
  submission: Submission;
  desk: Pick<AlarmDesk, "raise" | "resolve" | "firstCalled">;
  book: Pick<AddressBookStore, "findGroup">;
  clock: Pick<Clock, "now">;
  events: EventRecorder;
  log: Log;
}): Submission {
  const { submission, desk, book, clock } = options;

  /** @throws what the address book's store throws */
  async function part({
    recipients,
    kind,
    flash,
    sendAt,
  }: Pick<SubmissionRequest, "recipients" | "kind" | "flash" | "sendAt">): Promise<Parted> {
    const isLater = sendAt !== undefined && sendAt > clock.now();
    const refused: RefusalReason[] = [];
    const rest: Addressee[] = [];
    const calling: Calling[] = [];
    for (const addressee of recipients) {
      const isText = addressee.target === "group" && kind === "text" && !flash;
      const found = isText ? await findGroupBy(book, addressee.to, addressee.by) : undefined;
      if (found?.policy === undefined) rest.push(addressee);
      else if (isLater) refused.push({ kind: "alarm-later", recipient: found.name, namedAs: addressee.to.trim() });
      else calling.push({ group: found.name, policy: found.policy });
    }
    return { rest, calling, refused };
  }

  async function partOrNothing(request: SubmissionRequest): Promise<Parted | undefined> {
    try {
      return await part(request);
    } catch {
      return undefined;
    }
  }

  /** What of a request is left once its alarms are open, or its answer where nothing is. Never rejects. */
  async function callFirst(
    request: SubmissionRequest,
  ): Promise<
    Result<
      { rest: readonly Addressee[]; refused: readonly RefusalReason[]; alarms?: number[]; again: boolean },
      RefusalReason[]
    >
  > {
    const parted = await partOrNothing(request);
    if (parted === undefined) return no([{ kind: "not-stored" }]);
    const { rest, calling, refused } = parted;
    if (refused.length > 0) recordRefusals(request, refused, options);
    if (refused.length > 0 && rest.length === 0 && calling.length === 0) return no([...refused]);
    if (calling.length === 0) return ok({ rest, refused, again: true });
    const called = await (isLasting(request) ? open(desk, request, calling) : end(desk, request, calling));
    if (!called.ok) return called;
    const { unheard, ...value } = called.value;
    // What no alarm tells is told as it would be without a policy.
    const groups = unheard.map(({ group }): Addressee => ({ target: "group", to: group, by: "name" }));
    const sent = { rest: [...rest, ...groups], refused };
    // Where no alarm tells anybody, only messages count.
    return ok(unheard.length === calling.length ? { ...sent, again: false } : { ...sent, ...value });
  }

  return {
    ...submission,
    async submit(request) {
      if (!namesGroup(request)) return submission.submit(request);
      const first = await callFirst(request);
      if (!first.ok) return first;
      const { rest, refused, alarms } = first.value;
      if (rest.length === 0 && alarms !== undefined) return ok({ messageIds: [], refused: [...refused] });
      const sent = await submission.submit({ ...request, recipients: rest });
      if (!sent.ok && alarms === undefined) return no([...sent.problem, ...refused]);
      const { messageIds, refused: others } = sent.ok ? sent.value : { messageIds: [], refused: sent.problem };
      return ok({ messageIds, refused: [...others, ...refused] });
    },
    async submitOnce(request) {
      if (!namesGroup(request)) return submission.submitOnce(request);
      const first = await callFirst(request);
      if (!first.ok) return first;
      const { rest, refused, alarms, again } = first.value;
      if (rest.length === 0 && alarms !== undefined) return ok({ messages: [], refused: [...refused], alarms, again });
      const sent = await submission.submitOnce({ ...request, recipients: rest });
      if (!sent.ok && alarms === undefined) return no([...sent.problem, ...refused]);
      const value = sent.ok ? sent.value : { messages: [], refused: sent.problem, again };
      return ok({ ...value, refused: [...value.refused, ...refused], ...defined({ alarms }) });
    },
    async preview(request) {
      const { rest, calling } = await part(request);
      if (calling.length === 0) return submission.preview(request);
      // Whom the policy calls gets the alarm, not whoever is a member.
      const seen = await submission.preview({ ...request, recipients: rest });
      if (!seen.ok) return seen;
      const alarms: { policy: string; calls: readonly string[] }[] = [];
      for (const { policy } of calling) alarms.push({ policy, calls: await desk.firstCalled(policy) });
      return ok({ ...seen.value, alarms });
    },
  };
}

/** Only groups have a policy: whoever sends to numbers and contacts waits for no look at them. */
const namesGroup = ({ recipients }: Pick<SubmissionRequest, "recipients">) =>
  recipients.some(({ target }) => target === "group");
