import { POLICIES_STORED, type RuleFault, type StoredPolicy } from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { parsePolicy } from "./parse.ts";
import type { PolicyDesk, PolicyFailure } from "./policy-desk.ts";

/**
 * Keeps policies from a file: one whose name is known becomes what the file says, the others are added. All are checked before
 * the first is kept. One after another is kept, so that a repeated import ends what an interrupted one has begun; one that is kept
 * already is not touched. Gives all policies that there are then. Rejects with a StoreFailure.
 *
 * @param policies  JSON, each as a policy is added
 */
export async function importPolicies(
  desk: PolicyDesk,
  policies: readonly unknown[],
  by: { userName?: string | undefined; address?: string | undefined },
): Promise<Result<StoredPolicy[], PolicyFailure>> {
  const faults: RuleFault[] = [];
  const names = new Set<string>();
  const parsed = policies.slice(0, POLICIES_STORED).flatMap((json, at) => {
    const pointer = `/policies/${at}`;
    const policy = parsePolicy(json);
    if (!policy.ok) {
      faults.push(...policy.problem.map((fault) => ({ ...fault, pointer: `${pointer}${fault.pointer}` })));
      return [];
    }
    const key = keyOf(policy.value.name);
    if (names.has(key)) faults.push({ pointer: `${pointer}/name`, message: "is the name of another one in this list" });
    names.add(key);
    return [policy.value];
  });
  if (faults.length > 0) return no({ kind: "invalid", faults });
  const known = new Map((await desk.store.list()).map((stored) => [keyOf(stored.policy.name), stored]));
  const added = parsed.filter(({ name }) => !known.has(keyOf(name))).length;
  if (policies.length > POLICIES_STORED || known.size + added > POLICIES_STORED) return no({ kind: "too-many" });
  for (const policy of parsed) {
    const before = known.get(keyOf(policy.name));
    if (before !== undefined && JSON.stringify(parsePolicy(before.policy)) === JSON.stringify(ok(policy))) continue;
    const kept = before === undefined ? await desk.add(policy, by) : await desk.replace(before.id, policy, by);
    if (!kept.ok) return kept;
  }
  return ok(await desk.store.list());
}

const keyOf = (name: string) => name.toLowerCase();
