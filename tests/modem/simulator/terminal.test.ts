import { expect, test } from "bun:test";
import { encodeText } from "../../../lib/pdu/index.ts";
import { linesOf, startBench } from "../../support/at-console.ts";
import { createManualClock } from "../../support/manual-clock.ts";

const hello = encodeText({ to: "+4917012345678", text: "hello" })[0] ?? { pdu: "", length: 0 };

test("commands are understood in any case, with blanks, in chains, and behind junk", async () => {
  await using bench = await startBench();
  const { console } = bench;
  expect(await console.ask("at")).toBe("\r\nOK\r\n");
  expect(await console.ask("aT+cSq")).toBe("\r\n+CSQ: 19,0\r\n\r\nOK\r\n");
  expect(await console.ask("AT S7=45 S0=0 L1 V1 X4 &c1 E0 Q0")).toBe("\r\nOK\r\n");
  expect(await console.ask("ATS7?")).toBe("\r\n045\r\n\r\nOK\r\n");
  expect(await console.ask("\x1b+++AT+CMEE=1;+CREG=2")).toBe("\r\nOK\r\n");
  expect(linesOf(await console.ask("AT+CMEE?;+CMGF?;+CPAS"))).toEqual(["+CMEE: 1", "+CMGF: 0", "+CPAS: 0", "OK"]);
  expect(linesOf(await console.ask("AT+CMGF?;+NONSENSE;+CPAS"))).toEqual(["+CMGF: 0", "ERROR"]);
});

test("NULs, line feeds and empty lines mean nothing, and a line without AT gets no answer", async () => {
  await using bench = await startBench();
  const { console } = bench;
  await console.type("\r\r\n\n\0\rnoise\r");
  expect(await console.ask("\0A\0T\0+CPAS")).toBe("\r\n+CPAS: 0\r\n\r\nOK\r\n");
});

test("an unknown command gets ERROR at once, and A/ repeats the last line", async () => {
  await using bench = await startBench();
  const { console } = bench;
  expect(await console.ask("AT+NONSENSE=1")).toBe("\r\nERROR\r\n");
  expect(await console.ask("AT^CURC?")).toBe("\r\nERROR\r\n");
  await console.ask("AT+CPAS");
  console.clear();
  await console.type("a/");
  await console.received(/\+CPAS: 0\r\n\r\nOK\r\n/);
});

test("echo follows ATE and is on again after ATZ", async () => {
  await using bench = await startBench();
  const { console } = bench;
  expect(await console.ask("ATE1")).toBe("\r\nOK\r\n");
  expect(await console.ask("AT")).toBe("AT\r\r\nOK\r\n");
  await console.ask("ATE0");
  await console.ask("ATZ");
  expect(await console.ask("AT")).toBe("AT\r\r\nOK\r\n");
});

test("behind the prompt the PDU is echoed with its Ctrl-Z, and ESC is not", async () => {
  await using bench = await startBench();
  const { console } = bench;
  await console.ask("ATE1");
  const [part = { pdu: "", length: 0 }] = encodeText({ to: "+4917012345678", text: "hello" });
  await console.ask(`AT+CMGS=${part.length}`);
  expect(await console.submit(part.pdu)).toBe(`${part.pdu}\x1a\r\n+CMGS: 0\r\n\r\nOK\r\n`);
  await console.ask("AT+CMGF=1");
  await console.ask('AT+CMGS="+4917012345678"');
  expect(await console.submit("text")).toBe("text\x1a\r\n+CMGS: 1\r\n\r\nOK\r\n");
  await console.ask('AT+CMGS="+4917012345678"');
  console.clear();
  await console.type("text\x1b");
  await console.received(/^text\r\nOK\r\n$/);
});

test("results are numbers under ATV0 and nothing under ATQ1", async () => {
  await using bench = await startBench();
  const { console } = bench;
  await console.type("ATV0\r");
  await console.received(/^0\r$/);
  console.clear();
  await console.type("AT+NONSENSE\r");
  await console.received(/^4\r$/);
  console.clear();
  await console.type("ATQ1\rAT\rATQ0V1\r");
  await console.received(/OK/);
  expect(console.screen()).toBe("\r\nOK\r\n");
});

test("errors are plain, numbers or words, as AT+CMEE says", async () => {
  await using bench = await startBench({ modem: { pin: "1234" } });
  const { console } = bench;
  expect(await console.ask("AT+COPS?")).toBe("\r\nERROR\r\n");
  await console.ask("AT+CMEE=1");
  expect(await console.ask("AT+COPS?")).toBe("\r\n+CME ERROR: 11\r\n");
  expect(await console.ask("AT+CMGS=20")).toBe("\r\n+CMS ERROR: 311\r\n");
  await console.ask("AT+CMEE=2");
  expect(await console.ask("AT+COPS?")).toBe("\r\n+CME ERROR: SIM PIN required\r\n");
  expect(await console.ask("AT+CMGS=20")).toBe("\r\n+CMS ERROR: SIM PIN required\r\n");
});

test("the prompt ends without a line end; a line feed in front of the PDU is not part of it", async () => {
  await using bench = await startBench();
  const { console, network } = bench;
  await console.type(`AT+CMGS=${hello.length}\r\n`);
  await console.received(/> $/);
  expect(console.screen()).toBe("\r\n> ");
  expect(await console.submit(`\n${hello.pdu}`)).toBe("\r\n+CMGS: 0\r\n\r\nOK\r\n");
  expect(network.messages()).toMatchObject([{ text: "hello" }]);
});

test("a PDU that was typed ahead of the prompt is taken", async () => {
  await using bench = await startBench();
  const { console, network } = bench;
  await console.type(`AT+CMGS=${hello.length}\r${hello.pdu}\x1a`);
  await console.received(/\+CMGS: 0\r\n\r\nOK/);
  expect(network.messages()).toMatchObject([{ text: "hello" }]);
});

test("ESC leaves the prompt, answers OK, and nothing is sent", async () => {
  await using bench = await startBench();
  const { console, network } = bench;
  await console.ask(`AT+CMGS=${hello.length}`);
  console.clear();
  await console.type(`${hello.pdu}\x1b`);
  await console.received(/OK\r\n/);
  expect(console.screen()).toBe("\r\nOK\r\n");
  expect(await console.ask("AT")).toBe("\r\nOK\r\n");
  expect(network.parts()).toEqual([]);
});

test("every command that the modem lists answers its test form with OK", async () => {
  await using bench = await startBench();
  const { console } = bench;
  const names = linesOf(await console.ask("AT+CLAC")).filter((name) => name.startsWith("+"));
  expect(names.length).toBeGreaterThan(60);
  for (const name of names)
    expect({ name, answer: await console.ask(`AT${name}=?`) }).toEqual({
      name,
      answer: expect.stringMatching(/\r\nOK\r\n$/) as unknown as string,
    });
});

test('strings travel as UCS2 in hexadecimal after AT+CSCS="UCS2"', async () => {
  await using bench = await startBench();
  const { console } = bench;
  await console.ask('AT+CSCS="UCS2"');
  expect(linesOf(await console.ask("AT+CSCS?"))).toEqual(['+CSCS: "UCS2"', "OK"]);
  const name = linesOf(await console.ask("AT+COPS?"))[0]?.split('"')[1] ?? "";
  expect(Buffer.from(name, "hex").swap16().toString("utf16le")).toBe("Aldis Test Network");
  expect(linesOf(await console.ask('AT+CPMS="0053004D","004D0045"'))).toEqual(["+CPMS: 0,40,0,100,0,40", "OK"]);
});

test("characters leave at the pace of the line", async () => {
  const clock = createManualClock();
  await using bench = await startPaced();
  const { console } = bench;
  console.clear();
  await console.type("AT+CGMI\r");
  await clock.advance(0);
  const first = console.screen().length;
  expect(first).toBeLessThan(20);
  await clock.advance(1000);
  expect(console.screen()).toContain("OK\r\n");

  async function startPaced() {
    const starting = startBench({ network: { clock }, modem: { octetsPerSecond: 100 } });
    for (;;) {
      const bench = await Promise.race([starting, clock.advance(100)]);
      if (bench) return bench;
    }
  }
});

test("nothing unsolicited is written into a command that is being typed: it comes behind the answer, or after a second", async () => {
  await using bench = await startBench();
  const { console, modem } = bench;
  await console.ask("ATE1;+CREG=1");
  const registration = (status: "searching" | "home") => {
    modem.state.radio.registration = status;
    modem.stateChanged();
  };
  console.clear();
  await console.type("AT+C");
  await console.received(/^AT\+C$/);
  registration("searching");
  await console.type("PAS\r");
  await console.received(/\+CREG: 2\r\n/);
  expect(linesOf(console.screen())).toEqual(["AT+CPAS", "+CPAS: 0", "OK", "+CREG: 2"]);

  console.clear();
  await console.type("AT+C");
  await console.received(/^AT\+C$/);
  registration("home");
  await console.received(/^AT\+C\r\n\+CREG: 1\r\n$/);
});
