import { expect, test } from "bun:test";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import {
  createPortPair,
  createTraceFile,
  formatTraceLine,
  parseTraceLine,
  readTraceFile,
  type TraceRecord,
  tracePort,
} from "../../../lib/modem/serial/index.ts";
import { bytesOf, lock, nameOf, textOf } from "./exchange.ts";

const OPTIONS = { baudRate: 115_200 };

async function startTraced() {
  const [near, far] = createPortPair();
  const records: TraceRecord[] = [];
  let time = 1000;
  const port = tracePort(near, (record) => records.push(record), { now: () => time++ });
  await port.open(OPTIONS);
  await far.open(OPTIONS);
  return { port, near, far, records };
}

test("a command stands in front of its answer, with times", async () => {
  const { port, far, records } = await startTraced();
  const [program, modem] = [lock(port), lock(far)];
  await program.writer.write(bytesOf("AT\r"));
  expect(textOf((await modem.reader.read()).value)).toBe("AT\r");
  await modem.writer.write(bytesOf("\r\nOK\r\n"));
  expect(textOf((await program.reader.read()).value)).toBe("\r\nOK\r\n");
  expect(records).toEqual([
    { at: 1000, direction: "out", data: bytesOf("AT\r") },
    { at: 1001, direction: "in", data: bytesOf("\r\nOK\r\n") },
  ]);
});

test("an error of the line that is not fatal passes through, and reading goes on", async () => {
  const { port, near, far } = await startTraced();
  const reader = port.readable?.getReader();
  const pending = nameOf(reader?.read());
  near.disturb("ParityError");
  expect(await pending).toBe("ParityError");
  const next = port.readable?.getReader();
  await far.writable?.getWriter().write(bytesOf("on"));
  expect(textOf((await next?.read())?.value)).toBe("on");
  expect(port.connected).toBe(true);
});

test("the signals of a traced port are those of the port underneath", async () => {
  const { port, far } = await startTraced();
  await port.setSignals({ dataTerminalReady: false });
  expect(await far.getSignals()).toMatchObject({ dataSetReady: false, clearToSend: true });
  await far.setSignals({ requestToSend: false });
  expect(await port.getSignals()).toMatchObject({ clearToSend: false, dataSetReady: true });
});

test("a closed traced port tells when its device goes and comes", async () => {
  const { port, near } = await startTraced();
  await port.close();
  const gone = new Promise((resolve) => port.addEventListener("disconnect", resolve));
  near.unplug();
  await gone;
  expect(port.connected).toBe(false);
  const back = new Promise((resolve) => port.addEventListener("connect", resolve));
  near.plug();
  await back;
  expect(port.connected).toBe(true);
});

test("a trace line is text where it is ASCII and hexadecimal where not", () => {
  expect(formatTraceLine({ at: 5, direction: "out", data: bytesOf("AT+CMGS=20\r") })).toBe(
    '{"at":5,"direction":"out","text":"AT+CMGS=20\\r"}',
  );
  expect(formatTraceLine({ at: 5, direction: "in", data: Uint8Array.of(0xff, 0x0a) })).toBe(
    '{"at":5,"direction":"in","hex":"ff0a"}',
  );
});

test("every record comes back from its line", () => {
  const record = fc.record({
    at: fc.nat(),
    direction: fc.constantFrom("in" as const, "out" as const),
    data: fc.uint8Array({ maxLength: 300 }),
  });
  fc.assert(fc.property(record, (value) => expect(parseTraceLine(formatTraceLine(value))).toEqual(value)));
});

test.each([
  "",
  "AT",
  "null",
  '{"at":1,"direction":"in"}',
  '{"at":"1","direction":"in","text":""}',
  '{"at":1,"direction":"up","text":""}',
  '{"at":1,"direction":"in","hex":"0"}',
  '{"at":1,"direction":"in","hex":"zz"}',
  '{"at":1,"direction":"in","text":"é"}',
])("%p is not a line of a trace", (line) => {
  expect(() => parseTraceLine(line)).toThrow(SyntaxError);
});

test("a trace file keeps what is there, is private, and is read back in order", async () => {
  const folder = mkdtempSync(join(tmpdir(), "aldis-trace-"));
  const path = join(folder, "wire.jsonl");
  const records: TraceRecord[] = [
    { at: 1, direction: "out", data: bytesOf("AT\r") },
    { at: 2, direction: "in", data: Uint8Array.of(0x80, 0x00) },
    { at: 3, direction: "in", data: bytesOf("\r\nOK\r\n") },
  ];
  for (const part of [records.slice(0, 1), records.slice(1)]) {
    const file = createTraceFile(path);
    for (const record of part) file.sink(record);
    file.close();
  }
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(path, "utf8").split("\n")).toHaveLength(4);
  expect(await Array.fromAsync(readTraceFile(path))).toEqual(records);
  appendFileSync(path, "\nnot a trace\n");
  expect(await nameOf(Array.fromAsync(readTraceFile(path)))).toBe("SyntaxError");
  rmSync(folder, { recursive: true });
});
