import { describe, expect, test } from "bun:test";
import type { JobSettlement } from "../../../lib/messages/index.ts";
import type { JobResult } from "../../../lib/routing/destinations/handler.ts";
import { next } from "../../../lib/routing/destinations/next.ts";

const NOW = 1_700_000_000_000;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const failed: JobResult = { ok: false, error: "the receiver answered 500", status: 500, answer: "sorry" };

function decide(result: JobResult, { attempts = 0, giveUpAt = NOW + 3 * DAY, random = 0.5 } = {}): JobSettlement {
  return next({ attempts, giveUpAt }, { result, startedAt: NOW - 40, now: NOW, random });
}
const waitOf = (settlement: JobSettlement) =>
  settlement.state === "waiting" ? settlement.dueAt - NOW : settlement.state;

describe("what becomes of a job", () => {
  test("success delivers it, with what the receiver said", () => {
    expect(decide({ ok: true, status: 202, answer: "thanks" })).toEqual({
      state: "delivered",
      attempt: { at: NOW - 40, milliseconds: 40, status: 202, answer: "thanks" },
    });
    expect(decide({ ok: true })).toEqual({ state: "delivered", attempt: { at: NOW - 40, milliseconds: 40 } });
  });

  test.each([
    [0, 5 * SECOND],
    [1, 30 * SECOND],
    [2, 2 * MINUTE],
    [3, 10 * MINUTE],
    [4, 30 * MINUTE],
    [5, HOUR],
    [6, 3 * HOUR],
    [7, 3 * HOUR],
    [40, 3 * HOUR],
  ])("after %p failures the next attempt is %p ms away", (attempts, waitMs) => {
    expect(waitOf(decide(failed, { attempts }))).toBe(waitMs);
  });

  test("the wait varies by a tenth in both directions", () => {
    expect(waitOf(decide(failed, { attempts: 5, random: 0 }))).toBe(54 * MINUTE);
    expect(waitOf(decide(failed, { attempts: 5, random: 1 }))).toBe(66 * MINUTE);
  });

  test("Retry-After makes the wait longer, and never shorter", () => {
    expect(waitOf(decide({ ...failed, retryAfterMs: DAY }))).toBe(DAY);
    expect(waitOf(decide({ ...failed, retryAfterMs: 0 }, { attempts: 6 }))).toBe(3 * HOUR);
  });

  test("what would come after three days is given up now", () => {
    expect(waitOf(decide(failed, { giveUpAt: NOW + 5 * SECOND }))).toBe(5 * SECOND);
    expect(waitOf(decide(failed, { giveUpAt: NOW + 5 * SECOND - 1 }))).toBe("dead");
  });

  test.each([4 * DAY, Number.MAX_SAFE_INTEGER])(
    "Retry-After of %p ms lets the last attempt wait until the end of the job's time, and no longer",
    (retryAfterMs) => {
      expect(waitOf(decide({ ...failed, retryAfterMs }))).toBe(3 * DAY);
      expect(waitOf(decide({ ...failed, retryAfterMs }, { giveUpAt: NOW }))).toBe("dead");
    },
  );

  test("a final failure gives it up at once", () => {
    expect(decide({ ...failed, isFinal: true })).toEqual({
      state: "dead",
      attempt: { at: NOW - 40, milliseconds: 40, status: 500, error: "the receiver answered 500", answer: "sorry" },
    });
  });

  test("of an answer the first 1,024 characters are kept, and a clock that went back makes no negative duration", () => {
    const settlement = next(
      { attempts: 0, giveUpAt: NOW + DAY },
      { result: { ok: true, answer: "x".repeat(5_000) }, startedAt: NOW + 10, now: NOW, random: 0 },
    );
    expect(settlement).toMatchObject({ attempt: { milliseconds: 0, answer: "x".repeat(1_024) } });
  });
});
