import { describe, expect, test } from "bun:test";
import { type CheckMemory, newCheckMemory } from "../../lib/messages/index.ts";
import { next, tellingOf } from "../../lib/monitoring/next.ts";
import { nextRunAt, waitsOf } from "../../lib/monitoring/schedule.ts";

const NOON = 1_700_000_000_000;
const MINUTE = 60_000;
const CHECK = { enabled: true, failures: 3, flapping: { changes: 4, minutes: 30 } };

/** Results a minute apart, `.` for a success and `x` for a failure: the state after each, and what is told. */
function story(results: string, check = CHECK): string {
  let memory = newCheckMemory(NOON);
  const said = [...results].map((result, at) => {
    memory = next(check, memory, { at: NOON + at * MINUTE, ok: result === ".", milliseconds: 1, text: result });
    const { telling, told } = tellingOf(check, memory);
    memory = { ...memory, told };
    const state = memory.state === "unknown" ? "?" : memory.state;
    return `${state}${memory.isFlapping ? "~" : ""}${telling === "nothing" ? "" : `!${telling}`}`;
  });
  return said.join(" ");
}

test.each([
  ["a first success", ".", "up"],
  ["fewer failures than count tell nothing", ".xx.xx.", "up up up up up up up"],
  ["the third failure in a row raises, once", ".xxxxx", "up up up down!raise down down"],
  ["a success resolves, once", ".xxx..", "up up up down!raise up!resolve up"],
  ["what has never been up can be down", "xxxx", "? ? down!raise down"],
  ["a recovery needs one success alone", "xxx.x.", "? ? down!raise up!resolve up up"],
])("%s", (_, results, expected) => {
  expect(story(results)).toBe(expected);
});

test("more changes than it may is one alarm that says so, until half as many are left", () => {
  const check = { ...CHECK, failures: 1 };
  const flaps = story(".x.x.x.x.", check);
  expect(flaps).toBe("up down!raise up!resolve down!raise up!resolve down~!raise up~ down~ up~");
  // The last of five changes that are kept is half an hour old at the end of that time.
  const steady = story(`.x.x.x.x.${".".repeat(31)}`, check).split(" ");
  expect(steady.filter((each) => each.includes("!"))).toEqual([
    "down!raise",
    "up!resolve",
    "down!raise",
    "up!resolve",
    "down~!raise",
    "up!resolve",
  ]);
  // Down when it is steady again: the alarm stays open.
  const down = story(`.x.x.x.x${"x".repeat(31)}`, check).split(" ");
  expect(down.at(-1)).toBe("down");
  expect(down.filter((each) => each.includes("resolve"))).toHaveLength(2);
});

test("what is kept of changes is bounded, however often it flaps", () => {
  let memory: CheckMemory = newCheckMemory(NOON);
  const check = { ...CHECK, failures: 1 };
  for (let at = 0; at < 1_000; at++) {
    memory = next(check, memory, { at: NOON + at, ok: at % 2 === 0, milliseconds: 1, text: "" });
  }
  expect(memory.changes.length).toBe(5);
});

describe("the schedule", () => {
  test("a check runs once in each interval, at its own place", () => {
    const everyMs = 60_000;
    let at = NOON;
    for (let run = 0; run < 5; run++) {
      const due = nextRunAt({ id: 7, everyMs }, at);
      expect(due).toBeGreaterThan(at);
      expect(due - at).toBeLessThanOrEqual(everyMs);
      if (run > 0) expect(due - at).toBe(everyMs);
      at = due;
    }
  });

  test("200 checks spread over a minute: no second has more than five of them", () => {
    const seconds = new Map<number, number>();
    for (let id = 1; id <= 200; id++) {
      const second = Math.floor(nextRunAt({ id, everyMs: 60_000 }, NOON) / 1_000);
      seconds.set(second, (seconds.get(second) ?? 0) + 1);
    }
    expect(Math.max(...seconds.values())).toBeLessThanOrEqual(5);
    expect(seconds.size).toBeGreaterThan(55);
  });

  test("checks that are late together begin one after another", () => {
    expect(waitsOf([NOON - 5, NOON - 4, NOON, NOON + 700], NOON)).toEqual([0, 50, 100, 700]);
  });
});
