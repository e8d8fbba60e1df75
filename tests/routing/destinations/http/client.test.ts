import { describe, expect, test } from "bun:test";
import { isIP } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { Clock } from "../../../../lib/clock.ts";
import { systemClock } from "../../../../lib/clock.ts";
import { createHttpClient, type OutgoingRequest } from "../../../../lib/routing/destinations/http/client.ts";
import { eventually } from "../../../support/eventually.ts";
import { createManualClock } from "../../../support/manual-clock.ts";
import { type ReceivedRequest, type Receiver, startRawReceiver, startReceiver } from "../../../support/receivers.ts";
import { selfSigned } from "../../../support/self-signed.ts";

const signal = new AbortController().signal;
const HEAD = "HTTP/1.1 200 OK\r\n";

function clientOn(clock: Pick<Clock, "setTimer"> = systemClock, more: { certificates?: string[] } = {}) {
  const resolve = async () => [{ address: "127.0.0.1", family: 4 }];
  return createHttpClient({ clock, isNamed: () => true, resolve, ...more });
}

const send = (receiver: Receiver, request: Partial<OutgoingRequest> = {}, client = clientOn()) =>
  client.send({ method: "GET", url: `http://receiver.example:${receiver.port}/path?q=1`, ...request }, { signal });

/** Sends a request to what behaves badly, by a clock that goes on once `ready`. */
async function wait(connected: Parameters<typeof startRawReceiver>[0], ready: () => boolean, ms: number) {
  const clock = createManualClock();
  await using receiver = await startRawReceiver(connected);
  const sent = send(receiver, {}, clientOn(clock));
  await eventually("the receiver has the request", async () => ready());
  await clock.advance(ms - 1);
  let isOver = false;
  void sent.then(() => {
    isOver = true;
  });
  await clock.advance(0);
  expect(isOver).toBe(false);
  await clock.advance(1);
  return sent;
}

describe("a request", () => {
  test("arrives as it was given, to the name, over a connection of its own", async () => {
    const requests: ReceivedRequest[] = [];
    await using receiver = await startReceiver((request, response) => {
      requests.push(request);
      response.end("fine");
    });
    const sent = await send(receiver, {
      method: "POST",
      url: `http://user:p%40ss@receiver.example:${receiver.port}/path?q=1#part`,
      headers: { "X-Test": "yes", Host: "evil.example", "Content-Length": "1" },
      body: "häl",
    });
    expect(sent).toMatchObject({ ok: true, value: { status: 200, text: "fine" } });
    expect(requests).toMatchObject([
      {
        method: "POST",
        url: "/path?q=1",
        body: Buffer.from("häl").toString("latin1"),
        headers: {
          host: `receiver.example:${receiver.port}`,
          "x-test": "yes",
          "content-length": "4",
          connection: "close",
          authorization: `Basic ${btoa("user:p@ss")}`,
        },
      },
    ]);
  });

  test("is not sent on where a redirect points", async () => {
    let reached = false;
    await using elsewhere = await startReceiver((_request, response) => {
      reached = true;
      response.end();
    });
    await using receiver = await startReceiver((_request, response) =>
      response.writeHead(302, { location: elsewhere.url }).end(),
    );
    const sent = await send(receiver);
    expect(sent.ok && [sent.value.status, sent.value.header("location")]).toEqual([302, elsewhere.url]);
    expect(reached).toBe(false);
  });

  test("goes past the proxies of the environment", async () => {
    process.env.http_proxy = "http://127.0.0.1:1";
    try {
      await using receiver = await startReceiver((_request, response) => response.end());
      expect(await send(receiver)).toMatchObject({ ok: true });
    } finally {
      delete process.env.http_proxy;
    }
  });

  test.each<[string, Partial<OutgoingRequest>]>([
    ["a line break in a header", { headers: { "x-test": "a\r\nx-other: b" } }],
    ["a header's name with a blank", { headers: { "x test": "a" } }],
    ["a method with a blank", { method: "GET /other" }],
    ["a password that is no escape sequence", { url: "http://u:%zz@receiver.example/" }],
  ])("with %s is refused for good", async (_what, request) => {
    await using receiver = await startReceiver((_request, response) => response.end());
    expect(await send(receiver, request)).toEqual({
      ok: false,
      problem: { error: "the address, the method or a header is not allowed in HTTP", isFinal: true },
    });
  });
});

describe("a receiver", () => {
  test("whose answer has no end is read up to 64 KB, and the connection ends", async () => {
    let closed = false;
    await using receiver = await startRawReceiver((socket) => {
      const more = () => void (closed || socket.write("x".repeat(10_000), () => setImmediate(more)));
      socket.once("data", () => socket.write(`${HEAD}\r\n`, more));
      socket.on("close", () => {
        closed = true;
      });
    });
    const sent = await send(receiver);
    expect(sent.ok && sent.value.text).toBe("x".repeat(65_536));
    await eventually("the connection ends", async () => closed);
  });

  test("that never answers is given up after 30 s", async () => {
    let asked = false;
    const silent = (socket: Parameters<Parameters<typeof startRawReceiver>[0]>[0]) =>
      void socket.on("data", () => {
        asked = true;
      });
    expect(await wait(silent, () => asked, 30_000)).toEqual({
      ok: false,
      problem: { error: "no whole answer within 30 s" },
    });
  });

  test("that answers byte by byte is given up after 30 s", async () => {
    let bytes = 0;
    const timers: ReturnType<typeof setInterval>[] = [];
    const sent = await wait(
      (socket) =>
        void socket.once("data", () => {
          socket.write(`${HEAD}content-length: 1000000\r\n\r\n`);
          timers.push(setInterval(() => socket.write("x", () => bytes++), 1));
        }),
      () => bytes > 5,
      30_000,
    );
    for (const timer of timers) clearInterval(timer);
    expect(sent).toEqual({ ok: false, problem: { error: "no whole answer within 30 s" } });
  });

  test.each<[string, Parameters<typeof startRawReceiver>[0], string]>([
    [
      "that resets the connection",
      (socket) => void socket.on("data", () => socket.resetAndDestroy()),
      "the server cannot be reached (ECONNRESET)",
    ],
    [
      "that cuts its answer short",
      (socket) => void socket.on("data", () => socket.end(`${HEAD}content-length: 10\r\n\r\nhalf`)),
      "the server cannot be reached (ECONNRESET)",
    ],
    [
      "that does not speak HTTP",
      (socket) => void socket.on("data", () => socket.end("220 mail.example ESMTP\r\n")),
      "its answer is not HTTP (HPE_INVALID_CONSTANT)",
    ],
    [
      "whose headers have no end",
      (socket) => void socket.on("data", () => socket.write(`${HEAD}${`a: ${"x".repeat(1_000)}\r\n`.repeat(100)}`)),
      "its answer is not HTTP (HPE_HEADER_OVERFLOW)",
    ],
  ])("%s is an error", async (_what, connected, error) => {
    await using receiver = await startRawReceiver(connected);
    expect(await send(receiver)).toEqual({ ok: false, problem: { error } });
  });

  test("that is down is an error", async () => {
    const receiver = await startReceiver(() => undefined);
    await receiver[Symbol.asyncDispose]();
    expect(await send(receiver)).toEqual({
      ok: false,
      problem: { error: "the server cannot be reached (ECONNREFUSED)" },
    });
  });

  test("whose name cannot be resolved is an error, and one whose name is never resolved after 10 s", async () => {
    const clock = createManualClock();
    const unknown = createHttpClient({
      clock,
      isNamed: () => true,
      resolve: () => Promise.reject(Object.assign(new Error("no such name"), { code: "ENOTFOUND" })),
    });
    const request = { method: "GET", url: "http://receiver.example/" };
    expect(await unknown.send(request, { signal })).toEqual({
      ok: false,
      problem: { error: "the server cannot be reached (ENOTFOUND)" },
    });
    const never = createHttpClient({ clock, isNamed: () => true, resolve: () => new Promise(() => undefined) });
    const sent = never.send(request, { signal });
    await clock.advance(10_000);
    expect(await sent).toEqual({ ok: false, problem: { error: "no connection within 10 s" } });
  });

  test("with which no TLS connection comes about is given up after 10 s", async () => {
    const clock = createManualClock();
    let connected = false;
    await using receiver = await startRawReceiver((socket) => {
      connected = true;
      socket.resume();
    });
    const sent = send(receiver, { url: `https://receiver.example:${receiver.port}/` }, clientOn(clock));
    await eventually("the receiver is connected", async () => connected);
    await clock.advance(10_000);
    expect(await sent).toEqual({ ok: false, problem: { error: "no connection within 10 s" } });
  });

  test("is left alone once the signal is aborted", async () => {
    const stop = new AbortController();
    let asked = false;
    await using receiver = await startReceiver(() => {
      asked = true;
    });
    const sent = clientOn().send({ method: "GET", url: receiver.url }, { signal: stop.signal });
    await eventually("the receiver has the request", async () => asked);
    stop.abort();
    expect(await sent).toEqual({ ok: false, problem: { error: "the gateway stops" } });
    expect(await clientOn().send({ method: "GET", url: receiver.url }, { signal: stop.signal })).toEqual({
      ok: false,
      problem: { error: "the gateway stops" },
    });
  });

  test("one of whose addresses does not take the connection is reached at another", async () => {
    await using receiver = await startReceiver((_request, response) => response.end("here"));
    const resolve = async () =>
      ["127.0.0.2", "::1", "127.0.0.1"].map((address) => ({ address, family: isIP(address) }));
    const client = createHttpClient({ clock: systemClock, isNamed: () => true, resolve });
    expect(await send(receiver, {}, client)).toMatchObject({ ok: true, value: { text: "here" } });
  });

  test("with HTTPS has 30 s for its answer once it is connected", async () => {
    const clock = createManualClock();
    const { port, answer, certificate, server } = await startTlsReceiver();
    const url = `https://receiver.example:${port}/`;
    const sent = clientOn(clock, { certificates: [certificate] }).send({ method: "GET", url }, { signal });
    const late = await answer;
    await clock.advance(29_000);
    late("late");
    expect(await sent).toMatchObject({ ok: true, value: { text: "late" } });
    server.close();
  });

  test("with HTTPS is asked for by its name, and its certificate has to be for that name and trusted", async () => {
    const { port, names, answer, certificate, server } = await startTlsReceiver();
    const ask = (host: string, certificates: string[]) =>
      clientOn(systemClock, { certificates }).send({ method: "GET", url: `https://${host}:${port}/` }, { signal });
    const asked = ask("receiver.example", [certificate]);
    (await answer)("ok");
    expect(await asked).toMatchObject({ ok: true, value: { status: 200, text: "ok" } });
    expect(names).toEqual(["receiver.example"]);
    expect(await ask("other.example", [certificate])).toEqual({
      ok: false,
      problem: { error: "its certificate is for another host (ERR_TLS_CERT_ALTNAME_INVALID)" },
    });
    expect(await ask("receiver.example", [])).toMatchObject({ ok: false });
    server.close();
  });
});

/** Its first request is answered when the test says so. */
async function startTlsReceiver() {
  const { certificate, key } = await selfSigned("receiver.example");
  const names: unknown[] = [];
  const asked = Promise.withResolvers<(text: string) => void>();
  const server = createTlsServer({ cert: certificate, key }, (socket) => {
    socket.on("error", () => undefined);
    names.push(socket.servername);
    socket.once("data", () =>
      asked.resolve((text) => socket.end(`${HEAD}content-length: ${text.length}\r\n\r\n${text}`)),
    );
  });
  server.listen(0, "127.0.0.1");
  await eventually("the server listens", async () => server.listening);
  const { port } = server.address() as { port: number };
  return { port, names, answer: asked.promise, certificate, server };
}
