import { describe, expect, test } from "bun:test";
import { createSlidingWindow, createTokenBucket, createTokenBuckets } from "../lib/rate-limit.ts";

const START = 1_000_000;

describe("a token bucket", () => {
  const startBucket = (size = { burst: 3, perSecond: 2 }) => {
    const time = { now: START };
    return { time, bucket: createTokenBucket(size, () => time.now) };
  };

  test("lets a burst through at once, and then so much a second", () => {
    const { time, bucket } = startBucket();
    expect([1, 2, 3, 4].map(() => bucket.take())).toEqual([true, true, true, false]);
    expect(bucket.waitMs()).toBe(500);
    time.now += 499;
    expect(bucket.take()).toBe(false);
    time.now += 1;
    expect([bucket.take(), bucket.take()]).toEqual([true, false]);
  });

  test("never holds more than its burst", () => {
    const { time, bucket } = startBucket();
    time.now += 3_600_000;
    expect([bucket.take(3), bucket.take()]).toEqual([true, false]);
    bucket.giveBack(9);
    expect([bucket.isFull, bucket.take(3), bucket.isFull, bucket.take()]).toEqual([true, true, false, false]);
  });

  test("takes all of an amount or none of it, and drains to nothing at the most", () => {
    const { bucket } = startBucket();
    expect([bucket.take(4), bucket.take(2), bucket.waitMs(2)]).toEqual([false, true, 500]);
    bucket.drain(5);
    expect(bucket.waitMs()).toBe(500);
    bucket.giveBack();
    expect(bucket.waitMs()).toBe(0);
  });

  test("reserves what has yet to come in, one after another", () => {
    const { time, bucket } = startBucket();
    expect([1, 2, 3, 4, 5].map(() => bucket.reserve())).toEqual([0, 0, 0, 500, 1_000]);
    time.now += 1_500;
    expect([bucket.take(), bucket.take()]).toEqual([true, false]);
  });

  test("loses nothing by a clock that is set back, and does not wait until it has caught up", () => {
    const { time, bucket } = startBucket();
    bucket.take(3);
    time.now -= 3_600_000;
    expect(bucket.waitMs()).toBe(500);
    time.now += 500;
    expect(bucket.take()).toBe(true);
  });
});

test("buckets by key do not touch each other, and the one unused for the longest time starts again", () => {
  const bucketOf = createTokenBuckets({ burst: 1, perSecond: 1 }, { now: () => START, keys: 2 });
  expect([bucketOf("a").take(), bucketOf("a").take(), bucketOf("b").take()]).toEqual([true, false, true]);
  expect(bucketOf("a").take()).toBe(false);
  expect([bucketOf("c").take(), bucketOf("a").take(), bucketOf("b").take()]).toEqual([true, false, true]);
});

describe("a sliding window", () => {
  const startWindow = () => {
    const time = { now: START };
    return { time, window: createSlidingWindow({ spanMs: 60_000, now: () => time.now }) };
  };

  test("has room again as soon as what was counted first is past", () => {
    const { time, window } = startWindow();
    window.add(2);
    time.now += 10_000;
    window.add(1);
    expect([1, 2, 3].map((amount) => window.waitMs(amount, 3))).toEqual([50_000, 50_000, 60_000]);
    time.now += 49_999;
    expect(window.waitMs(1, 3)).toBe(1);
    time.now += 1;
    expect([window.waitMs(2, 3), window.waitMs(3, 3)]).toEqual([0, 10_000]);
  });

  test("what is taken back was never there", () => {
    const { window } = startWindow();
    window.add(3);
    window.takeBack(2);
    expect([window.waitMs(2, 3), window.waitMs(3, 3)]).toEqual([0, 60_000]);
    window.takeBack(9);
    expect(window.waitMs(3, 3)).toBe(0);
  });

  test("is empty after the clock was set back", () => {
    const { time, window } = startWindow();
    window.add(3);
    time.now -= 1;
    expect(window.waitMs(3, 3)).toBe(0);
  });

  test("counts right when a lot of it is past", () => {
    const { time, window } = startWindow();
    for (let second = 0; second < 3_000; second++) {
      window.add(1);
      time.now += 1_000;
    }
    expect([window.waitMs(1, 60), window.waitMs(2, 60), window.waitMs(60, 60)]).toEqual([0, 1_000, 59_000]);
  });
});
