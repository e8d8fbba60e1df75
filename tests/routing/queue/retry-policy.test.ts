import { describe, expect, test } from "bun:test";
import { FAILURE_CLASSES, type FailureClass } from "../../../lib/routing/channels/transport.ts";
import { decideAfterFailure, judgeRing, type Situation } from "../../../lib/routing/queue/retry-policy.ts";

const NOW = 1_000_000;
const DUE = 900_000;

function decideAbout(failureClass: FailureClass, changed: Partial<Situation> & { attempts?: number } = {}) {
  const { attempts = 0, ...rest } = changed;
  return decideAfterFailure({
    failure: { class: failureClass, message: "no" },
    now: NOW,
    message: { attempts, dueAt: DUE },
    sameClassBefore: 0,
    transport: "m1",
    otherTransports: false,
    maxAttempts: 5,
    random: () => 0,
    ...rest,
  });
}

const failed = {
  kind: "settle",
  part: "reopened",
  settlement: { state: "failed", at: NOW, error: "no", reason: "refused" },
};
const queued = (dueAt: number, countAttempt: boolean) => ({
  kind: "settle",
  part: "reopened",
  settlement: { state: "queued", at: NOW, dueAt, error: "no", excludeModem: "m1", countAttempt },
});

describe("what becomes of a message, by the class of the error", () => {
  test.each([
    ["permanent", failed, failed],
    ["permanent-after-restart", queued(NOW + 5_000, true), queued(NOW + 5_000, true)],
    ["retry", queued(NOW + 5_000, true), queued(NOW + 5_000, true)],
    ["retry-thrice", queued(NOW + 5_000, true), queued(NOW + 5_000, true)],
    ["already-sent", { kind: "taken" }, { kind: "taken" }],
    ["clean-storage", queued(NOW + 5_000, true), queued(DUE, true)],
    ["restart", queued(NOW + 5_000, true), queued(DUE, true)],
    ["wait", queued(NOW + 5_000, false), queued(DUE, false)],
    ["out-of-service", queued(DUE, false), queued(DUE, false)],
    ["transport-lost", queued(DUE, false), queued(DUE, false)],
    ["no-answer", queued(NOW + 5_000, true), queued(DUE, true)],
    ["not-supported", failed, queued(DUE, true)],
  ] as const)("%s", (failureClass, alone, withOthers) => {
    expect(decideAbout(failureClass)).toMatchObject(alone);
    expect(decideAbout(failureClass, { otherTransports: true })).toMatchObject(withOthers);
  });

  test("an unknown outcome leaves part and message unknown, never open", () => {
    const unknown = { kind: "settle", part: "unknown", settlement: { state: "unknown", at: NOW, error: "no" } };
    expect(decideAbout("unknown-outcome")).toMatchObject(unknown);
    expect(decideAbout("unknown-outcome", { otherTransports: true, attempts: 99 })).toMatchObject(unknown);
  });

  test("only two classes start the line again", () => {
    const restarting = FAILURE_CLASSES.filter((failureClass) => {
      const decision = decideAbout(failureClass);
      return decision.kind === "settle" && decision.restartTransport;
    });
    expect(restarting).toEqual(["permanent-after-restart", "restart"]);
  });

  test("permanent after a restart fails the second time, without another restart", () => {
    expect(decideAbout("permanent-after-restart", { sameClassBefore: 1 })).toMatchObject({
      ...failed,
      restartTransport: false,
    });
  });

  test("retry thrice means three tries", () => {
    expect(decideAbout("retry-thrice", { sameClassBefore: 1 })).toMatchObject({ settlement: { state: "queued" } });
    expect(decideAbout("retry-thrice", { sameClassBefore: 2 })).toMatchObject(failed);
  });

  test("the last attempt that counts fails; what does not count never does", () => {
    for (const failureClass of FAILURE_CLASSES) {
      const last = decideAbout(failureClass, { attempts: 4, otherTransports: true });
      const expected = {
        permanent: "failed",
        "permanent-after-restart": "failed",
        retry: "failed",
        "retry-thrice": "failed",
        "already-sent": "taken",
        "clean-storage": "failed",
        restart: "failed",
        wait: "queued",
        "out-of-service": "queued",
        "unknown-outcome": "unknown",
        "transport-lost": "queued",
        "no-answer": "failed",
        "not-supported": "failed",
      } satisfies Record<FailureClass, string>;
      expect([failureClass, last.kind === "taken" ? "taken" : last.settlement.state]).toEqual([
        failureClass,
        expected[failureClass],
      ]);
    }
  });
});

test.each([
  [1, 0, 5_000],
  [1, 0.5, 6_250],
  [2, 0, 10_000],
  [7, 0, 320_000],
  [8, 0, 600_000],
  [2_000, 0.999_999_9, 15 * 60_000],
])(
  "after failed attempt %d a message waits from 5 s to 15 min, a part of it random (%d): %d ms",
  (attempt, random, ms) => {
    const decision = decideAbout("retry", { attempts: attempt - 1, maxAttempts: 9_999, random: () => random });
    expect(decision).toMatchObject(queued(NOW + ms, true));
  },
);

test("a ring that took place is done, a busy one is tried again, a forbidden one fails", () => {
  expect(judgeRing("ringing-seen")).toEqual({ ok: true, value: "ringing seen" });
  expect(judgeRing("answered")).toEqual({ ok: true, value: "answered" });
  expect(judgeRing("no-answer")).toEqual({ ok: true, value: "no answer" });
  expect(judgeRing("busy")).toMatchObject({ ok: false, problem: { class: "retry-thrice" } });
  expect(judgeRing("not-allowed")).toMatchObject({ ok: false, problem: { class: "permanent" } });
});
