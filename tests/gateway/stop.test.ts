import { afterAll, beforeAll, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { startAldis } from "../support/process.ts";
import { temporaryDirectory } from "../support/run-cli.ts";

let folder = "";
beforeAll(() => {
  folder = temporaryDirectory();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A request whose body never ends, on this port. */
async function unfinished(port: number): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1" }).on("error", () => undefined);
  await new Promise<void>((resolve) => socket.once("connect", () => resolve()));
  socket.write("POST /api.php HTTP/1.1\r\nHost: gateway\r\nContent-Length: 1000\r\n\r\nusername=");
  return socket;
}

test("requests that never end on three ports do not keep the gateway from ending", async () => {
  const args = ["serve", "--port", "0", "--http-port", "0", "--isms-port", "0", "--data", join(folder, "data")];
  await using gateway = startAldis([...args, "--stop-timeout", "2s", "--request-timeout", "600s"]);
  await gateway.printed(/"gateway started"/);
  const ports = [...gateway.output().matchAll(/^(?:Gateway|Plain HTTP|iSMS clients): +http:\/\/127\.0\.0\.1:(\d+)/gm)];
  expect(ports).toHaveLength(3);
  const sockets = await Promise.all(ports.map(([, port]) => unfinished(Number(port))));
  // Each of them would wait for its own request of ten minutes; the test's own limit is one.
  expect(await gateway.stop()).toBe(0);
  expect(gateway.output()).toContain('"gateway stopped"');
  for (const socket of sockets) socket.destroy();
});

test("SIGHUP changes nothing, and the log says so", async () => {
  await using gateway = startAldis(["serve", "--port", "0", "--data", join(folder, "hang-up")]);
  const [, url] = await gateway.printed(/^Gateway: +(\S+)[\s\S]*"gateway started"/m);
  for (let time = 0; time < 3; time++) process.kill(gateway.pid, "SIGHUP");
  await gateway.printed(/SIGHUP changes nothing/);
  expect((await fetch(`${url}/health`)).status).toBe(200);
  expect(await gateway.stop()).toBe(0);
});
