import { describe, expect, test } from "bun:test";
import { connect } from "node:net";
import { DRAIN_MS, DRAINED_BODY_BYTES } from "../../../lib/limits.ts";
import { GOOD, queryOf, startApi } from "../../support/api-server.ts";
import { eventually } from "../../support/eventually.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { hasProgram, runProgram } from "../../support/programs.ts";
import { openRaw } from "../../support/raw-client.ts";

const SIZE = 20 * 1_048_576;
const TOO_LARGE = "Error: Request too large.";
const BASIC = `Authorization: Basic ${btoa(`${GOOD.username}:${GOOD.password}`)}`;

/** Writes all of a request before it reads anything, as many clients do. @throws the socket's error */
function writeThenRead(port: number, parts: readonly (string | Uint8Array)[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = "";
    const socket = connect({ port, host: "127.0.0.1" }, () => {
      socket.pause();
      const [last, ...others] = parts.toReversed();
      for (const part of others.toReversed()) socket.write(part);
      socket.write(last ?? "", () => socket.resume());
    });
    socket.on("data", (bytes: Buffer) => {
      received += bytes.toString("latin1");
      if (received.includes(TOO_LARGE)) socket.destroy();
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(received));
  });
}

const body = Buffer.alloc(SIZE, "a");
const head = (path: string, version: string, ...headers: string[]) =>
  `POST ${path} HTTP/${version}\r\n${headers.map((line) => `${line}\r\n`).join("")}\r\n`;
const length = `Content-Length: ${SIZE}`;

describe.each([
  ["/api.php", "/api.php"],
  ["/api.php with a user", `/api.php?${queryOf()}`],
  ["the alerts", "/api/v1/alerts?to=01701234567"],
])("a body of 20 MiB to %s is answered in a sentence", (_, path) => {
  test.each([
    ["keeps its connection", [head(path, "1.1", "Host: g", BASIC, length), body]],
    ["closes its connection", [head(path, "1.1", "Host: g", BASIC, length, "Connection: close"), body]],
    ["speaks HTTP/1.0", [head(path, "1.0", BASIC, length), body]],
    ["waits for 100 Continue", [head(path, "1.1", "Host: g", BASIC, length, "Expect: 100-continue"), body]],
    [
      "sends chunks",
      [
        head(path, "1.1", "Host: g", BASIC, "Transfer-Encoding: chunked", "Connection: close"),
        `${SIZE.toString(16)}\r\n`,
        body,
        "\r\n0\r\n\r\n",
      ],
    ],
  ] as const)("to a client that writes everything first and %s", async (_, parts) => {
    await using api = await startApi();
    const received = await writeThenRead(api.port, parts);
    expect(received).toMatch(/HTTP\/1\.1 413 /);
    expect(received).toEndWith(TOO_LARGE);
    expect(api.events.all).toMatchObject([{ severity: "warning", details: { reason: "request-too-large" } }]);
    expect(api.accepted).toEqual([]);
  });
});

test("a refusal before a body of 20 MiB was read can be read too: 401 for a wrong password", async () => {
  await using api = await startApi();
  const wrong = `Authorization: Basic ${btoa("apiuser:wrong")}`;
  const parts = [head("/api/v1/alerts?to=1", "1.1", "Host: g", wrong, length, "Connection: close"), body];
  expect(await writeThenRead(api.port, parts)).toMatch(/^HTTP\/1\.1 401 /);
});

test("a body that declares more than is thrown away is answered at once, and its connection ends", async () => {
  await using api = await startApi();
  const client = await openRaw(api.port);
  client.send(head("/api.php", "1.1", "Host: g", `Content-Length: ${DRAINED_BODY_BYTES + 1}`));
  await client.closed;
  expect(client.status).toBe(413);
  expect(client.received).toMatch(/connection: close/i);
});

test("a rest that does not come is waited for 10 s, and no longer", async () => {
  const clock = createManualClock();
  await using api = await startApi({ clock });
  const client = await openRaw(api.port);
  client.send(head("/api.php", "1.1", "Host: g", length));
  await eventually("the request is refused", async () => api.events.all.length === 1);
  await eventually("its rest is waited for", async () => clock.sleeping === 1);
  await clock.advance(DRAIN_MS - 1);
  expect(client.status).toBeUndefined();
  await clock.advance(1);
  expect(await client.answered).toBe(413);
  client.end();
});

describe("real clients read the answer to a body of 20 MiB", () => {
  test.skipIf(!hasProgram("curl"))("curl, by HTTP/1.1 and 1.0, whole and in chunks", async () => {
    await using api = await startApi();
    for (const options of [
      ["--expect100-timeout", "1"],
      ["-H", "Expect:"],
      ["-0"],
      ["-H", "Transfer-Encoding: chunked"],
    ]) {
      const command = `head -c ${SIZE} /dev/zero | curl -sS --data-binary @- "$@"`;
      const { exit, output } = await runProgram(["sh", "-c", command, "sh", ...options, `${api.url}/api.php`], {
        timeoutMs: 120_000,
      });
      expect({ exit, output }).toEqual({ exit: 0, output: TOO_LARGE });
    }
  });

  test.skipIf(!hasProgram("python3"))("Python's urllib and http.client", async () => {
    await using api = await startApi();
    const script = `
import http.client, sys, urllib.error, urllib.request
body = b"a" * ${SIZE}
try:
    urllib.request.urlopen(sys.argv[1] + "/api.php", data=body)
except urllib.error.HTTPError as error:
    print(error.code, error.read().decode())
connection = http.client.HTTPConnection("127.0.0.1", ${api.port})
connection.request("POST", "/api.php", body=body)
answer = connection.getresponse()
print(answer.status, answer.read().decode())
`;
    const { output } = await runProgram(["python3", "-c", script, api.url], { timeoutMs: 120_000 });
    expect(output).toBe(`413 ${TOO_LARGE}\n413 ${TOO_LARGE}\n`);
  });

  test.skipIf(!hasProgram("node"))("Node's fetch and http.request", async () => {
    await using api = await startApi();
    const script = `
const body = Buffer.alloc(${SIZE});
const url = process.argv[1] + "/api.php";
fetch(url, { method: "POST", body }).then(async (answer) => {
  console.log(answer.status, await answer.text());
  require("http").request(url, { method: "POST" }, (answer) => {
    answer.on("data", (bytes) => console.log(answer.statusCode, String(bytes)));
  }).end(body);
});
`;
    const { output } = await runProgram(["node", "-e", script, api.url], { timeoutMs: 120_000 });
    expect(output).toBe(`413 ${TOO_LARGE}\n413 ${TOO_LARGE}\n`);
  });
});
