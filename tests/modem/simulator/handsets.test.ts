import { expect, test } from "bun:test";
import { createSimulatorControl } from "../../../lib/modem/simulator/index.ts";
import { encodeText } from "../../../lib/pdu/index.ts";
import { type Bench, startBench } from "../../support/at-console.ts";

const NUMBER = "+4917012345678";
const HANDSET = `/handset?number=${encodeURIComponent(NUMBER)}`;

function controlOf({ modem }: Bench) {
  const control = createSimulatorControl(new Map([["sim", modem]]));
  return async (method: string, path: string, body?: unknown) => {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await control(new Request(`http://localhost${path}`, { method, ...init }));
    const text = await response.text();
    return { status: response.status, body: (text === "" ? undefined : JSON.parse(text)) as unknown };
  };
}

async function send({ console }: Bench, text: string, reference: number): Promise<void> {
  for (const { pdu, length } of encodeText({ to: NUMBER, text, reference, requestReport: true })) {
    await console.ask(`AT+CMGS=${length}`);
    await console.submit(pdu);
  }
}

test("a handset that is off gets nothing and reports nothing; once it is on, all that waited, in order", async () => {
  await using bench = await startBench();
  await bench.console.ask("AT+CNMI=2,1,0,1,0");
  const call = controlOf(bench);
  expect(await call("PATCH", HANDSET, { on: false })).toMatchObject({ status: 200, body: { on: false, waiting: 0 } });
  await send(bench, "one", 1);
  await send(bench, "two", 2);
  expect(await call("GET", HANDSET)).toMatchObject({ body: { on: false, waiting: 2, messages: [] } });
  // Another spelling is the same telephone.
  expect(await call("GET", "/handset?number=017012345678")).toMatchObject({ body: { on: false, waiting: 2 } });
  expect(await call("GET", "/handsets")).toMatchObject({ body: [{ number: NUMBER, on: false, waiting: 2 }] });
  expect(bench.console.screen()).not.toContain("+CDS");
  bench.console.clear();
  const messages = [{ text: "one" }, { text: "two" }].map((each) => ({
    ...each,
    own: false,
    with: bench.modem.number,
  }));
  expect(await call("PATCH", HANDSET, { on: true })).toMatchObject({ body: { on: true, waiting: 0, messages } });
  await bench.console.received(/\+CDS: [\s\S]*\+CDS: /);
});

test("a handset shows what it received and wrote, and is listed once it was used", async () => {
  await using bench = await startBench();
  const call = controlOf(bench);
  expect(await call("GET", "/handsets")).toEqual({ status: 200, body: [] });
  await send(bench, "Are you there?", 1);
  expect(await call("POST", "/messages", { from: NUMBER, text: "Yes" })).toMatchObject({ status: 202 });
  expect(await call("POST", "/messages", { from: "Bank", text: "no telephone" })).toMatchObject({ status: 202 });
  expect(await call("GET", HANDSET)).toMatchObject({
    body: {
      messages: [
        { id: "received-1", text: "Are you there?", own: false },
        { id: "sent-1", text: "Yes", own: true },
      ],
      call: null,
    },
  });
  expect(await call("GET", "/handsets")).toMatchObject({ body: [{ number: NUMBER, on: true, waiting: 0 }] });
  expect(await call("GET", "/modems")).toEqual({
    status: 200,
    body: [{ name: "sim", number: bench.modem.number, profile: "generic" }],
  });
});

test("a handset answers a call and ends it; one that is off does not ring", async () => {
  await using bench = await startBench();
  const call = controlOf(bench);
  await bench.console.type(`ATD${NUMBER};\r`);
  await bench.network.until(() => bench.network.calls()[0]?.phase === "ringing");
  expect(await call("GET", HANDSET)).toMatchObject({ body: { call: { phase: "ringing", own: false } } });
  expect(await call("PATCH", HANDSET, { call: "answer" })).toMatchObject({ body: { call: { phase: "active" } } });
  expect(await call("PATCH", HANDSET, { call: "hang-up" })).toMatchObject({ body: { call: null } });
  expect(bench.network.calls()).toMatchObject([{ phase: "ended", end: "hung-up" }]);
  await call("PATCH", HANDSET, { on: false });
  await bench.console.type(`ATD${NUMBER};\r`);
  await bench.network.until(() => bench.network.calls()[1]?.phase === "ended");
  expect(bench.network.calls()[1]).toMatchObject({ end: "no-answer" });
});

test("one fault is taken away and its harm undone, the others stay", async () => {
  await using bench = await startBench();
  const call = controlOf(bench);
  await call("POST", "/faults", { name: "sim-removed" });
  await call("POST", "/faults", { name: "no-prompt", probability: 1 });
  expect(await call("GET", "/state")).toMatchObject({ body: { sim: "absent" } });
  expect(await call("DELETE", "/faults?id=1")).toMatchObject({ status: 204 });
  expect(await call("GET", "/state")).toMatchObject({ body: { sim: "ready" } });
  expect(await call("GET", "/faults")).toMatchObject({
    body: {
      active: [{ id: 2, name: "no-prompt" }],
      available: expect.arrayContaining([
        expect.objectContaining({ name: "no-prompt", kind: "sending", at: "prompt", kept: false }),
        expect.objectContaining({ name: "sim-removed", kind: "modem", at: "now", kept: true }),
      ]),
    },
  });
  expect(await call("DELETE", "/faults?id=1")).toMatchObject({ status: 404 });
});

test.each(["/handset", "/handset?number=Bank", "/handset?number=%2B"])("%s is no telephone", async (path) => {
  await using bench = await startBench();
  expect(await controlOf(bench)("GET", path)).toMatchObject({ status: 400, body: { error: { kind: "invalid" } } });
});
