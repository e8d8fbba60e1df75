import { expect, test } from "bun:test";
import { parsePolicy } from "../../../lib/routing/alarms/parse.ts";

const step = (more: object = {}) => ({ notify: [{ contact: "Anna" }], by: ["sms"], waitSeconds: 300, ...more });
const policy = (more: object = {}) => ({ name: "night", steps: [step()], ...more });

test("a policy as the documentation has it is read as it stands, and to the same again", () => {
  const json = {
    name: "night",
    steps: [
      { notify: [{ onCall: "admins" }], by: ["auto"], waitSeconds: 300 },
      { notify: [{ next: "admins" }], by: ["sms", "ring"], waitSeconds: 600 },
      { notify: [{ contact: "Boss" }, { group: "all" }], by: ["sms"] },
    ],
    rounds: 2,
    unanswered: [{ email: { to: ["it@example.org"] } }, { webhook: "erp" }, { group: "all" }],
    notResolvedAfterSeconds: 7_200,
  };
  const [first, second, last] = json.steps;
  const read = parsePolicy(json);
  const whole = { ...json, steps: [first, second, { ...last, waitSeconds: 300 }], tellResolved: true };
  expect(read).toEqual({ ok: true, value: whole as never });
  expect(parsePolicy(read.ok && read.value)).toEqual(read);
});

test("what is left out has its default", () => {
  expect(parsePolicy({ name: " night ", steps: [{ notify: [{ contact: " Anna " }], by: ["email"] }] })).toEqual({
    ok: true,
    value: {
      name: "night",
      steps: [{ notify: [{ contact: "Anna" }], by: ["email"], waitSeconds: 300 }],
      rounds: 1,
      unanswered: [],
      tellResolved: true,
    },
  });
});

const FAULTS: readonly [string, unknown, string][] = [
  ["no object", "night", ": must be an object"],
  ["nothing", undefined, ": is missing"],
  ["no steps", { name: "night" }, "/steps: is missing"],
  ["empty steps", policy({ steps: [] }), "/steps: must not be empty"],
  ["no name", policy({ name: " " }), "/name: must not be empty"],
  ["a typing mistake", policy({ stepps: [] }), "/stepps: unknown field “stepps”; did you mean “steps”?"],
  ["21 steps", policy({ steps: Array.from({ length: 21 }, () => step()) }), "/steps: has more than 20 values"],
  ["nobody", policy({ steps: [step({ notify: [] })] }), "/steps/0/notify: must not be empty"],
  [
    "an unknown kind",
    policy({ steps: [step({ notify: [{ user: "Anna" }] })] }),
    "/steps/0/notify/0/user: unknown field “user”; known are contact, group, onCall, next; /steps/0/notify/0: must have one of contact, group, onCall, next",
  ],
  [
    "two kinds in one",
    policy({ steps: [step({ notify: [{ contact: "Anna", group: "all" }] })] }),
    "/steps/0/notify/0: has both “contact” and “group”: put each into an object of its own",
  ],
  ["no way", policy({ steps: [step({ by: [] })] }), "/steps/0/by: must not be empty"],
  [
    "an unknown way",
    policy({ steps: [step({ by: ["fax"] })] }),
    "/steps/0/by/0: must be sms, telegram, auto, ring or email",
  ],
  ["a way twice", policy({ steps: [step({ by: ["sms", "sms"] })] }), "/steps/0/by: has one of them twice"],
  [
    "auto besides SMS",
    policy({ steps: [step({ by: ["auto", "sms"] })] }),
    "/steps/0/by: has auto, which is Telegram or SMS, besides one of these",
  ],
  [
    "nothing but a ring",
    policy({ steps: [step({ by: ["ring"] })] }),
    "/steps/0/by: has nothing that says what it is about: a ring only wakes",
  ],
  [
    "no wait before another step",
    policy({ steps: [step({ waitSeconds: undefined }), step()] }),
    "/steps/0/waitSeconds: is missing",
  ],
  [
    "a wait of half a second",
    policy({ steps: [step({ waitSeconds: 0.5 })] }),
    "/steps/0/waitSeconds: must be a whole number from 1 to 86400",
  ],
  ["no rounds", policy({ rounds: 0 }), "/rounds: must be a whole number from 1 to 10"],
  [
    "no address",
    policy({ unanswered: [{ email: { to: ["it"] } }] }),
    "/unanswered/0/email/to/0: must be an email address",
  ],
  ["nowhere", policy({ unanswered: [{}] }), "/unanswered/0: must have one of email, webhook, group"],
];

test.each(FAULTS)("%s is refused with its place and what to do", (_, json, fault) => {
  const read = parsePolicy(json);
  expect(read.ok || read.problem.map(({ pointer, message }) => `${pointer}: ${message}`).join("; ")).toBe(fault);
});

test("what is far too large is refused before it is looked at", () => {
  expect(parsePolicy(policy({ name: "x".repeat(100_000) }))).toEqual({
    ok: false,
    problem: [{ pointer: "", message: "is too large to be a policy" }],
  });
});
