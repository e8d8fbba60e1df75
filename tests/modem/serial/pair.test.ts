import { expect, test } from "bun:test";
import { createPortPair } from "../../../lib/modem/serial/index.ts";
import { bytesOf, lock, nameOf, readExactly, release, textOf } from "./exchange.ts";

const OPTIONS = { baudRate: 115_200 };

async function openPair() {
  const [left, right] = createPortPair();
  await left.open(OPTIONS);
  await right.open(OPTIONS);
  return { left, right };
}

test("DTR of one end is DSR and DCD of the other, RTS is CTS", async () => {
  const { left, right } = await openPair();
  await left.setSignals({ dataTerminalReady: true, requestToSend: false });
  expect(await right.getSignals()).toEqual({
    dataCarrierDetect: true,
    dataSetReady: true,
    clearToSend: false,
    ringIndicator: false,
  });
  await left.setSignals({ dataTerminalReady: false, requestToSend: true });
  expect(await right.getSignals()).toMatchObject({ dataCarrierDetect: false, dataSetReady: false, clearToSend: true });
  expect(await left.getSignals()).toMatchObject({ dataSetReady: true, clearToSend: true });
});

test("DTR and RTS rise when an end opens and fall when it closes", async () => {
  const [left, right] = createPortPair();
  await right.open(OPTIONS);
  expect(await right.getSignals()).toMatchObject({ dataSetReady: false, clearToSend: false });
  await left.open(OPTIONS);
  expect(await right.getSignals()).toMatchObject({ dataSetReady: true, clearToSend: true });
  await left.close();
  expect(await right.getSignals()).toMatchObject({ dataSetReady: false, clearToSend: false });
});

test("what is written while the other end is closed is lost, and does not hold the writer", async () => {
  const [left, right] = createPortPair();
  await left.open(OPTIONS);
  const writer = left.writable?.getWriter();
  await writer?.write(new Uint8Array(1_000_000));
  await right.open(OPTIONS);
  await writer?.write(bytesOf("now"));
  const reader = right.readable?.getReader();
  expect(textOf((await reader?.read())?.value)).toBe("now");
});

test("the last words before the cable is unplugged can still be read", async () => {
  const { left, right } = await openPair();
  const writer = right.writable?.getWriter();
  await writer?.write(bytesOf("\r\nNORMAL POWER DOWN\r\n"));
  right.unplug();
  const reader = left.readable?.getReader();
  expect(textOf((await reader?.read())?.value)).toBe("\r\nNORMAL POWER DOWN\r\n");
  expect(await nameOf(reader?.read())).toBe("NetworkError");
  expect(left.readable).toBeNull();
});

test("unplugging either end is a loss for both, open or not, and plugging in tells both", async () => {
  const [left, right] = createPortPair();
  await left.open(OPTIONS);
  const seen: string[] = [];
  for (const [name, port] of Object.entries({ left, right })) {
    for (const type of ["disconnect", "connect"]) port.addEventListener(type, () => seen.push(`${name} ${type}`));
  }
  const both = [left, right].map((port) => new Promise((resolve) => port.addEventListener("connect", resolve)));
  left.unplug();
  expect([left.connected, right.connected]).toEqual([false, false]);
  expect(await nameOf(right.open(OPTIONS))).toBe("NetworkError");
  right.plug();
  await Promise.all(both);
  for (const name of ["left", "right"]) {
    expect(seen.filter((event) => event.startsWith(name))).toEqual([`${name} disconnect`, `${name} connect`]);
  }
});

test("a disturbance fails the read after what came before it, and reading goes on with a new stream", async () => {
  const { left, right } = await openPair();
  const writer = right.writable?.getWriter();
  await writer?.write(bytesOf("before"));
  left.disturb("FramingError");
  await writer?.write(bytesOf("after"));
  const first = left.readable;
  const reader = first?.getReader();
  expect(textOf((await reader?.read())?.value)).toBe("before");
  expect(await nameOf(reader?.read())).toBe("FramingError");
  expect(left.readable).not.toBe(first);
  const next = left.readable?.getReader();
  expect(textOf((await next?.read())?.value)).toBe("after");
  expect(left.connected).toBe(true);
});

test("a break of one end is a break error of the other", async () => {
  const { left, right } = await openPair();
  const reader = left.readable?.getReader();
  const pending = nameOf(reader?.read());
  await right.setSignals({ break: true });
  expect(await pending).toBe("BreakError");
});

test("a writer waits until the other end reads, and everything arrives", async () => {
  const { left, right } = await openPair();
  const sent = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251);
  const streams = lock(left);
  let isWritten = false;
  const written = streams.writer.write(sent).then(() => {
    isWritten = true;
  });
  const reader = right.readable?.getReader();
  if (reader === undefined) throw new Error("the right end is not open");
  const start = (await reader.read()).value ?? new Uint8Array();
  expect(isWritten).toBe(false);
  const rest = await readExactly(reader, sent.length - start.length);
  await written;
  expect(Buffer.compare(Buffer.concat([start, rest]), sent)).toBe(0);
  release(streams);
});
