import { expect, test } from "bun:test";
import type { Alarm, AlarmCase, AlarmDecision, AlarmTelling, Policy } from "../../../lib/messages/index.ts";
import { type AlarmEvent, next, nextStep } from "../../../lib/routing/alarms/decide.ts";
import { seededRandom } from "../../support/seeded-random.ts";

const STEPS = 100_000;
const PEOPLE = ["Anna", "Ben", "Carl", "Boss"];

/** The policy as a person would draw it: a line of steps, gone through `rounds` times. */
interface Model {
  state: Alarm["state"];
  /** Of the steps of all rounds in a row; -1 before the first. */
  at: number;
  dueAt: number | undefined;
  isCritical: boolean;
}

/** One alarm as a store would keep it. */
class Kept {
  tellings: AlarmTelling[] = [];
  told = new Set<string>();
  model: Model;
  found: AlarmCase;

  constructor(policy: Policy, now: number) {
    const alarm: Alarm = {
      ...{ id: 1, number: 1, policy: policy.name, title: "x", text: "x", severity: "info", source: { door: "v1" } },
      ...{ state: "open", count: 1, drill: false, step: 0, round: 0, openedAt: now, begunAt: now, changedAt: now },
      version: 0,
    };
    this.found = { alarm, policy, calls: [], news: [], helped: [], reminded: [], answered: [], missed: [] };
    this.model = { state: "open", at: -1, dueAt: now, isCritical: false };
  }

  apply({ alarm: change, calls = [] }: AlarmDecision, now: number): void {
    const { alarm } = this.found;
    this.found = {
      ...this.found,
      alarm: JSON.parse(JSON.stringify({ ...alarm, ...change, version: alarm.version + 1 })),
    };
    const { step, round, begunAt, state } = this.found.alarm;
    if (calls.length > 0) expect(state).toBe("open");
    for (const call of calls) {
      const what = `${begunAt} ${round} ${step} ${call.address} ${call.way}`;
      expect(this.told.has(what)).toBe(false);
      this.told.add(what);
      this.tellings.push({ ...call, id: this.tellings.length, alarmId: 1, step, round, createdAt: now, toldAt: now });
    }
    this.found = { ...this.found, calls: this.tellings.slice(-50) };
  }
}

test(`${STEPS} random events: nobody is told twice for a step, what somebody has calls nobody, what is open goes on or ends`, () => {
  const below = seededRandom(2026);
  const random = () => below(1_000) / 1_000;
  const policyOf = (): Policy => ({
    name: "p",
    steps: Array.from({ length: 1 + below(4) }, () => ({
      notify: [{ contact: "Anna" }],
      by: ["sms"],
      waitSeconds: 1 + below(600),
    })),
    rounds: 1 + below(3),
    unanswered: [],
    tellResolved: random() < 0.5,
    ...(random() < 0.5 ? { notResolvedAfterSeconds: 1 + below(2_000) } : {}),
  });
  const peopleOf = () => ({
    calls: PEOPLE.slice(0, below(PEOPLE.length + 1)).map((person) => ({
      person,
      way: "sms" as const,
      address: person,
    })),
    missed: [],
  });
  let now = 0;
  let kept = new Kept(policyOf(), now);
  const seen = new Set<string>();

  function moved({ model, found: { policy } }: Kept, event: AlarmEvent, reached: boolean): void {
    const begin = () => Object.assign(model, { state: "open", at: -1, dueAt: now });
    const went = () => {
      if (model.at + 1 >= policy.steps.length * policy.rounds) {
        Object.assign(model, { state: "unanswered", dueAt: undefined });
        return;
      }
      model.at += 1;
      const wait = policy.steps[model.at % policy.steps.length]?.waitSeconds ?? 0;
      model.dueAt = reached ? now + wait * 1_000 : now;
    };
    switch (event.kind) {
      case "raised":
        if (model.at === -1 && kept.found.alarm.version === 1) went();
        else {
          const isWorse = event.trouble.severity === "critical" && !model.isCritical;
          model.isCritical ||= isWorse;
          if (model.state === "unanswered" || (model.state === "open" && isWorse)) begin();
        }
        return;
      case "due":
        if (model.state === "acknowledged") begin();
        else went();
        return;
      case "unreached":
        model.dueAt = now;
        return;
      case "act": {
        const isHeld = model.state === "acknowledged";
        const after = policy.notResolvedAfterSeconds;
        if (event.act.kind === "resolve") Object.assign(model, { state: "resolved", dueAt: undefined });
        else if (event.act.kind === "reopen") begin();
        else if (event.act.kind === "pass") Object.assign(model, { state: "open", dueAt: now });
        else if (!isHeld) Object.assign(model, { state: "acknowledged", dueAt: after && now + after * 1_000 });
        return;
      }
      default:
        event satisfies never;
    }
  }

  function randomEvent({ found: { alarm } }: Kept): AlarmEvent {
    const by = { door: "web" as const, name: PEOPLE[below(4)] ?? "" };
    const kind = below(100);
    if (alarm.version === 0 || kind < 4) {
      const severity = kind < 2 && alarm.version > 0 ? ("critical" as const) : ("info" as const);
      const first = alarm.version === 0 ? peopleOf() : undefined;
      return { kind: "raised", trouble: { title: "x", text: "x", severity }, by, first };
    }
    if (kind < 8) return { kind: "act", act: { kind: "take" }, by };
    if (kind < 12) return { kind: "act", act: { kind: "pass" }, by };
    if (kind < 15) return { kind: "act", act: { kind: "reopen" }, by };
    if (kind < 16) return { kind: "act", act: { kind: "resolve" }, by };
    // Somebody who looked at an earlier version comes too late.
    const version = alarm.version - (random() < 0.1 ? 1 : 0);
    if (kind < 20) return { kind: "unreached", version };
    return { kind: "due", version, people: peopleOf() };
  }

  for (let step = 0; step < STEPS; step += 1) {
    const { alarm } = kept.found;
    now = alarm.nextAt !== undefined && random() < 0.7 ? Math.max(now, alarm.nextAt) : now + below(300) * 1_000;
    const event = randomEvent(kept);
    const isLast = nextStep(kept.found) === undefined;
    const decision = next(kept.found, event, now);
    if (decision !== undefined) {
      kept.apply(decision, now);
      const people = event.kind === "due" ? event.people : event.kind === "raised" ? event.first : undefined;
      moved(kept, event, !isLast && (people?.calls.length ?? 0) > 0);
    }
    const { state, nextAt } = kept.found.alarm;
    expect({ state, nextAt }).toEqual({ state: kept.model.state, nextAt: kept.model.dueAt });
    if (state === "open") expect(nextAt).toBeNumber();
    if (state === "resolved" || state === "unanswered") expect(nextAt).toBeUndefined();
    seen.add(`${event.kind} ${state}`);
    if (state === "resolved") kept = new Kept(policyOf(), now);
  }
  expect(seen.size).toBe(12);
});
