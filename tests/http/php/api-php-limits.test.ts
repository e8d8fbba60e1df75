import { expect, test } from "bun:test";
import { queryOf, startApi, unansweredAccept } from "../../support/api-server.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { sendRaw } from "../../support/raw-http.ts";

const TIMED_OUT = "FAILED - Timeout or see Gateway logs for more information.";
const MISSING_BYTES = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ntext=";

test("a body that does not arrive in time is answered 408", async () => {
  const clock = createManualClock();
  const begun = Promise.withResolvers<void>();
  const setTimer: typeof clock.setTimer = (ms, run) => {
    begun.resolve();
    return clock.setTimer(ms, run);
  };
  await using api = await startApi({ clock: { ...clock, setTimer } });
  const answer = sendRaw(api.port, `POST /api.php?${queryOf()} HTTP/1.1\r\nHost: gateway\r\n${MISSING_BYTES}`);
  await begun.promise;
  await clock.advance(29_999);
  expect(api.events.all).toEqual([]);
  await clock.advance(1);
  expect(await answer).toMatchObject({ status: 408, body: TIMED_OUT });
  expect(api.accepted).toEqual([]);
  expect(api.events.all).toMatchObject([{ details: { reason: "time-limit" } }]);
});

test("a store that does not answer in time is answered 408", async () => {
  const clock = createManualClock();
  const { accept, asked } = unansweredAccept();
  await using api = await startApi({ clock, accept, limits: { timeLimitMs: 5_000 } });
  const response = api.get();
  await asked;
  await clock.advance(5_000);
  expect((await response).status).toBe(408);
  expect(await (await response).text()).toBe(TIMED_OUT);
  expect(api.events.all).toMatchObject([{ userName: "apiuser", details: { recipient: "00491701234567" } }]);
});

test("a store that fails is answered 408, and says nothing of its error", async () => {
  await using api = await startApi({ accept: () => Promise.reject(new Error("disk full at /var/lib")) });
  const response = await api.get();
  expect(response.status).toBe(408);
  expect(await response.text()).toBe(TIMED_OUT);
  expect(api.events.all.length).toBeGreaterThan(0);
});

test("no timer is left behind by a request that was answered", async () => {
  const clock = createManualClock();
  await using api = await startApi({ clock });
  await api.get();
  await api.get({ text: undefined });
  expect(clock.sleeping).toBe(0);
});

test.each([
  ["declared", (size: number) => "x".repeat(size)],
  ["in chunks", (size: number) => new Blob(["x".repeat(size)]).stream()],
])("a body that is too large is answered 413 (%s)", async (_, body) => {
  await using api = await startApi({ limits: { bodyLimitBytes: 1_000 } });
  const response = await fetch(`${api.url}/api.php?${queryOf()}`, { method: "POST", body: body(1_500) });
  expect(response.status).toBe(413);
  expect(await response.text()).toBe("Error: Request too large.");
  expect(api.accepted).toEqual([]);
});

test("a body far beyond the limit is cut off", async () => {
  await using api = await startApi({ limits: { bodyLimitBytes: 1_000 } });
  const response = await fetch(`${api.url}/api.php?${queryOf()}`, { method: "POST", body: "x".repeat(1_000_000) });
  expect(response.status).toBe(413);
  expect(api.accepted).toEqual([]);
});

test("a body just within the limit is taken", async () => {
  await using api = await startApi({ limits: { bodyLimitBytes: 1_000 } });
  const body = `text=${"x".repeat(995)}`;
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const response = await fetch(`${api.url}/api.php?${queryOf()}`, { method: "POST", body, headers });
  expect(response.status).toBe(200);
});
