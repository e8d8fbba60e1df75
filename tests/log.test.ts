import { describe, expect, test } from "bun:test";
import { LOG_KINDS, LOG_LINES } from "../lib/limits.ts";
import { createLog } from "../lib/log.ts";
import { createManualClock } from "./support/manual-clock.ts";

/** A log over a clock that stands still, and what it wrote. */
function startLog(level: "debug" | "info" = "info") {
  const clock = createManualClock();
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  return { clock, lines, log: createLog({ level, format: "json", destination, clock }) };
}

describe("lines of one kind", () => {
  test("that repeat thousands of times in a second leave a burst and one line with the count", async () => {
    const { clock, lines, log } = startLog();
    for (let time = 0; time < 10_000; time++) log.error({ err: new Error(`no space left ${time}`) }, "not stored");
    expect(lines).toHaveLength(LOG_LINES.burst);
    await clock.advance(1_000);
    expect(lines.slice(LOG_LINES.burst)).toMatchObject([
      {
        level: "warn",
        dropped: 10_000 - LOG_LINES.burst,
        kind: "error: not stored",
        msg: "lines of one kind were dropped",
      },
    ]);
    expect(clock.sleeping).toBe(0);
  });

  test("go on at the rate, and every second says how many were dropped", async () => {
    const { clock, lines, log } = startLog();
    for (let second = 0; second < 10; second++) {
      for (let time = 0; time < 1_000; time++) log.warn("again");
      await clock.advance(1_000);
    }
    const told = lines.flatMap(({ dropped }) => (typeof dropped === "number" ? dropped : []));
    const written = lines.filter(({ msg }) => msg === "again").length;
    expect(written).toBe(LOG_LINES.burst + 9 * LOG_LINES.perSecond);
    expect(told.reduce((sum, one) => sum + one, 0) + written).toBe(10_000);
  });

  test("do not hide those of another kind, level or modem", () => {
    const { lines, log } = startLog();
    for (let time = 0; time < 1_000; time++) log.warn({ modem: "one" }, "no answer");
    log.warn({ modem: "two" }, "no answer");
    log.error({ modem: "one" }, "no answer");
    log.warn({ modem: "one" }, "something else");
    expect(lines.slice(LOG_LINES.burst)).toMatchObject([
      { modem: "two", msg: "no answer" },
      { level: "error", modem: "one" },
      { modem: "one", msg: "something else" },
    ]);
  });

  test("are all written at level debug, for looking at everything", () => {
    const { lines, log } = startLog("debug");
    for (let time = 0; time < 1_000; time++) log.debug("request");
    expect(lines).toHaveLength(1_000);
  });

  test("are told apart up to a number of kinds, so that names do not fill the memory", () => {
    const { lines, log } = startLog();
    for (let modem = 0; modem < 2 * LOG_KINDS; modem++) log.warn({ modem: String(modem) }, "no answer");
    expect(lines).toHaveLength(2 * LOG_KINDS);
  });
});
