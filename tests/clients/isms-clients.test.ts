import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";

let gateway: TestGateway;
let port = 0;
beforeAll(async () => {
  gateway = await startTestGateway("--isms-port", "0", "--allow-isms", "127.0.0.1");
  port = Number(new URL(gateway.ismsUrl ?? "").port);
  await gateway.addUser("nagios", "http-api");
  await gateway.command(["contact", "add", "anna", "--number", "01702222222"]);
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** Sends bytes and reads until the connection ends, as the script does. */
async function exchange(request: string): Promise<string> {
  const ended = Promise.withResolvers<string>();
  let received = "";
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      data: (_, bytes) => {
        received += bytes.toString("latin1");
      },
      close: () => ended.resolve(received),
      error: (_, error) => ended.reject(error),
    },
  });
  socket.write(request);
  return ended.promise;
}

/** NETWAYS' sendsms.pl: every sign but letters and digits in hexadecimal, and not one header. */
const encoded = (text: string) =>
  text.replace(/[^A-Za-z0-9]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
const sendsms = ({ password = "secret", to = "+491701111111", text = "" }) => {
  const recipient = /^[0-9+-]+$/.test(to) ? `to=${to}` : `ton=${to}`;
  return exchange(
    `GET /sendmsg?user=nagios&passwd=${password}&cat=1&${recipient}&text=${encoded(text)} HTTP/1.1\r\n\r\n`,
  );
};
const querymsg = (id: string) => exchange(`GET /querymsg?user=nagios&passwd=secret&apimsgid=${id} HTTP/1.1\r\n\r\n`);

describe("NETWAYS sendsms.pl, which sends no Host header and reads to the end", () => {
  test("gets the number of its message, and learns that it was sent", async () => {
    const answer = await sendsms({ text: "PROBLEM db1,Disk is CRITICAL /16:05/ 98 % (full)" });
    expect(answer).toStartWith("HTTP/1.1 200 OK\r\n");
    const id = /ID: (\d+)/.exec(answer)?.[1] ?? "";
    expect(id).not.toBe("");
    expect(await gateway.delivered(1)).toMatchObject([
      { to: "+491701111111", text: "PROBLEM db1,Disk is CRITICAL /16:05/ 98 % (full)" },
    ]);
    await eventually("its status", async () => (await querymsg(id)).includes("Status: 0"));
  });

  test("reaches a name of the address book", async () => {
    expect(await sendsms({ to: "anna", text: "to Anna" })).toMatch(/ID: \d+/);
    expect(await gateway.delivered(2)).toContainEqual(
      expect.objectContaining({ to: "+491702222222", text: "to Anna" }),
    );
  });

  test.each([
    ["a wrong password", { password: "wrong", text: "x" }, "Err: 601"],
    ["an unknown name", { to: "nobody", text: "x" }, "Err: 606"],
    ["an empty text", { text: "" }, "Err: 602"],
  ])("is told of failure: %s", async (_, changes, expected) => {
    const answer = await sendsms(changes);
    expect(answer).toContain(expected);
    expect(answer).not.toMatch(/ID: /);
  });
});

describe("on this port", () => {
  test("clients of HTTP/1.0 and those that name the host are served too", async () => {
    const target = `/sendmsg?user=nagios&passwd=secret&cat=1&to=nobody&text=x`;
    expect(await exchange(`GET ${target} HTTP/1.0\r\n\r\n`)).toContain("Err: 606");
    expect(await exchange(`GET ${target} HTTP/1.1\r\nHost: gateway\r\nConnection: keep-alive\r\n\r\n`)).toContain(
      "Err: 606",
    );
  });

  test.each([
    ["another path", "GET /api.php?username=nagios&password=secret&to=1&text=x HTTP/1.1\r\n\r\n"],
    ["another path, dressed up", "GET /sendmsg/../api.php HTTP/1.1\r\n\r\n"],
    ["a whole URL", "GET http://127.0.0.1/health HTTP/1.1\r\n\r\n"],
  ])("there is nothing else: %s", async (_, request) => {
    expect(await exchange(request)).toStartWith("HTTP/1.1 404 ");
  });

  test("another method is told which one there is", async () => {
    const answer = await exchange("POST /sendmsg HTTP/1.1\r\nContent-Length: 0\r\n\r\n");
    expect(answer).toStartWith("HTTP/1.1 405 ");
    expect(answer).toMatch(/^allow: GET\r$/im);
  });

  test.each([
    ["no HTTP", "EHLO gateway\r\n\r\n"],
    ["a head without an end", `GET /sendmsg HTTP/1.1\r\nX: ${"x".repeat(100_000)}\r\n\r\n`],
  ])("%s is answered or cut off, and the next is served", async (_, request) => {
    await exchange(request).catch(() => "cut off");
    expect(await sendsms({ to: "nobody", text: "x" })).toContain("Err: 606");
  });
});

test("a port that is taken is one sentence", async () => {
  const second = await startTestGateway("--isms-port", String(port)).catch((error: Error) => error);
  expect(String(second)).toContain(
    `port ${port} of 127.0.0.1 is in use: choose another with --isms-port, or 0 for any`,
  );
});
