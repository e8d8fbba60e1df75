import { expect, test } from "bun:test";
import { queryOf, startApi } from "../support/api-server.ts";
import { EXPLOSIVE, TOO_LARGE } from "../support/explosive-patterns.ts";

/**
 * No pattern that a client sends can stall the gateway: the engine is linear, and what would become a large program
 * never reaches it. That is what these answers say; the times are printed, since machines are noisy.
 */
test("patterns made to explode are answered like any other", async () => {
  await using api = await startApi();
  const numbers = Array.from({ length: 50 }, (_, index) => `+4917012345${10 + index}`).join(",");
  const headers = { "content-type": "application/x-www-form-urlencoded" };

  async function ask(parameters: Record<string, string>): Promise<{ status: number; ms: number }> {
    const body = queryOf({ to: numbers, ...parameters });
    const startedAt = performance.now();
    const { status } = await fetch(`${api.url}/api.php`, { method: "POST", headers, body });
    return { status, ms: performance.now() - startedAt };
  }

  for (let warm = 0; warm < 50; warm++) await ask({ regex: `^\\+4[${warm}]`, list: "white" });
  const costs: { regex: string; status: number; ms: number }[] = [];
  for (const regex of [...EXPLOSIVE, ...TOO_LARGE]) {
    const asked = await ask({ regex, list: "black" });
    costs.push({ regex, ...asked, ms: asked.ms - (await ask({})).ms });
  }
  const tooLarge = costs.filter(({ regex }) => TOO_LARGE.includes(regex));
  expect(tooLarge.map(({ status }) => status)).toEqual(TOO_LARGE.map(() => 400));
  expect(api.events.all.filter((event) => event.details?.reason === "regex-too-large")).toHaveLength(TOO_LARGE.length);
  expect(api.events.all.filter((event) => event.details?.reason === "malformed-regex")).toEqual([]);

  const times = costs.map(({ ms }) => ms).sort((a, b) => a - b);
  const dearest = costs.reduce((a, b) => (a.ms > b.ms ? a : b));
  console.log(
    `explosive patterns over ${numbers.split(",").length} numbers: median ${times[times.length >> 1]?.toFixed(2)} ms, most ${dearest.ms.toFixed(2)} ms (${dearest.regex.slice(0, 24)})`,
  );
});
