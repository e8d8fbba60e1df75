import { expect, test } from "bun:test";
import { queryOf, startApi } from "../../support/api-server.ts";
import { EXPLOSIVE, TOO_LARGE } from "../../support/explosive-patterns.ts";

const TRIES = 5;

/**
 * No pattern that a client sends can stall the gateway: the engine is linear, and what would become a large program
 * never reaches it. That is what these answers say; the times are printed, since machines are noisy.
 */
test("patterns made to explode are answered like any other", async () => {
  await using api = await startApi();
  const numbers = Array.from({ length: 50 }, (_, index) => `+4917012345${10 + index}`).join(",");
  const headers = { "content-type": "application/x-www-form-urlencoded" };

  /** Processor time of client and gateway together: other programs on the machine are not in it. */
  async function ask(parameters: Record<string, string>): Promise<{ status: number; ms: number }> {
    const body = queryOf({ to: numbers, ...parameters });
    const before = process.cpuUsage();
    const { status } = await fetch(`${api.url}/api.php`, { method: "POST", headers, body });
    const { user, system } = process.cpuUsage(before);
    return { status, ms: (user + system) / 1000 };
  }

  for (let warm = 0; warm < 50; warm++) await ask({ regex: `^\\+4[${warm}]`, list: "white" });
  const costs: { regex: string; status: number; ms: number }[] = [];
  for (const regex of [...EXPLOSIVE, ...TOO_LARGE]) {
    const tries: { status: number; ms: number }[] = [];
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const usual = await ask({});
      // Another text of the same pattern, so that each is compiled anew.
      const asked = await ask({ regex: `${regex}${"|!".repeat(attempt)}`, list: "black" });
      tries.push({ ...asked, ms: asked.ms - usual.ms });
    }
    tries.sort((one, other) => one.ms - other.ms);
    costs.push({ regex, status: tries[0]?.status ?? 0, ms: tries[TRIES >> 1]?.ms ?? 0 });
  }
  const tooLarge = costs.filter(({ regex }) => TOO_LARGE.includes(regex));
  expect(tooLarge.map(({ status }) => status)).toEqual(TOO_LARGE.map(() => 400));
  expect(api.events.all.filter((event) => event.details?.reason === "regex-too-large")).toHaveLength(
    TOO_LARGE.length * TRIES,
  );
  expect(api.events.all.filter((event) => event.details?.reason === "malformed-regex")).toEqual([]);

  const times = costs.map(({ ms }) => ms).sort((a, b) => a - b);
  const dearest = costs.reduce((a, b) => (a.ms > b.ms ? a : b));
  console.log(
    `explosive patterns over ${numbers.split(",").length} numbers, processor time: median ${times[times.length >> 1]?.toFixed(2)} ms, most ${dearest.ms.toFixed(2)} ms (${dearest.regex.slice(0, 24)})`,
  );
});
