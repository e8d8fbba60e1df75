import { describe, expect, test } from "bun:test";
import { createSimulatorControl, FAULTS } from "../../../lib/modem/simulator/index.ts";
import { encodeText } from "../../../lib/pdu/index.ts";
import { type Bench, startBench } from "../../support/at-console.ts";

/** The control API of a bench, as its client sees it. */
function controlOf({ modem }: Bench) {
  const control = createSimulatorControl(new Map([["sim", modem]]));
  return async (method: string, path: string, body?: unknown) => {
    const init = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
    const response = await control(new Request(`http://localhost${path}`, { method, ...init }));
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
    return { status: response.status, body: (isJson ? JSON.parse(text) : text) as unknown };
  };
}

test("messages that were delivered are listed, joined, and newer ones alone on demand", async () => {
  await using bench = await startBench();
  const call = controlOf(bench);
  for (const text of ["x".repeat(200), "flash"]) {
    for (const { pdu, length } of encodeText({ to: "+4917012345678", text, flash: text === "flash", reference: 1 })) {
      await bench.console.ask(`AT+CMGS=${length}`);
      await bench.console.submit(pdu);
    }
  }
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as unknown as string;
  const common = { from: bench.modem.number, to: "+4917012345678", receivedAt: time };
  const flash = { ...common, id: 2, text: "flash", parts: 1, class: 0 };
  expect(await call("GET", "/messages")).toEqual({
    status: 200,
    body: [{ ...common, id: 1, text: "x".repeat(200), parts: 2, class: null }, flash],
  });
  expect(await call("GET", "/messages?after=1")).toEqual({ status: 200, body: [flash] });
  expect(await call("GET", "/parts?after=2")).toMatchObject({ status: 200, body: [{ id: 3, reference: 2 }] });
});

test("a text is sent to the modem", async () => {
  await using bench = await startBench();
  await bench.console.ask("AT+CNMI=2,1,0,0,0");
  const call = controlOf(bench);
  expect(await call("POST", "/messages", { from: "Bank", text: "é".repeat(200) })).toEqual({
    status: 202,
    body: { parts: 2 },
  });
  await bench.console.received(/\+CMTI: "SM",2/);
});

test("the modem is called, and the calls are listed", async () => {
  await using bench = await startBench();
  const call = controlOf(bench);
  expect(await call("POST", "/calls", { from: "+491711111111" })).toMatchObject({
    status: 201,
    body: { id: 1, from: "+491711111111", to: bench.modem.number, phase: "dialling" },
  });
  await bench.console.received(/RING/);
  expect(await call("GET", "/calls")).toMatchObject({ status: 200, body: [{ id: 1, phase: "ringing" }] });
});

test("the state is told and changed, and its change is felt", async () => {
  await using bench = await startBench();
  const call = controlOf(bench);
  const before = {
    signal: -75,
    registration: "home",
    sim: "ready",
    storage: { SM: { used: 0, total: 40 }, ME: { used: 0, total: 100 } },
    reference: 0,
    latencyMs: 0,
    loss: 0,
    reports: "delivered",
    calls: "ring",
    strict: false,
  };
  expect(await call("GET", "/state")).toEqual({ status: 200, body: before });
  await bench.console.ask("AT+CREG=1");
  const change = { signal: null, registration: "roaming", storage: { SM: { total: 5 } }, reports: "none" };
  expect(await call("PATCH", "/state", change)).toEqual({
    status: 200,
    body: { ...before, ...change, storage: { ...before.storage, SM: { used: 0, total: 5 } } },
  });
  await bench.console.received(/\+CREG: 5/);
  expect(await bench.console.ask("AT+CSQ")).toContain("+CSQ: 99,99");
  expect(bench.network.settings.reports).toBe("none");
});

test("faults are set, listed and taken away", async () => {
  await using bench = await startBench();
  const call = controlOf(bench);
  const fault = { name: "cme-error", times: 3, options: { error: 100, command: "+CSQ" } };
  const active = [{ id: 1, ...fault, probability: 1 }];
  expect(await call("POST", "/faults", fault)).toEqual({ status: 201, body: { active } });
  await bench.console.ask("AT+CMEE=1");
  expect(await bench.console.ask("AT+CSQ")).toBe("\r\n+CME ERROR: 100\r\n");
  const listed = (await call("GET", "/faults")) as { body: { active: unknown[]; available: { name: string }[] } };
  expect(listed.body.active).toEqual([{ ...active[0], times: 2 }]);
  expect(listed.body.available.map(({ name }) => name)).toEqual(Object.keys(FAULTS));
  expect(await call("DELETE", "/faults")).toEqual({ status: 204, body: "" });
  expect(await bench.console.ask("AT+CSQ")).toContain("+CSQ: 19");
});

test("the wire is told as JSON lines, both directions in order", async () => {
  await using bench = await startBench();
  await bench.console.ask("AT+CPAS");
  const { body } = await controlOf(bench)("GET", "/wire");
  const entries = String(body)
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
  expect(entries.slice(-2)).toMatchObject([
    { direction: "in", text: "AT+CPAS\r" },
    { direction: "out", text: "\r\n+CPAS: 0\r\n\r\nOK\r\n" },
  ]);
});

describe("bad input is answered 400 with what is wrong, and changes nothing:", () => {
  const cases: [string, string, unknown, string][] = [
    ["POST", "/messages", "{", "the body is not JSON"],
    ["POST", "/messages", [], "the body must be an object"],
    ["POST", "/messages", { from: "x" }, "text must be a text, not empty"],
    ["POST", "/messages", { from: "x", text: "y", colour: 1 }, "the body has no field colour"],
    ["POST", "/messages", { from: "x", text: "y", class: 9 }, "class must be a number from 0 to 3"],
    ["POST", "/messages", { from: "x", text: "y", languages: ["xx"] }, "languages must be a list"],
    ["POST", "/messages", { from: "a sender that is far too long", text: "y" }, ""],
    ["POST", "/calls", { from: 1 }, "from must be a text"],
    ["PATCH", "/state", {}, "nothing to change"],
    ["PATCH", "/state", { latencyMs: 5, signal: 5 }, "signal must be a number from -113 to -51"],
    ["PATCH", "/state", { registration: "lost" }, "registration must be one of home, "],
    ["PATCH", "/state", { storage: { XX: { total: 1 } } }, "storage has no field XX"],
    ["PATCH", "/state", { storage: 5 }, "storage must be an object"],
    ["PATCH", "/state", { reports: "maybe" }, "reports must be one of delivered, failed, none"],
    ["POST", "/faults", { name: "gremlin" }, "no fault gremlin"],
    ["POST", "/faults", { name: "no-answer", times: 0 }, "times must be a number from 1"],
    ["POST", "/faults", { name: "no-answer", times: 1.5 }, "times must be a whole number"],
    ["POST", "/faults", { name: "no-answer", options: { colour: 1 } }, "has no option colour"],
  ];
  for (const [method, path, body, message] of cases) {
    test(`${method} ${path} ${JSON.stringify(body)}`, async () => {
      await using bench = await startBench();
      const call = controlOf(bench);
      const state = await call("GET", "/state");
      expect(await call(method, path, body)).toEqual({
        status: 400,
        body: { error: { kind: "invalid", message: expect.stringContaining(message) as unknown as string } },
      });
      expect(await call("GET", "/state")).toEqual(state);
      expect(bench.modem.faults()).toEqual([]);
    });
  }
});

test("unknown paths, methods and modems are told apart", async () => {
  await using bench = await startBench();
  const call = controlOf(bench);
  expect(await call("GET", "/nothing")).toMatchObject({ status: 404, body: { error: { kind: "not-found" } } });
  expect(await call("GET", "/constructor")).toMatchObject({ status: 404 });
  expect(await call("PUT", "/state")).toMatchObject({ status: 405, body: { error: { kind: "method" } } });
  expect(await call("GET", "/state?modem=other")).toMatchObject({ status: 404 });
  expect(await call("GET", "/state?modem=sim")).toMatchObject({ status: 200 });
});

test("a PDU is sent to the modem as it is, and what a program wrote that is odd is listed", async () => {
  await using bench = await startBench();
  const { console } = bench;
  const call = controlOf(bench);
  await console.ask("AT+CNMI=2,1,0,1,0");
  const spoilt = "0004FF919471";
  expect(await call("POST", "/messages", { pdu: spoilt.toLowerCase() })).toEqual({ status: 202, body: { parts: 1 } });
  await console.received(/\+CMTI: "SM",1/);
  expect(await console.ask("AT+CMGR=1")).toContain(`\r\n${spoilt}\r\n`);
  expect(await call("POST", "/messages", { pdu: "0006230E9126985505109498" })).toMatchObject({ status: 202 });
  await console.received(/\+CDS: 11\r\n0006230E/);
  expect(await call("POST", "/messages", { pdu: "no hexadecimal" })).toMatchObject({ status: 400 });

  const pdu = "0001000B917110325476F8000005E8329BFD0600";
  const remarks = ["PDU: 1 octets after the end of the PDU"];
  for (const strict of [false, true]) {
    expect((await call("PATCH", "/state", { strict })).status).toBe(200);
    await console.ask("AT+CMGS=19");
    await console.submit(pdu);
  }
  expect(await call("GET", "/parts")).toMatchObject({ body: [{ pdu, remarks }] });
  const odd = await call("GET", "/odd-pdus");
  expect(odd).toMatchObject({
    body: [
      { id: 1, pdu, remarks, taken: true, at: expect.stringMatching(/^\d{4}-/) },
      { id: 2, pdu, remarks, taken: false },
    ],
  });
  expect((await call("GET", "/odd-pdus?after=2")).body).toEqual([]);
  expect((await call("PATCH", "/state", { strict: "yes" })).status).toBe(400);
});
