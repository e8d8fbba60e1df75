import { expect, test } from "bun:test";
import { createThrottle } from "../../lib/auth/index.ts";
import { defined } from "../../lib/defined.ts";

const GUESSES_AT_ONCE = 10;
const SECONDS_PER_GUESS = 12;

function startThrottle(capacity?: number) {
  const time = { now: 1_000_000 };
  const throttle = createThrottle({ now: () => time.now, ...defined({ capacity }) });
  const guess = (name: string, address: string, times = 1) => {
    for (let i = 0; i < times; i++) throttle.charge(name, address);
  };
  return { throttle, guess, pass: (seconds: number) => (time.now += seconds * 1000) };
}

test("ten guesses are looked at, the eleventh waits twelve seconds", () => {
  const { throttle, guess } = startThrottle();
  for (let i = 0; i < GUESSES_AT_ONCE; i++) {
    expect(throttle.retryAfterSeconds("root", "10.0.0.1")).toBe(0);
    guess("root", "10.0.0.1");
  }
  expect(throttle.retryAfterSeconds("root", "10.0.0.1")).toBe(SECONDS_PER_GUESS);
});

test("after the first ten, five a minute are looked at, however often one asks", () => {
  const { throttle, guess, pass } = startThrottle();
  guess("root", "10.0.0.1", GUESSES_AT_ONCE);
  let looked = 0;
  for (let second = 0; second < 600; second++) {
    pass(1);
    if (throttle.retryAfterSeconds("root", "10.0.0.1") > 0) continue;
    guess("root", "10.0.0.1");
    looked++;
  }
  expect(looked).toBe(50);
});

test("one name is counted over all addresses", () => {
  const { throttle, guess } = startThrottle();
  for (let i = 0; i < GUESSES_AT_ONCE; i++) guess("root", `10.0.0.${i}`);
  expect(throttle.retryAfterSeconds("root", "10.9.9.9")).toBe(SECONDS_PER_GUESS);
  expect(throttle.retryAfterSeconds("other", "10.9.9.9")).toBe(0);
});

test("one address is counted over all names", () => {
  const { throttle, guess } = startThrottle();
  for (let i = 0; i < GUESSES_AT_ONCE; i++) guess(`user${i}`, "10.0.0.1");
  expect(throttle.retryAfterSeconds("new", "10.0.0.1")).toBe(SECONDS_PER_GUESS);
  expect(throttle.retryAfterSeconds("new", "10.0.0.2")).toBe(0);
});

test("guesses from elsewhere do not lock a user out of an address known to be theirs", () => {
  const { throttle, guess } = startThrottle();
  throttle.remember("alice", "10.0.0.1");
  guess("alice", "10.6.6.6", 1000);
  expect(throttle.retryAfterSeconds("alice", "10.0.0.1")).toBe(0);
  expect(throttle.retryAfterSeconds("alice", "10.6.6.6")).toBeGreaterThan(0);
});

test("guesses of all names from one address share its guesses, whoever is known there", () => {
  const { throttle, guess } = startThrottle();
  const names = Array.from({ length: 7 }, (_, i) => `user${i}`);
  for (const name of names) throttle.remember(name, "10.0.0.1");
  for (let i = 0; i < GUESSES_AT_ONCE; i++) guess(names[i % names.length] ?? "", "10.0.0.1");
  for (const name of [...names, "unknown"]) {
    expect(throttle.retryAfterSeconds(name, "10.0.0.1")).toBe(SECONDS_PER_GUESS);
  }
});

test("passwords may be compared with known ones as often as guessed, only where the user is known", () => {
  const { throttle, pass } = startThrottle();
  throttle.remember("alice", "10.0.0.1");
  expect(throttle.mayCompare("alice", "10.0.0.2")).toBe(false);
  expect(throttle.mayCompare("bob", "10.0.0.1")).toBe(false);
  for (let i = 0; i < 100; i++) throttle.chargeComparison("10.0.0.1", "the same one");
  for (let i = 1; i < GUESSES_AT_ONCE; i++) throttle.chargeComparison("10.0.0.1", `${i}`);
  expect(throttle.mayCompare("alice", "10.0.0.1")).toBe(false);
  pass(SECONDS_PER_GUESS);
  expect(throttle.mayCompare("alice", "10.0.0.1")).toBe(true);
});

test("a known address gets no more guesses than any other", () => {
  const { throttle, guess } = startThrottle();
  throttle.remember("alice", "10.0.0.1");
  guess("alice", "10.0.0.1", GUESSES_AT_ONCE);
  expect(throttle.retryAfterSeconds("alice", "10.0.0.1")).toBe(SECONDS_PER_GUESS);
});

test("a guess given back was none, and can be given back once only", () => {
  const { throttle, guess } = startThrottle();
  guess("root", "10.0.0.1", GUESSES_AT_ONCE - 1);
  const giveBack = throttle.charge("root", "10.0.0.1");
  giveBack();
  giveBack();
  expect(throttle.retryAfterSeconds("root", "10.0.0.1")).toBe(0);
  guess("root", "10.0.0.1");
  expect(throttle.retryAfterSeconds("root", "10.0.0.1")).toBe(SECONDS_PER_GUESS);
});

test("a clock that is set back makes nobody wait longer", () => {
  const { throttle, guess, pass } = startThrottle();
  guess("root", "10.0.0.1", GUESSES_AT_ONCE);
  pass(-86_400);
  expect(throttle.retryAfterSeconds("root", "10.0.0.1")).toBe(SECONDS_PER_GUESS);
  pass(SECONDS_PER_GUESS);
  expect(throttle.retryAfterSeconds("root", "10.0.0.1")).toBe(0);
});

test.each([
  ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9"],
  ["2001:DB8:0:0::1", "2001:db8::42"],
  ["fe80::1%eth0", "fe80::2"],
  ["::ffff:10.0.0.1", "10.0.0.1"],
])("%s and %s count as one address", (first, second) => {
  const { throttle, guess } = startThrottle();
  for (let i = 0; i < GUESSES_AT_ONCE; i++) guess(`user${i}`, first);
  expect(throttle.retryAfterSeconds("new", second)).toBe(SECONDS_PER_GUESS);
});

test.each([
  ["2001:db8:1:2::1", "2001:db8:1:3::1"],
  ["::ffff:10.0.0.1", "::ffff:10.0.0.2"],
  ["::1", "1::1"],
])("%s and %s are two addresses", (first, second) => {
  const { throttle, guess } = startThrottle();
  for (let i = 0; i < GUESSES_AT_ONCE; i++) guess(`user${i}`, first);
  expect(throttle.retryAfterSeconds("new", second)).toBe(0);
});

test("a flood of names keeps a bounded number of them", () => {
  const { throttle, guess } = startThrottle(100);
  guess("first", "10.0.0.1", GUESSES_AT_ONCE);
  for (let i = 0; i < 100; i++) guess(`user${i}`, `10.1.0.${i}`);
  expect(throttle.retryAfterSeconds("first", "10.9.9.9")).toBe(0);
});
