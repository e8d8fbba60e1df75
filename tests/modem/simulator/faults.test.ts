import { describe, expect, test } from "bun:test";
import { beforePdu, createSimulatedNetwork, FAULT_POINTS, FAULTS } from "../../../lib/modem/simulator/index.ts";
import { type Bench, linesOf, startBench } from "../../support/at-console.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { part, send } from "./sent-part.ts";

/** Types a PDU that gets no result, and shows that the modem then answers again. */
async function sendUnanswered({ console }: Bench): Promise<string> {
  await console.ask(`AT+CMGS=${part.length}`);
  console.clear();
  await console.type(`${part.pdu}\x1a`);
  return console.ask("AT");
}

test.each(["+CSQ", "AT+CSQ", "at+csq"])("the command %s is swallowed, once", async (command) => {
  await using bench = await startBench();
  bench.modem.fault("no-answer", { options: { command } });
  await bench.console.type("AT+CSQ\r");
  expect(await bench.console.ask("AT")).toBe("\r\nOK\r\n");
  expect(await bench.console.ask("AT+CSQ")).toContain("+CSQ: ");
  expect(bench.modem.faults()).toEqual([]);
});

test("the result of a send is lost after the network took it", async () => {
  await using bench = await startBench();
  bench.modem.fault("result-lost");
  expect(await sendUnanswered(bench)).toBe("\r\nOK\r\n");
  expect(bench.network.messages()).toHaveLength(1);
  expect(linesOf(await send(bench))).toEqual(["+CMGS: 1", "OK"]);
});

test("an error is told although the network took the part", async () => {
  await using bench = await startBench();
  bench.modem.fault("taken-then-error", { options: { error: 332 } });
  expect(await send(bench)).toBe("\r\n+CMS ERROR: 332\r\n");
  expect(bench.network.parts()).toHaveLength(1);
});

test("a send fails behind the PDU, whichever way its command is named", async () => {
  await using bench = await startBench();
  for (const command of ["+CMGS", "AT+CMGS", "at+cmgs"]) {
    bench.modem.fault("cms-error", { options: { error: 38, command } });
    expect(await bench.console.ask(`AT+CMGS=${part.length}`)).toContain("> ");
    expect(await bench.console.submit(part.pdu)).toBe("\r\n+CMS ERROR: 38\r\n");
  }
});

test("each error can be ordered, and the network then takes nothing", async () => {
  await using bench = await startBench();
  for (const error of [21, 38, 42, 208, 304, 314, 322, 331, 500, 512]) {
    bench.modem.fault("cms-error", { options: { error } });
    expect(await send(bench)).toBe(`\r\n+CMS ERROR: ${error}\r\n`);
  }
  expect(bench.network.parts()).toEqual([]);
  bench.modem.fault("cme-error", { options: { error: 14, command: "+CPIN" } });
  await bench.console.ask("AT+CMEE=1");
  expect(await bench.console.ask("AT+CPIN?")).toBe("\r\n+CME ERROR: 14\r\n");
});

test("the report comes before the result", async () => {
  await using bench = await startBench();
  await bench.console.ask("AT+CNMI=2,1,0,1,0");
  bench.modem.fault("report-first");
  expect(await send(bench)).toMatch(/^\r\n\+CDS: 26\r\n[0-9A-F]+\r\n\r\n\+CMGS: 0\r\n\r\nOK\r\n$/);
});

describe("an unsolicited line stands", () => {
  const places: [string, RegExp][] = [
    ["command", /^\r\nRING\r\n\r\n> $/],
    ["prompt", /^\r\nRING\r\n\r\n> $/],
    ["pdu", /^\r\n> \r\nRING\r\n$/],
  ];
  for (const [at, screen] of places) {
    test(`at the point "${at}" of a send`, async () => {
      await using bench = await startBench();
      bench.modem.fault("unsolicited", { options: { line: "RING", at, command: "+CMGS" } });
      bench.console.clear();
      await bench.console.type(`AT+CMGS=${part.length}\r`);
      await bench.console.received(screen);
      expect(linesOf(await bench.console.submit(part.pdu))).toEqual(["+CMGS: 0", "OK"]);
    });
  }
  for (const at of ["submit", "taken", "answer"]) {
    test(`at the point "${at}", between PDU and result`, async () => {
      await using bench = await startBench();
      bench.modem.fault("unsolicited", { options: { line: "+CMT: ,3\nABCDEF", at, command: "+CMGS" } });
      expect(await send(bench)).toBe("\r\n+CMT: ,3\r\nABCDEF\r\n\r\n+CMGS: 0\r\n\r\nOK\r\n");
    });
  }
  test("where a test injects it", async () => {
    await using bench = await startBench();
    bench.modem.inject(beforePdu('+CMTI: "SM",3'));
    await bench.console.type(`AT+CMGS=${part.length}\r`);
    await bench.console.received(/> \r\n\+CMTI: "SM",3\r\n$/);
  });
});

test("a slow prompt, a late answer and a missing prompt", async () => {
  const clock = createManualClock();
  await using bench = await startBench({ network: { clock } });
  const { console, modem } = bench;
  modem.fault("slow-prompt", { options: { ms: 4000 } });
  console.clear();
  await console.type(`AT+CMGS=${part.length}\r`);
  await clock.advance(3999);
  expect(console.screen()).toBe("");
  await clock.advance(1);
  await console.received(/> $/);
  await console.type("\x1b");
  await console.received(/OK/);
  modem.fault("slow-answer", { options: { ms: 100, command: "+CSQ" } });
  expect(await clock.runUntil(console.ask("AT+CSQ"), 100)).toContain("+CSQ");
  modem.fault("no-prompt");
  await console.type(`AT+CMGS=${part.length}\r`);
  expect(await console.ask("AT")).toBe("\r\nOK\r\n");
});

test("an answer is cut, octets without meaning appear, an OK follows the prompt", async () => {
  await using bench = await startBench();
  const { console, modem } = bench;
  modem.fault("cut-line", { options: { command: "+CGMR" } });
  console.clear();
  await console.type("AT+CGMR\r");
  await console.received(/^\r\n1\.0/);
  expect(await console.ask("AT")).toBe("\r\nOK\r\n");
  modem.fault("garbage", { options: { octets: 5 } });
  expect(await console.ask("AT")).toMatch(/^[\x80-\xff]{5}\r\nOK\r\n$/);
  modem.fault("ok-after-prompt");
  await console.ask(`AT+CMGS=${part.length}`);
  await console.received(/> \r\nOK\r\n$/);
});

test("an answer has no result, or its lines begin with blanks", async () => {
  await using bench = await startBench();
  const { console, modem } = bench;
  modem.fault("missing-result", { options: { command: "+CPIN" } });
  console.clear();
  await console.type("AT+CPIN?\r");
  await console.received(/^\r\n\+CPIN: READY\r\n$/);
  modem.fault("leading-blanks");
  console.clear();
  await console.type("AT+CSQ\r");
  await console.received(/^\r\n {2}\+CSQ: \d+,\d+\r\n\r\n {2}OK\r\n$/);
});

test.each([
  ["reset", "hears AT+CFUN=1,1"],
  ["power", "comes back only when its power was away"],
])("a modem that hangs until %s %s", async (until, _claim) => {
  const clock = createManualClock();
  await using bench = await startBench({ network: { clock } });
  const { console, modem } = bench;
  modem.fault("hang", { options: { until } });
  console.clear();
  await console.type("AT\r");
  await console.type("AT+CFUN=1,1\r");
  await clock.advance(1_000);
  expect(modem.state.terminal.hung).toBe(until === "reset" ? undefined : "power");
  expect(modem.registered).toBe(until === "reset");
  if (until === "reset") expect(await console.ask("AT")).toContain("OK");
  else expect(console.screen()).toBe("");
});

test("a full storage refuses until something is deleted; the reference wraps", async () => {
  await using bench = await startBench();
  const { console, modem, network } = bench;
  modem.fault("storage-full");
  expect(linesOf(await console.ask("AT+CPMS?"))[0]).toStartWith('+CPMS: "SM",40,40,');
  const { taken } = network.send({ from: "+491711111111", to: modem.number, text: "new" });
  await console.ask("AT+CMGD=1,1");
  await taken;
  expect(linesOf(await console.ask("AT+CPMS?"))[0]).toStartWith('+CPMS: "SM",1,40,');
  modem.fault("reference-wrap");
  expect([linesOf(await send(bench))[0], linesOf(await send(bench))[0]]).toEqual(["+CMGS: 255", "+CMGS: 0"]);
});

test("a busy SIM and a lost network come back by themselves, or when the fault is taken away", async () => {
  const clock = createManualClock();
  await using bench = await startBench({ network: { clock } });
  const { console, modem } = bench;
  await console.ask("AT+CREG=1;+CMEE=1");
  modem.fault("sim-busy", { options: { seconds: 5 } });
  expect(await console.ask("AT+CMGS=20")).toBe("\r\n+CMS ERROR: 314\r\n");
  expect(await console.ask("AT+CPIN?")).toBe("\r\n+CME ERROR: 14\r\n");
  await clock.advance(5000);
  expect(await console.ask("AT+CPIN?")).toContain("READY");
  modem.fault("registration-lost", { options: { seconds: 3 } });
  await console.received(/\+CREG: 2\r\n/);
  expect(await send(bench)).toBe("\r\n+CMS ERROR: 331\r\n");
  await clock.advance(3000);
  await console.received(/\+CREG: 1\r\n/);
  modem.clearFaults();
  const takeAway = modem.fault("registration-lost");
  expect(modem.registered).toBe(false);
  takeAway();
  expect(modem.registered).toBe(true);
});

test("the echo stays on whatever ATE0 answers", async () => {
  await using bench = await startBench();
  const { console, modem } = bench;
  modem.fault("echo-stuck");
  await console.ask("ATE0");
  expect(await console.ask("AT")).toBe("AT\r\r\nOK\r\n");
  modem.clearFaults();
  await console.ask("ATE0");
  expect(await console.ask("AT")).toBe("\r\nOK\r\n");
});

test("a brown-out in the middle of a send: nothing is answered, and the modem is as after a start", async () => {
  await using bench = await startBench();
  bench.modem.fault("brown-out", { options: { at: "submit", command: "+CMGS" } });
  expect(await sendUnanswered(bench)).toBe("AT\r\r\nOK\r\n");
  expect(bench.network.parts()).toEqual([]);
});

test("the device disappears and comes back; what the program sees is a lost port", async () => {
  const clock = createManualClock();
  const { createPortPair } = await import("../../../lib/modem/serial/index.ts");
  const { createSimulatedModem } = await import("../../../lib/modem/simulator/index.ts");
  const { openConsole } = await import("../../support/at-console.ts");
  const network = createSimulatedNetwork({ clock });
  const modem = createSimulatedModem({ network });
  const [ours, theirs] = createPortPair();
  await modem.attach(theirs);
  const lost = new Promise((resolve) => ours.addEventListener("disconnect", resolve, { once: true }));
  const back = new Promise((resolve) => ours.addEventListener("connect", resolve, { once: true }));
  await ours.open({ baudRate: 115_200 });
  modem.fault("unplug", { options: { backMs: 2000 } });
  await lost;
  expect(modem.attached).toBe(false);
  await ours.close();
  await clock.runUntil(back, 2000);
  await clock.advance(0);
  const console = await openConsole(ours);
  expect(await console.ask("AT")).toBe("AT\r\r\nOK\r\n");
  await console.close();
  await modem.close();
});

test("a probability strikes as often as the seed says", async () => {
  const strikes = async (seed: number) => {
    await using bench = await startBench({ network: { seed } });
    bench.modem.fault("cme-error", { probability: 0.5, options: { error: 100, command: "+CPAS" } });
    const answers: boolean[] = [];
    for (let time = 0; time < 40; time++) answers.push((await bench.console.ask("AT+CPAS")).includes("ERROR"));
    return answers;
  };
  const first = await strikes(3);
  expect(first.filter(Boolean).length).toBeGreaterThan(8);
  expect(first.filter(Boolean).length).toBeLessThan(32);
  expect(await strikes(3)).toEqual(first);
});

test("a fault that does not exist, or has wrong options, is refused by name", async () => {
  await using bench = await startBench();
  const { modem } = bench;
  expect(() => modem.fault("gremlin")).toThrow("no fault gremlin; there are: no-answer, ");
  expect(() => modem.fault("cms-error")).toThrow("fault cms-error needs the option error, a number");
  expect(() => modem.fault("no-answer", { options: { colour: 1 } })).toThrow("has no option colour");
  expect(() => modem.fault("no-answer", { times: 0 })).toThrow("times must be a whole number above 0");
  expect(() => modem.fault("no-answer", { probability: 2 })).toThrow("probability must be between 0 and 1");
  expect(() => modem.fault("unplug", { options: { at: "lunch" } })).toThrow(
    `at must be one of ${FAULT_POINTS.join(", ")}`,
  );
  expect(modem.faults()).toEqual([]);
});

describe("after every fault of the table the modem sends again:", () => {
  const UNPLUGS = ["unplug", "power-down"];
  const needed: Record<string, Record<string, unknown>> = { "cms-error": { error: 42 }, "cme-error": { error: 14 } };
  for (const name of Object.keys(FAULTS).filter((fault) => !UNPLUGS.includes(fault))) {
    test(name, async () => {
      const clock = createManualClock();
      await using bench = await startBench({ network: { clock } });
      const { console, modem, network } = bench;
      modem.fault(name, { options: needed[name] ?? {} });
      await network.send({ from: "+491711111111", to: modem.number, text: "text" });
      await console.type(`AT+CMGS=${part.length}\r`);
      await clock.advance(60_000);
      await console.type(`${part.pdu}\x1a`);
      await clock.advance(60_000);
      modem.clearFaults();
      await console.type("\x1b\r");
      await clock.advance(1000);
      await console.ask("ATE0");
      expect(linesOf(await send(bench))).toEqual([expect.stringMatching(/^\+CMGS: \d+$/) as unknown as string, "OK"]);
    });
  }
});
