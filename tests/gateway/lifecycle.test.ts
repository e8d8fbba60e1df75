import { expect, test } from "bun:test";
import { createLifecycle } from "../../lib/gateway/lifecycle.ts";

/** A lifecycle of 1 s with two parts that write down what happens to them. */
function twoParts() {
  const lifecycle = createLifecycle(1_000);
  const happened: string[] = [];
  for (const part of ["first", "second"]) {
    lifecycle.onStart(() => happened.push(`${part} starts`));
    lifecycle.onEnding(() => void happened.push(`${part} ends`));
    lifecycle.onClose(async () => {
      await Promise.resolve();
      happened.push(`${part} closed`);
    });
  }
  return { lifecycle, happened };
}

const ENDED = ["first ends", "second ends", "second closed", "first closed"];

test("parts start in order; all begin to end before the first closes, and they close one by one in the opposite order", async () => {
  const { lifecycle, happened } = twoParts();
  const close = await lifecycle.start();
  await lifecycle[Symbol.asyncDispose]();
  expect(happened).toEqual(["first starts", "second starts"]);
  await close();
  await close();
  expect(happened.slice(2)).toEqual(ENDED);
});

test("after a start that fails, everything is closed in the same way, and later parts are not started", async () => {
  const { lifecycle, happened } = twoParts();
  lifecycle.onStart(() => Promise.reject(new Error("no disk")));
  lifecycle.onStart(() => happened.push("third starts"));
  expect(await lifecycle.start().catch((error: Error) => error.message)).toBe("no disk");
  await lifecycle[Symbol.asyncDispose]();
  expect(happened).toEqual(["first starts", "second starts", ...ENDED]);
});

test("a part that cannot be closed does not keep the others open, and closing tells its error", async () => {
  const { lifecycle, happened } = twoParts();
  lifecycle.onClose(() => {
    throw new Error("port is stuck");
  });
  const close = await lifecycle.start();
  expect(await close().catch((error: Error) => error.message)).toBe("port is stuck");
  expect(happened.slice(2)).toEqual(ENDED);
});

test("all parts share nine tenths of the time to stop, counted from the first that closes", async () => {
  const lifecycle = createLifecycle(1_000);
  const left: number[] = [];
  lifecycle.onClose((leftMs) => left.push(leftMs));
  lifecycle.onClose(async (leftMs) => {
    left.push(leftMs);
    const begun = performance.now();
    while (performance.now() - begun < 5) await Promise.resolve();
  });
  await (await lifecycle.start())();
  const [first = 0, second = 0] = left;
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThanOrEqual(900);
  expect(second).toBeLessThanOrEqual(first - 5);
});
