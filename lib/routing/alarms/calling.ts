import { defined } from "../../defined.ts";
import type { AlarmDoor } from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import type { RefusalReason } from "../submission/refusals.ts";
import type { SubmissionRequest } from "../submission/request.ts";
import type { AlarmDesk } from "./desk.ts";

/** A group whose messages are alarms. */
export interface Calling {
  group: string;
  policy: string;
}

/** What became of a request to groups with policies. */
interface Called {
  /** Numbers of the alarms that it has opened, added to or resolved. */
  alarms: number[];
  /** All of them were opened before, by the same request. */
  again: boolean;
  /** Groups of which nobody learns by an alarm: there is no place for another one, and the policy reaches nobody. */
  unheard: readonly Calling[];
}

/** Opens the alarms of a request, or says why not. Never rejects. */
export async function open(
  desk: Pick<AlarmDesk, "raise">,
  request: SubmissionRequest,
  calling: readonly Calling[],
): Promise<Result<Called, RefusalReason[]>> {
  let cost: Awaited<ReturnType<NonNullable<SubmissionRequest["allowance"]>>> | undefined;
  try {
    cost = await request.allowance?.({ messages: calling.length, parts: calling.length });
  } catch {
    return no([{ kind: "not-stored" }]);
  }
  if (cost === "never") return no([{ kind: "too-many-messages" }]);
  if (cost !== undefined && "retryAfterSeconds" in cost) return no([{ kind: "too-many-messages", ...cost }]);
  if (request.limit?.passed) return no([{ kind: "not-stored" }]);
  const alarms: number[] = [];
  const unheard: Calling[] = [];
  let again = true;
  try {
    for (const each of calling) {
      const raised = await desk.raise(troubleOf(request, each), { once: onceOf(request, each.group) });
      if (raised.ok) {
        alarms.push(raised.value.alarm.number);
        again &&= raised.again === true;
      } else if (raised.problem === "only-told") {
        again = false;
      } else if (raised.problem === "too-many-open") {
        unheard.push(each);
        again = false;
      } else {
        cost?.giveBack();
        return no([raised.problem === "other-request" ? { kind: "key-used" } : { kind: "not-stored" }]);
      }
    }
  } catch {
    // As a message that could not be stored: the store has told why.
    cost?.giveBack();
    return no([{ kind: "not-stored" }]);
  }
  if (again) cost?.giveBack();
  return ok({ alarms, again, unheard });
}

/** Resolves what the request says is over. Never rejects. */
export async function end(
  desk: Pick<AlarmDesk, "resolve">,
  request: SubmissionRequest,
  calling: readonly Calling[],
): Promise<Result<Called, RefusalReason[]>> {
  const { key, state } = request.trouble ?? {};
  const alarms: number[] = [];
  if (key === undefined || state !== "over") return ok({ alarms, again: false, unheard: [] });
  if (request.limit?.passed) return no([{ kind: "not-stored" }]);
  const source = sourceOf(request);
  try {
    for (const { policy } of calling) {
      const ended = await desk.resolve({ policy, key, source }, source);
      if (ended.ok) alarms.push(...ended.value.map(({ number }) => number));
    }
    return ok({ alarms, again: false, unheard: [] });
  } catch {
    return no([{ kind: "not-stored" }]);
  }
}

/** Whether the trouble of a request goes on: it is none that is over, or of which nobody can say. Pure. */
export const isLasting = ({ trouble }: SubmissionRequest) => trouble === undefined || trouble.state === "lasts";

function troubleOf(request: SubmissionRequest, { group, policy }: Calling) {
  const { text, trouble } = request;
  const key = trouble?.key ?? textKey(group, text);
  return { policy, key, title: trouble?.title, text, severity: trouble?.severity, source: sourceOf(request) };
}

const sourceOf = ({ source, userName, userId }: SubmissionRequest) => ({
  door: DOORS[source],
  name: userName,
  ...defined({ userId }),
});

/** The same text to the same group is the same trouble. Pure. */
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
