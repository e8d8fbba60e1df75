import { afterEach, describe, expect, test } from "bun:test";
import { availableParallelism } from "node:os";
import { eventually } from "../../support/eventually.ts";
import { type EchoedPort, OPTIONS, type Start } from "./echoed-port.ts";
import {
  bytesOf,
  countResources,
  echo,
  echoBytes,
  lock,
  nameOf,
  randomBytes,
  readExactly,
  release,
  textOf,
} from "./exchange.ts";
import { describeHangUp, describeStall } from "./far-side.ts";

interface ContractOptions {
  create(): Promise<EchoedPort>;
  /** Whether it has modem lines. */
  hasSignals: boolean;
  /** Whether `create` gives a far side to play with. */
  hasFar: boolean;
  /** Octets of the large transfer. */
  transferSize: number;
  rounds: number;
}

/** What every port promises, whatever lies under it: the Web Serial API's behaviour, hang-up, no leak. */
export function describePortContract(
  name: string,
  { create, hasSignals, hasFar, transferSize, rounds }: ContractOptions,
): void {
  describe(`a ${name} port`, () => {
    const made: EchoedPort[] = [];
    const start: Start = async (open = true) => {
      const echoed = await create();
      made.push(echoed);
      if (open) await echoed.port.open(OPTIONS);
      return echoed;
    };
    afterEach(async () => {
      for (const echoed of made.splice(0)) {
        await echoed.port.forget();
        await echoed.dispose();
      }
    });

    test("that is closed has no streams and refuses everything but opening", async () => {
      const { port } = await start(false);
      expect([port.readable, port.writable, port.connected]).toEqual([null, null, true]);
      expect(await nameOf(port.close())).toBe("InvalidStateError");
      expect(await nameOf(port.getSignals())).toBe("InvalidStateError");
      expect(await nameOf(port.setSignals({ requestToSend: true }))).toBe("InvalidStateError");
    });

    test("keeps its streams while open and has none after it was closed", async () => {
      const { port } = await start();
      expect(port.readable).toBeInstanceOf(ReadableStream);
      expect(port.writable).toBeInstanceOf(WritableStream);
      expect(port.readable).toBe(port.readable);
      expect(port.writable).toBe(port.writable);
      await port.close();
      expect([port.readable, port.writable, port.connected]).toEqual([null, null, true]);
    });

    test("refuses to be opened twice, also while it is being opened, and stays usable", async () => {
      const { port } = await start(false);
      const opening = port.open(OPTIONS);
      expect(await nameOf(port.open(OPTIONS))).toBe("InvalidStateError");
      await opening;
      expect(await nameOf(port.open(OPTIONS))).toBe("InvalidStateError");
      expect(await echo(port, "still here")).toBe("still here");
    });

    test("carries bytes again after it was closed and opened", async () => {
      const { port } = await start();
      expect(await echo(port, "one")).toBe("one");
      await port.close();
      await port.open({ ...OPTIONS, baudRate: 9600 });
      expect(await echo(port, "two")).toBe("two");
    });

    test("refuses bad options with a TypeError and can be opened with good ones", async () => {
      const { port } = await start(false);
      const bad: object[] = [
        {},
        { baudRate: 0 },
        { baudRate: -9600 },
        { baudRate: 9600.5 },
        { baudRate: "9600" },
        { baudRate: 9600, dataBits: 6 },
        { baudRate: 9600, stopBits: 3 },
        { baudRate: 9600, parity: "mark" },
        { baudRate: 9600, flowControl: "software" },
        { baudRate: 9600, bufferSize: 0 },
        { baudRate: 9600, bufferSize: 2 ** 30 },
      ];
      for (const options of bad)
        expect([options, await nameOf(port.open(options as never))]).toEqual([options, "TypeError"]);
      await port.open(OPTIONS);
    });

    test("changes none of the 256 values of an octet", async () => {
      const { port } = await start();
      const values = Uint8Array.from({ length: 512 }, (_, index) => (index < 256 ? index : 511 - index));
      expect(await echoBytes(port, values)).toEqual(values);
    });

    test("keeps the order of overlapping writes and serves overlapping reads", async () => {
      const { port } = await start();
      const { reader, writer } = lock(port);
      const [first, second] = [reader.read(), reader.read()];
      await Promise.all(["a", "b", "c"].map((text) => writer.write(bytesOf(text))));
      let text = textOf((await first).value);
      // Only now: the first read may have taken all three.
      await writer.write(bytesOf("d"));
      text += textOf((await second).value);
      while (text.length < 4) text += textOf((await reader.read()).value);
      expect(text).toBe("abcd");
      release({ reader, writer });
    });

    test("sends what was written, although the writer uses its array again", async () => {
      const { port } = await start();
      const { reader, writer } = lock(port);
      const array = bytesOf("--first--");
      await writer.write(array.subarray(2, 7));
      array.fill(0x21);
      expect(textOf(await readExactly(reader, 5))).toBe("first");
      release({ reader, writer });
    });

    test("ends a pending read at cancel and reads on with a new stream", async () => {
      const { port } = await start();
      const before = port.readable;
      const reader = before?.getReader();
      const pending = reader?.read();
      await reader?.cancel();
      expect(await pending).toEqual({ value: undefined, done: true });
      reader?.releaseLock();
      expect(port.readable).not.toBe(before);
      expect(await echo(port, "again")).toBe("again");
    });

    test("reads into the caller's own array", async () => {
      const { port } = await start();
      const writer = port.writable?.getWriter();
      await writer?.write(bytesOf("abcdef"));
      const reader = port.readable?.getReader({ mode: "byob" });
      let text = "";
      while (text.length < 6) {
        const { value } = (await reader?.read(new Uint8Array(2))) ?? {};
        expect(value?.length).toBeLessThanOrEqual(2);
        text += textOf(value);
      }
      expect(text).toBe("abcdef");
      reader?.releaseLock();
      writer?.releaseLock();
    });

    test("has a new writable after one was closed or aborted", async () => {
      const { port } = await start();
      const first = port.writable;
      await first?.close();
      const second = port.writable;
      await second?.abort();
      expect(new Set([first, second, port.writable]).size).toBe(3);
      expect(await echo(port, "third")).toBe("third");
    });

    test("refuses what is not bytes and goes on with a new writable", async () => {
      const { port } = await start();
      const writer = port.writable?.getWriter();
      expect(await nameOf(writer?.write("text" as never))).toBe("TypeError");
      writer?.releaseLock();
      expect(await echo(port, "bytes")).toBe("bytes");
    });

    test("cannot be closed while a stream is locked, and nothing is lost by trying", async () => {
      const { port } = await start();
      const { reader, writer } = lock(port);
      const pending = reader.read();
      expect(await nameOf(port.close())).toBe("TypeError");
      writer.releaseLock();
      expect(await nameOf(port.close())).toBe("TypeError");
      const again = port.writable?.getWriter();
      await again?.write(bytesOf("x"));
      expect(textOf((await pending).value)).toBe("x");
      again?.releaseLock();
      reader.releaseLock();
      await port.close();
    });

    test("fails a pending read whose reader was released, and closes", async () => {
      const { port } = await start();
      const reader = port.readable?.getReader();
      const pending = nameOf(reader?.read());
      reader?.releaseLock();
      expect(await pending).toBe("TypeError");
      await port.close();
    });

    test("lets a pipe be ended by its signal and can be used further", async () => {
      const { port } = await start();
      const abort = new AbortController();
      const before = port.readable;
      const piped = nameOf(before?.pipeTo(new WritableStream(), { signal: abort.signal }));
      abort.abort();
      expect(await piped).toBe("AbortError");
      expect(port.readable).not.toBe(before);
      expect(await echo(port, "after the pipe")).toBe("after the pipe");
    });

    test(`carries ${transferSize} octets both ways at once, unchanged`, async () => {
      const { port } = await start();
      const sent = randomBytes(transferSize);
      const received = await echoBytes(port, sent);
      expect(received.length).toBe(sent.length);
      expect(Buffer.compare(received, sent)).toBe(0);
    }, 120_000);

    test("is forgotten: closed at once, locked or not, and never opened again", async () => {
      const { port } = await start();
      const { reader, writer } = lock(port);
      const pending = nameOf(reader.read());
      await port.forget();
      expect(await pending).toBe("AbortError");
      expect(await nameOf(writer.write(bytesOf("x")))).toBe("AbortError");
      expect([port.readable, port.writable]).toEqual([null, null]);
      expect(await nameOf(port.open(OPTIONS))).toBe("InvalidStateError");
    });

    describeSignals(hasSignals, start);
    if (hasFar) {
      describeStall(start);
      describeHangUp(start);
    }

    test(`leaks neither descriptor nor thread in ${rounds} rounds of open, exchange, cancel and close`, async () => {
      const echoed = await start(false);
      const round = () => exchangeOnce(echoed);
      // The runtime starts its own threads and descriptors with the first rounds.
      for (let index = 0; index < 20; index += 1) await round();
      const before = countResources();
      for (let index = 0; index < rounds; index += 1) await round();
      // The runtime closes its own copy of a descriptor soon afterwards, on another thread.
      await eventually("every descriptor to be closed", () => countResources().descriptors <= before.descriptors);
      expect(countResources().threads).toBeLessThanOrEqual(before.threads + availableParallelism());
    }, 120_000);
  });
}

function describeSignals(hasSignals: boolean, start: Start): void {
  test("needs at least one signal to set", async () => {
    const { port } = await start();
    expect(await nameOf(port.setSignals({}))).toBe("TypeError");
  });

  if (hasSignals) {
    test("sets and reads the modem lines", async () => {
      const { port } = await start();
      await port.setSignals({ dataTerminalReady: false, requestToSend: true });
      const signals = await port.getSignals();
      expect(Object.keys(signals).sort()).toEqual([
        "clearToSend",
        "dataCarrierDetect",
        "dataSetReady",
        "ringIndicator",
      ]);
      expect(Object.values(signals).every((signal) => typeof signal === "boolean")).toBe(true);
    });
    return;
  }
  test("says that it has no modem lines, and carries bytes all the same", async () => {
    const { port } = await start();
    expect(await nameOf(port.getSignals())).toBe("NetworkError");
    expect(await nameOf(port.setSignals({ dataTerminalReady: true }))).toBe("NetworkError");
    expect(port.connected).toBe(true);
    expect(await echo(port, "bytes")).toBe("bytes");
  });
}

async function exchangeOnce({ port, far }: EchoedPort): Promise<void> {
  await port.open(OPTIONS);
  const { reader, writer } = lock(port);
  await writer.write(bytesOf("x"));
  await reader.read();
  const pending = reader.read();
  await reader.cancel();
  await pending;
  reader.releaseLock();
  writer.releaseLock();
  await port.close();
  await far?.settled?.();
}
