import type { Clock } from "../clock.ts";
import {
  CHECK_NAME_CHARACTERS,
  CHECKS_STORED,
  type Check,
  type CheckContent,
  type CheckFault,
  type CheckProbe,
  type CheckStore,
  type EventRecorder,
  type IfIs,
  type ListedCheck,
  type OnceKey,
  type OnceResult,
  type StoredCheck,
} from "../messages/index.ts";
import { nameIn, nameKey } from "../names.ts";
import { no, ok, type Result } from "../result.ts";
import {
  type IsNamedTarget,
  type OpenSeal,
  PART_OF_DAMAGED,
  type RuleSeal,
  targetProblem,
  urlProblem,
} from "../routing/index.ts";
import type { MonitoringAlarms } from "./alarms.ts";
import { type CheckFailure, changedContent, contentOf, mayHaveSecrets, needsSeal } from "./secrets.ts";
import { alarmKey, recoveryText } from "./wording.ts";

/** Who does it; nobody is named on the command line. */
interface By {
  userName?: string | undefined;
  address?: string | undefined;
}

interface Changing extends By {
  ifIs?: IfIs<StoredCheck> | undefined;
}

/**
 * What people do about checks, by any interface. Every change is an event, and secrets are never in what it gives. Every promise
 * rejects with a StoreFailure.
 */
export interface CheckDesk {
  readonly store: Pick<CheckStore, "list" | "find" | "results">;
  add(json: unknown, by: By & { once?: OnceKey | undefined }): Promise<OnceResult<StoredCheck, CheckFailure>>;
  /** A masked secret stays what it is. */
  replace(id: number, json: unknown, by: Changing): Promise<Result<StoredCheck, CheckFailure>>;
  /** Only these fields; `null` gives one its default. */
  change(
    id: number,
    patch: Readonly<Record<string, unknown>>,
    by: Changing,
  ): Promise<Result<StoredCheck, CheckFailure>>;
  /** Its alarm is resolved. */
  remove(id: number, by: Changing): Promise<Result<StoredCheck, CheckFailure>>;
  /**
   * Checks whose name is known become what is imported, the others are added. `replace`: those that are not imported are removed.
   * All or none.
   */
  import(
    checks: readonly unknown[],
    by: By & { replace: boolean; once?: OnceKey | undefined },
  ): Promise<OnceResult<StoredCheck[], CheckFailure>>;
  /** Makes a gateway run it within seconds. */
  runNow(id: number): Promise<Result<StoredCheck, CheckFailure>>;
  /** Gives a heartbeat another URL. */
  rotateKey(id: number, by: By): Promise<Result<StoredCheck, CheckFailure>>;
}

/**
 * @param options.wake  tells the runner of this process that something is due
 * @param options.latest  a check as the last run of this process left it; left out where none run
 * @param options.isNamed  lets in what is refused by default; left out where the gateway's settings are not known: all is let in, and checked when used
 */
export function createCheckDesk(options: {
  store: CheckStore;
  open: OpenSeal;
  alarms: Pick<MonitoringAlarms, "resolve">;
  events: EventRecorder;
  clock: Pick<Clock, "now">;
  wake: () => void;
  isNamed?: IsNamedTarget;
  latest?: (stored: StoredCheck) => StoredCheck;
}): CheckDesk {
  const { store, alarms, events, clock, wake, isNamed = () => true, latest = (stored) => stored } = options;

  /** The box, if a secret may be in it. */
  async function sealFor(isNeeded: boolean): Promise<Result<RuleSeal | undefined, CheckFailure>> {
    if (!isNeeded) return ok(undefined);
    const opened = await options.open();
    return opened.ok ? opened : no({ kind: "no-key", problem: opened.problem });
  }

  /** Refuses what nothing is sent to; what a check looked at before is left alone, so that the rest of it can be changed. */
  function checked(content: Result<CheckContent, CheckFailure>, before?: Check): Result<CheckContent, CheckFailure> {
    if (!content.ok) return content;
    const { probe } = content.value.check;
    const isSame = before !== undefined && targetOf(before.probe) === targetOf(probe);
    const faults = isSame ? [] : targetFaults(probe, isNamed);
    return faults.length === 0 ? content : no({ kind: "invalid", faults });
  }

  /** Closes the alarm of a check that is told of no longer, or otherwise. Rejects with a StoreFailure. */
  async function resolveAlarm(before: StoredCheck): Promise<void> {
    const { check, memory, id } = before;
    if (memory.told === "nothing" || check.notify === undefined) return;
    const text = recoveryText({ check: { ...check, enabled: false }, memory });
    // Whoever is told instead may be called by the same key at this moment.
    await alarms.resolve({ to: check.notify, key: alarmKey(id), ...text, alarm: memory.alarm });
  }

  async function change(
    id: number,
    nextOf: (now: Check) => unknown,
    { ifIs, inPart = false, ...by }: Changing & { inPart?: boolean },
  ): Promise<Result<StoredCheck, CheckFailure>> {
    const seen = await store.find(id);
    if (seen === undefined) return no({ kind: "not-found" });
    const seal = await sealFor(!(inPart && seen.unreadable) && needsSeal(nextOf(seen.check), seen));
    if (!seal.ok) return seal;
    const changed = await store.change<CheckFailure>(
      id,
      (now) =>
        inPart && now.unreadable
          ? DAMAGED
          : checked(changedContent(nextOf(now.check), { before: now, seal: seal.value }), now.check),
      { now: clock.now(), ifIs },
    );
    if (!changed.ok) return no(failureOf(changed.problem));
    const { before, after } = changed.value;
    const fields = changedFields(before.check, after.check);
    if (fields !== "") events.record({ kind: "check.changed", check: after.check.name, ...by, details: { fields } });
    if (!isEqual(before.check.notify, after.check.notify)) await resolveAlarm(before);
    wake();
    return ok(after);
  }

  return {
    store: readingOf(store, latest),
    async add(json, { once, ...by }) {
      const seal = await sealFor(mayHaveSecrets(json));
      if (!seal.ok) return seal;
      const content = checked(contentOf(json, { known: {}, seal: seal.value }));
      if (!content.ok) return content;
      const added = await store.add(content.value, { now: clock.now(), most: CHECKS_STORED, once });
      if (!added.ok) return no({ kind: added.problem });
      if (!added.again) events.record({ kind: "check.added", check: added.value.check.name, ...by });
      wake();
      return added;
    },
    replace: (id, json, by) => change(id, () => json, by),
    change: (id, patch, by) => change(id, (now) => patched(now, patch), { ...by, inPart: true }),
    async remove(id, { ifIs, ...by }) {
      const removed = await store.remove(id, ifIs);
      if (!removed.ok) return no({ kind: removed.problem });
      events.record({ kind: "check.removed", check: removed.value.check.name, ...by });
      await resolveAlarm(removed.value);
      return removed;
    },
    async import(checks, { replace, once, ...by }) {
      const isSealed = (await store.list()).some(({ secretsSealed }) => secretsSealed !== undefined);
      const seal = await sealFor(isSealed || checks.some(mayHaveSecrets));
      if (!seal.ok) return seal;
      let plan: ImportPlan = { list: [], added: 0, changed: 0, removed: [], toldOtherwise: [] };
      const revised = await store.revise<CheckFailure>(
        (now) => {
          const planned = planImport(checks, now, { replace, seal: seal.value, checked });
          if (!planned.ok) return planned;
          plan = planned.value;
          return ok(plan.list);
        },
        { now: clock.now(), most: CHECKS_STORED, once },
      );
      if (!revised.ok) return no(failureOf(revised.problem));
      if (revised.again) return revised;
      const { added, changed, removed, toldOtherwise } = plan;
      events.record({ kind: "checks.imported", ...by, details: { added, changed, removed: removed.length } });
      for (const each of [...removed, ...toldOtherwise]) await resolveAlarm(each);
      wake();
      return revised;
    },
    async runNow(id) {
      const check = (await store.runNow(id, clock.now())) ? await store.find(id) : undefined;
      wake();
      return check === undefined ? no({ kind: "not-found" }) : ok(check);
    },
    async rotateKey(id, by) {
      const rotated = await store.rotateKey(id, clock.now());
      if (!rotated.ok) return no({ kind: rotated.problem });
      events.record({ kind: "check.key-changed", check: rotated.value.check.name, ...by });
      return rotated;
    },
  };
}

const DAMAGED = no<CheckFailure>({ kind: "invalid", faults: [PART_OF_DAMAGED] });

/** Shows checks as they are now, which may not be written yet. */
const readingOf = (store: CheckStore, latest: (stored: StoredCheck) => StoredCheck): CheckDesk["store"] => ({
  list: async () => (await store.list()).map(latest),
  async find(id) {
    const found = await store.find(id);
    return found && latest(found);
  },
  results: store.results,
});

interface ImportPlan {
  list: ListedCheck[];
  added: number;
  changed: number;
  removed: StoredCheck[];
  /** As they were, of those that tell others from now on. */
  toldOtherwise: StoredCheck[];
}

function planImport(
  checks: readonly unknown[],
  now: readonly StoredCheck[],
  {
    replace,
    seal,
    checked,
  }: {
    replace: boolean;
    seal: RuleSeal | undefined;
    checked: (content: Result<CheckContent, CheckFailure>, before?: Check) => Result<CheckContent, CheckFailure>;
  },
): Result<ImportPlan, CheckFailure> {
  const stored = new Map(now.map((each) => [keyOf(each.check.name), each]));
  const imported: ListedCheck[] = [];
  const toldOtherwise: StoredCheck[] = [];
  for (const [at, json] of checks.entries()) {
    const same = stored.get(keyOf(nameIn(json).trim()));
    const made =
      same === undefined ? contentOf(json, { known: {}, seal }) : changedContent(json, { before: same, seal });
    const content = checked(made, same?.check);
    if (!content.ok)
      return content.problem.kind === "invalid" ? no(withinList(content.problem, `/checks/${at}`)) : content;
    if (same !== undefined && !isEqual(same.check.notify, content.value.check.notify)) toldOtherwise.push(same);
    if (same === undefined) imported.push({ content: content.value });
    else imported.push(isSame(same, content.value) ? { id: same.id } : { id: same.id, content: content.value });
  }
  const known = new Set(imported.flatMap((each) => ("id" in each ? [each.id] : [])));
  const others = now.filter(({ id }) => !known.has(id));
  const changed = imported.filter((each) => "id" in each && each.content !== undefined).length;
  const counts = { added: imported.length - known.size, changed, toldOtherwise };
  return replace
    ? ok({ list: imported, ...counts, removed: others })
    : ok({ list: [...others.map(({ id }) => ({ id })), ...imported], ...counts, removed: [] });
}

function targetFaults(probe: CheckProbe, isNamed: IsNamedTarget): CheckFault[] {
  const faultAt = (place: string, message: string | undefined) =>
    message === undefined ? [] : [{ pointer: `/probe/${place}`, message }];
  if ("ping" in probe) return faultAt("ping/host", targetProblem(probe.ping.host, isNamed));
  if ("tcp" in probe) return faultAt("tcp/host", targetProblem(probe.tcp.host, isNamed));
  return "http" in probe ? faultAt("http/url", urlProblem(probe.http.url, isNamed)) : [];
}

const targetOf = (probe: CheckProbe): string =>
  "ping" in probe ? probe.ping.host : "tcp" in probe ? probe.tcp.host : "http" in probe ? probe.http.url : "";

/** A JSON Merge Patch of its fields (RFC 7396), where the fields themselves are replaced as a whole. */
function patched(check: Check, patch: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...check };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else if (value !== undefined) merged[name] = value;
  }
  return merged;
}

const withinList = ({ kind, faults }: Extract<CheckFailure, { kind: "invalid" }>, place: string): CheckFailure => ({
  kind,
  faults: faults.map(({ pointer, message }) => ({ pointer: `${place}${pointer}`, message })),
});

const failureOf = (problem: CheckFailure | Extract<CheckFailure, { kind: string }>["kind"]): CheckFailure =>
  typeof problem === "string" ? ({ kind: problem } as CheckFailure) : problem;
const isSame = (before: StoredCheck, { check, secretsSealed }: CheckContent): boolean =>
  isEqual(before.check, check) && before.secretsSealed === secretsSealed;
const isEqual = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
const keyOf = (name: string) => nameKey(name, CHECK_NAME_CHARACTERS) ?? name;
const changedFields = (before: Check, after: Check): string =>
  (Object.keys({ ...before, ...after }) as (keyof Check)[])
    .filter((field) => !isEqual(before[field], after[field]))
    .join(", ");
