import { expect, test } from "bun:test";
import { createSharedGuesses, createThrottle, type GuessStore } from "../../lib/auth/index.ts";
import { createLog } from "../../lib/log.ts";
import { StoreFailure } from "../../lib/messages/index.ts";

/** A throttle beside another gateway, whose database answers as `state` says. */
function startThrottle() {
  const state = { left: 10, fails: undefined as StoreFailure | undefined, asked: 0, areThere: true };
  const lowered: { left: number }[] = [];
  let change: (areThere: boolean) => void = () => undefined;
  const answer = <Value>(value: () => Value) => {
    state.asked++;
    return state.fails === undefined ? Promise.resolve(value()) : Promise.reject(state.fails);
  };
  const guesses: GuessStore = {
    take: (buckets) =>
      answer(() => {
        const isTaken = state.left >= 1;
        if (isTaken) state.left--;
        return { isTaken, left: buckets.map(() => state.left) };
      }),
    giveBack: () => answer(() => void state.left++),
    async lower(buckets) {
      lowered.push(...buckets);
    },
  };
  const others = {
    get areThere() {
      return state.areThere;
    },
    onChange(listener: (areThere: boolean) => void) {
      change = listener;
    },
  };
  const store = { guesses, requests: { count: never, add: never }, forgetOld: never };
  const log = createLog({ level: "silent", format: "json" });
  const shared = createSharedGuesses({ store, others, secret: new Uint8Array(32), log });
  const time = { now: 1_000_000 };
  const throttle = createThrottle({ now: () => time.now, shared });
  const take = () => throttle.take("anna", "192.0.2.1");
  function become(areThere: boolean): void {
    state.areThere = areThere;
    change(areThere);
  }
  return { state, time, throttle, take, become, lowered };
}

const never = () => Promise.reject(new Error("not asked for"));
const isTaken = (taken: object) => "giveBack" in taken;

test("what others have used up is refused here without asking again, until one comes", async () => {
  const { state, time, throttle, take } = startThrottle();
  state.left = 0.5;
  expect(await take()).toEqual({ retryAfterSeconds: 6 });
  expect(throttle.retryAfterSeconds("anna", "192.0.2.1")).toBe(6);
  expect(isTaken(await take())).toBe(false);
  expect(state.asked).toBe(1);
  time.now += 6_000;
  state.left = 1;
  expect(isTaken(await take())).toBe(true);
});

test("a guess that was none is given back to all", async () => {
  const { state, throttle, take } = startThrottle();
  const taken = await take();
  if ("giveBack" in taken) taken.giveBack();
  expect(state.left).toBe(10);
  expect(throttle.retryAfterSeconds("anna", "192.0.2.1")).toBe(0);
});

test("a database that takes no writes lets this gateway count alone: ten, and no more", async () => {
  const { state, take } = startThrottle();
  state.fails = new StoreFailure("read-only", "a standby");
  const all = [];
  for (let guess = 0; guess < 15; guess++) all.push(await take());
  expect(all.filter(isTaken)).toHaveLength(10);
});

test("a database that is away lets nobody guess, and takes no guess from anybody", async () => {
  const { state, take } = startThrottle();
  const away = new StoreFailure("unavailable", "away");
  state.fails = away;
  for (let guess = 0; guess < 15; guess++) expect(await take().catch((error) => error)).toBe(away);
  state.fails = undefined;
  expect(isTaken(await take())).toBe(true);
});

test("who is alone asks nobody, and tells those that come", async () => {
  const { state, take, become, lowered } = startThrottle();
  become(false);
  for (let guess = 0; guess < 4; guess++) await take();
  expect(state.asked).toBe(0);
  become(true);
  // The name and the address.
  expect(lowered.map(({ left }) => left)).toEqual([6, 6]);
});

test("guesses at an address that has to wait are compared as often as all gateways may together", async () => {
  const { state, throttle } = startThrottle();
  throttle.remember("anna", "192.0.2.1");
  expect(throttle.mayCompare("anna", "192.0.2.1")).toBe(true);
  state.left = 1;
  throttle.chargeComparison("192.0.2.1", "a fingerprint");
  while (state.asked === 0 || throttle.mayCompare("anna", "192.0.2.1")) await Bun.sleep(0);
  expect(state.left).toBe(0);
});
