import { expect, test } from "bun:test";
import type { Start } from "./echoed-port.ts";
import { OPTIONS } from "./echoed-port.ts";
import { bytesOf, echo, lock, nameOf } from "./exchange.ts";

/** More than every buffer on the way can hold. */
const ENDLESS = 32 * 1024 * 1024;

export function describeStall(start: Start): void {
  test("ends a write that waits for the far side when it is aborted", async () => {
    const { port, far } = await start();
    await far?.stall();
    const before = port.writable;
    const writer = before?.getWriter();
    const written = nameOf(writer?.write(new Uint8Array(ENDLESS)));
    await writer?.abort(new DOMException("enough", "TimeoutError"));
    expect(await written).toBe("TimeoutError");
    writer?.releaseLock();
    expect(port.writable).not.toBe(before);
  });

  test("closes while a write waits for the far side", async () => {
    const { port, far } = await start();
    await far?.stall();
    const writer = port.writable?.getWriter();
    const written = writer?.write(new Uint8Array(ENDLESS)).then(
      () => "written",
      () => "failed",
    );
    writer?.releaseLock();
    await port.close();
    expect(await written).toBe("failed");
    await port.open(OPTIONS);
  });
}

export function describeHangUp(start: Start): void {
  test("tells of a hang-up by the pending read, the writer and one event", async () => {
    const { port, far } = await start();
    expect(await echo(port, "alive")).toBe("alive");
    let listened = 0;
    port.addEventListener("disconnect", () => {
      listened += 1;
    });
    const handled = new Promise((resolve) => {
      port.ondisconnect = resolve;
    });
    const { reader, writer } = lock(port);
    const [pending, closed] = [nameOf(reader.read()), nameOf(writer.closed)];
    await far?.hangUp();
    expect(await pending).toBe("NetworkError");
    expect(await closed).toBe("NetworkError");
    expect(await nameOf(writer.write(bytesOf("x")))).toBe("NetworkError");
    expect(await handled).toBeInstanceOf(Event);
    expect(listened).toBe(1);
    expect([port.readable, port.writable, port.connected]).toEqual([null, null, false]);
    expect(await nameOf(port.getSignals())).toBe("NetworkError");
  });

  test("notices a hang-up although nobody reads or writes", async () => {
    const { port, far } = await start();
    const disconnected = new Promise((resolve) => port.addEventListener("disconnect", resolve));
    await far?.hangUp();
    await disconnected;
    expect([port.readable, port.writable]).toEqual([null, null]);
  });

  test("fails a write that waits when the far side hangs up", async () => {
    const { port, far } = await start();
    await far?.stall();
    const written = nameOf(port.writable?.getWriter().write(new Uint8Array(ENDLESS)));
    await far?.hangUp();
    expect(await written).toBe("NetworkError");
  });

  test("is open after a hang-up until closed, and opens again with a connect event when the far side is back", async () => {
    const { port, far } = await start();
    const disconnected = new Promise((resolve) => port.addEventListener("disconnect", resolve));
    await far?.hangUp();
    await disconnected;
    expect(await nameOf(port.open(OPTIONS))).toBe("InvalidStateError");
    await port.close();
    const connected = new Promise((resolve) => port.addEventListener("connect", resolve));
    await far?.comeBack();
    await port.open(OPTIONS);
    await connected;
    expect(port.connected).toBe(true);
    expect(await echo(port, "back")).toBe("back");
  });
}
