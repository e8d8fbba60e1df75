import { expect, test } from "bun:test";
import { thisMachine } from "../../lib/gateway/machine.ts";

test("an uptime that cannot be read for a while goes on from the one before: the clock does not look as if it was set", () => {
  let uptime: string | undefined = "14400.00 100.00";
  const machine = thisMachine((file) => (file === "/proc/uptime" ? uptime : "one"));
  const { uptimeMs } = machine;
  const since = performance.now();
  const before = uptimeMs();
  const lookedMs = performance.now() - since;
  uptime = undefined;
  const meanwhile = uptimeMs();
  uptime = "14400.10 100.00";
  expect(before).toBeGreaterThanOrEqual(14_400_000);
  expect(before).toBeLessThanOrEqual(14_400_000 + lookedMs + 1);
  expect(meanwhile).toBeGreaterThanOrEqual(before);
  expect(meanwhile - before).toBeLessThan(60_000);
  expect(Math.abs(uptimeMs() - meanwhile)).toBeLessThan(60_000);
});
