import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import {
  type EventRecorder,
  type IfIs,
  type OnceKey,
  type OnceResult,
  POLICIES_STORED,
  type PolicyProblem,
  type PolicyStore,
  type RuleFault,
  type StoredPolicy,
} from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import type { Reach } from "../unreached.ts";
import { parsePolicy } from "./parse.ts";

/** Who does it; nobody is named on the command line. */
interface By {
  userName?: string | undefined;
  address?: string | undefined;
}

/** Why a policy was not kept. A fault's `pointer` is a JSON Pointer into what was given. */
export type PolicyFailure =
  | { kind: "invalid"; faults: readonly RuleFault[] }
  /** `by`: who names it, as people call them. */
  | { kind: "in-use"; by: readonly string[] }
  | { kind: Exclude<PolicyProblem, "in-use"> };

/**
 * What people do about policies, by any interface. Every change is an event. Every promise rejects with a StoreFailure.
 */
export interface PolicyDesk {
  readonly store: Pick<PolicyStore, "list" | "find" | "findByName">;
  /** What people can be told by; absent where nobody knows. */
  readonly reach?: Reach;
  add(json: unknown, by: By & { once?: OnceKey | undefined }): Promise<OnceResult<StoredPolicy, PolicyFailure>>;
  /** Alarms that are open go on as they began. */
  replace(
    id: number,
    json: unknown,
    by: By & { ifIs?: IfIs<StoredPolicy> | undefined },
  ): Promise<Result<StoredPolicy, PolicyFailure>>;
  remove(id: number, by: By & { ifIs?: IfIs<StoredPolicy> | undefined }): Promise<Result<StoredPolicy, PolicyFailure>>;
}

/**
 * Makes the desk of policies.
 *
 * @param options.namedInSettings  settings that name a policy, as people call them; none where they are not known
 */
export function createPolicyDesk(options: {
  store: PolicyStore;
  namedInSettings?: (policy: StoredPolicy) => Promise<string[]>;
  reach?: Reach;
  events: EventRecorder;
  clock: Pick<Clock, "now">;
}): PolicyDesk {
  const { store, events, clock, namedInSettings = async () => [] } = options;
  const failureOf = async (id: number, kind: PolicyProblem): Promise<PolicyFailure> =>
    kind === "in-use" ? { kind, by: await store.usersOf(id) } : { kind };
  const parsed = (json: unknown) => {
    const policy = parsePolicy(json);
    return policy.ok ? policy : no<PolicyFailure>({ kind: "invalid", faults: policy.problem });
  };
  return {
    store,
    ...defined({ reach: options.reach }),
    async add(json, { once, ...by }) {
      const policy = parsed(json);
      if (!policy.ok) return policy;
      const added = await store.add(policy.value, { now: clock.now(), most: POLICIES_STORED, once });
      if (!added.ok) return no(await failureOf(0, added.problem));
      if (!added.again) events.record({ kind: "policy.added", policy: added.value.policy.name, ...by });
      return added;
    },
    async replace(id, json, { ifIs, ...by }) {
      const policy = parsed(json);
      if (!policy.ok) return policy;
      const changed = await store.change<never>(id, () => ok(policy.value), { now: clock.now(), ifIs });
      if (!changed.ok) return no(await failureOf(id, changed.problem));
      events.record({ kind: "policy.changed", policy: changed.value.after.policy.name, ...by });
      return ok(changed.value.after);
    },
    async remove(id, { ifIs, ...by }) {
      const stored = await store.find(id);
      const settings = stored === undefined ? [] : await namedInSettings(stored);
      if (settings.length > 0) return no({ kind: "in-use", by: settings });
      const removed = await store.remove(id, ifIs);
      if (!removed.ok) return no(await failureOf(id, removed.problem));
      events.record({ kind: "policy.removed", policy: removed.value.policy.name, ...by });
      return removed;
    },
  };
}
