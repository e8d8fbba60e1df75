import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import {
  ALARM_KEY_CHARACTERS,
  ALARM_TEXT_CHARACTERS,
  ALARM_TITLE_CHARACTERS,
  type Alarm,
  type AlarmActor,
  type AlarmChanged,
  type AlarmSeverity,
  type AlarmSource,
  type AlarmStore,
  type Compose,
  type EventRecorder,
  type NewAlarm,
  type OnceKey,
  type OnceResult,
  type PolicyStep,
  type PolicyStore,
  type Raised,
  type RaiseProblem,
} from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import type { AlarmAct } from "./acts.ts";
import { next } from "./decide.ts";
import { FAST_DRILL_SECONDS } from "./drill.ts";
import { alarmEvents } from "./events.ts";
import type { FindPeople, StepPeople } from "./people.ts";
import type { AlarmTexts } from "./texts.ts";

/** What somebody reports. What is too long is cut. */
interface Trouble {
  /** The policy's name, in whatever case. */
  policy: string;
  /** What it is about. Absent: about nothing else, so it opens an alarm of its own. */
  key?: string | undefined;
  /** The first line of the text when left out. */
  title?: string | undefined;
  text: string;
  /** `warning` when left out. */
  severity?: AlarmSeverity | undefined;
  source: AlarmActor;
}

/** Why nothing was done. `wrong-state`: it is resolved, nobody has it, or it was passed on to nobody. */
export type ActProblem = { kind: "not-found" } | { kind: "wrong-state"; state: Alarm["state"] };

/**
 * What people and sources do about alarms, through whatever door. Every change leaves an event. Every promise rejects with a
 * StoreFailure.
 */
export interface AlarmDesk {
  readonly store: Pick<AlarmStore, "page" | "find" | "findByNumber" | "timeline" | "tellings" | "countByState">;
  /**
   * Opens an alarm, or adds to the one with its key. The first step's messages are in the queue when it resolves. Where no place is left
   * whoever would be called first gets it as a message.
   */
  raise(trouble: Trouble, options?: { once?: OnceKey | undefined }): Promise<OnceResult<Raised, RaiseProblem>>;
  /**
   * Resolves what has this key, of one policy and raised by one source where these are given; returns the alarms, none where there were
   * none. A policy that there is not, nor was when one of them opened, is a mistake.
   */
  resolve(
    of: { policy?: string | undefined; key: string; source?: AlarmSource | undefined },
    by: AlarmActor,
  ): Promise<Result<Alarm[], "no-such-policy">>;
  act(id: number, act: AlarmAct, by: AlarmActor): Promise<Result<Alarm, ActProblem>>;
  /** Names of those whom the first step of a policy would call now. */
  firstCalled(policy: string): Promise<string[]>;
  /** Sends the whole chain of a policy, one round, with a marked text. `fast`: no step waits longer than a minute. */
  drill(
    policy: string,
    by: AlarmActor,
    options?: { fast?: boolean | undefined },
  ): Promise<Result<Alarm, Exclude<RaiseProblem, "other-request">>>;
}

/**
 * Makes the desk of alarms.
 *
 * @param options.changed  called after each change: something may be in the queue, or be due
 */
export function createAlarmDesk(options: {
  store: AlarmStore;
  policies: Pick<PolicyStore, "findByName">;
  findPeople: FindPeople;
  compose: Compose;
  texts: () => AlarmTexts;
  events: EventRecorder;
  clock: Pick<Clock, "now">;
  changed: () => void;
}): AlarmDesk {
  const { store, policies, findPeople, compose, events, clock, changed } = options;

  function tell(changes: readonly AlarmChanged[]): void {
    for (const event of changes.flatMap(alarmEvents)) events.record(event);
    if (changes.length > 0) changed();
  }

  /** Looked up before the transaction, so that the first messages are in the queue with the alarm. */
  async function firstOf(policyName: string, now: number): Promise<{ step: string; people: StepPeople } | undefined> {
    const stored = await policies.findByName(policyName);
    const step = stored?.policy.steps[0];
    return step && { step: whomOf(step), people: await findPeople(step, { called: new Set(), now }) };
  }

  /** Those of the first step that reaches somebody. */
  async function insteadOf({ policy, drill }: NewAlarm, first: StepPeople | undefined, now: number) {
    if (drill) return [];
    if (first !== undefined && first.calls.length > 0) return first.calls;
    const stored = await policies.findByName(policy);
    for (const step of stored?.policy.steps.slice(1) ?? []) {
      const { calls } = await findPeople(step, { called: new Set(), now });
      if (calls.length > 0) return calls;
    }
    return [];
  }

  async function raise(
    alarm: NewAlarm,
    { once }: { once?: OnceKey | undefined },
  ): Promise<OnceResult<Raised, RaiseProblem>> {
    const now = clock.now();
    const first = await firstOf(alarm.policy, now);
    const { title, text, severity, source: by } = alarm;
    const raised = await store.raise(alarm, {
      now,
      compose,
      once,
      instead: await insteadOf(alarm, first?.people, now),
      decide(found) {
        // A policy that was changed meanwhile is looked at again.
        const step = found.policy.steps[0];
        const isSame = first !== undefined && step !== undefined && whomOf(step) === first.step;
        const trouble = { title, text, severity };
        return next(found, { kind: "raised", trouble, by, first: isSame ? first.people : undefined }, now);
      },
    });
    if (!raised.ok) {
      if (raised.problem === "too-many-open" || raised.problem === "only-told") {
        const isTold = raised.problem === "only-told";
        events.record({ kind: "alarm.too-many", policy: alarm.policy, details: { title, isTold } });
        if (isTold) changed();
      }
      return raised;
    }
    const { after, decision, madeRoom } = raised.value;
    if (!raised.again) tell(madeRoom === undefined ? [raised.value] : [madeRoom, raised.value]);
    const what = (decision.entries[0]?.kind ?? "opened") as Raised["what"];
    return { ok: true, value: { alarm: after, what }, ...(raised.again ? { again: true } : {}) };
  }

  return {
    store,
    raise: (trouble, { once } = {}) => raise(alarmOf(trouble), { once }),
    async resolve({ key, ...whose }, by) {
      const now = clock.now();
      const of = { ...whose, key: shortKey(key) };
      const changes = await store.changeByKey(of, {
        now,
        compose,
        decide: (found) => next(found, { kind: "act", act: { kind: "resolve" }, by }, now),
      });
      tell(changes);
      const { policy } = whose;
      const isMistake =
        changes.length === 0 && policy !== undefined && (await policies.findByName(policy)) === undefined;
      return isMistake ? no("no-such-policy") : ok(changes.map(({ after }) => after));
    },
    async act(id, act, by) {
      const now = clock.now();
      const changed = await store.change(id, {
        now,
        compose,
        decide: (found) => next(found, { kind: "act", act, by }, now),
      });
      if (changed !== undefined) {
        tell([changed]);
        return ok(changed.after);
      }
      const alarm = await store.find(id);
      return no(alarm === undefined ? { kind: "not-found" } : { kind: "wrong-state", state: alarm.state });
    },
    async firstCalled(policy) {
      const first = await firstOf(policy, clock.now());
      return [...new Set(first?.people.calls.map(({ person }) => person))];
    },
    async drill(policy, by, { fast = false } = {}) {
      const text = options.texts().drillTitle(policy);
      const trouble = alarmOf({ policy, text, source: by });
      const raised = await raise(
        { ...trouble, drill: true, ...(fast ? { waitSecondsAtMost: FAST_DRILL_SECONDS } : {}) },
        {},
      );
      if (raised.ok) return ok(raised.value.alarm);
      if (raised.problem === "other-request") throw new Error("a drill has no key");
      return no(raised.problem);
    },
  };
}

const whomOf = ({ notify, by }: PolicyStep) => JSON.stringify([notify, by]);

function alarmOf({ policy, key, title, text, severity = "warning", source }: Trouble): NewAlarm {
  const whole = text.trim();
  const firstLine = whole.split("\n", 1)[0] ?? "";
  return {
    policy,
    ...defined({ key: key && shortKey(key) }),
    title: cut((title?.trim() || firstLine).replaceAll(/\s+/g, " "), ALARM_TITLE_CHARACTERS),
    text: cut(whole, ALARM_TEXT_CHARACTERS),
    severity,
    source,
  };
}

const cut = (text: string, longest: number) => (text.length <= longest ? text : text.slice(0, longest).toWellFormed());

/** What is cut stands in the hash: long keys that begin alike are different. */
function shortKey(key: string): string {
  if (key.length <= ALARM_KEY_CHARACTERS) return key;
  const hash = new Bun.CryptoHasher("sha256").update(key).digest("hex");
  return `${cut(key, ALARM_KEY_CHARACTERS - hash.length - 1)} ${hash}`;
}
