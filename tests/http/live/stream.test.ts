import { expect, test } from "bun:test";
import { connect } from "node:net";
import { createLiveStream, type LiveStream } from "../../../lib/http/live/stream.ts";
import { eventually } from "../../support/eventually.ts";

const CHUNK = new Uint8Array(65_536).fill(120);

/** A server that opens a stream for every request. */
function startServer() {
  const streams: { stream: LiveStream; closed: number }[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    development: false,
    fetch(request) {
      const opened = { stream: createLiveStream({ signal: request.signal, closed: () => opened.closed++ }), closed: 0 };
      streams.push(opened);
      return new Response(opened.stream.body, { headers: { "content-type": "text/event-stream" } });
    },
  });
  return { streams, port: server.port ?? 0, [Symbol.asyncDispose]: () => server.stop(true) };
}

/** A connection that asks, and reads only when told to. */
function ask(port: number) {
  const socket = connect({ port, host: "127.0.0.1" });
  socket.pause();
  socket.on("error", () => undefined);
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  return socket;
}

test("a client that does not read costs a bounded queue, and its stream ends", async () => {
  await using server = startServer();
  const socket = ask(server.port);
  const opened = await eventually("the stream is open", () => server.streams[0]);
  let sent = 0;
  await eventually("the stream has ended", () => {
    opened.stream.send(CHUNK);
    sent += CHUNK.byteLength;
    return !opened.stream.isOpen;
  });
  // What the kernel holds for both sides, and our queue.
  expect(sent).toBeLessThan(32 * 1_048_576);
  expect(opened.closed).toBe(1);
  opened.stream.send(CHUNK);
  opened.stream.end();
  expect(opened.closed).toBe(1);
  socket.destroy();
});

test("a client that reads gets everything, however much it is", async () => {
  await using server = startServer();
  // Bun sends the headers with the first bytes.
  const reading = fetch(`http://127.0.0.1:${server.port}/`).then((response) => response.bytes());
  const { stream } = await eventually("the stream is open", () => server.streams[0]);
  for (let chunk = 0; chunk < 256; chunk++) {
    await stream.hasRoom();
    stream.send(CHUNK);
  }
  stream.end();
  expect((await reading).byteLength).toBe(256 * CHUNK.byteLength);
});

test("a client that goes away closes its stream, also while nothing is sent", async () => {
  await using server = startServer();
  const socket = ask(server.port);
  const opened = await eventually("the stream is open", () => server.streams[0]);
  opened.stream.send(new Uint8Array(8));
  socket.destroy();
  await eventually("the stream is closed", () => opened.closed === 1);
  expect(opened.stream.isOpen).toBe(false);
  await opened.stream.hasRoom();
});
