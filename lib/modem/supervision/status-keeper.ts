import type { StatusPatch } from "../driver/index.ts";
import type { ModemStatus } from "../types.ts";

/** Owns a modem's status: a new object for every change, none for a patch that changes nothing. */
export interface StatusKeeper {
  readonly current: ModemStatus;
  update(patch: StatusPatch): void;
}

/** `changed` is called after the change, in the same turn. */
export function createStatusKeeper(
  first: ModemStatus,
  options: { now(): number; changed(status: ModemStatus, before: ModemStatus): void },
): StatusKeeper {
  let current = first;
  return {
    get current() {
      return current;
    },
    update(patch) {
      const merged: Record<string, unknown> = { ...current };
      for (const [key, value] of Object.entries(patch)) {
        if (value === undefined) delete merged[key];
        else merged[key] = value;
      }
      if (sameValue(merged, current)) return;
      if (merged.state !== current.state) merged.since = options.now();
      const before = current;
      current = merged as unknown as ModemStatus;
      options.changed(current, before);
    },
  };
}

/** Statuses are plain, small and always built in the same way. */
function sameValue(one: object, other: object): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: object): unknown[] {
  return Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
}
