import { describe, expect, test } from "bun:test";
import { startApi } from "../support/api-server.ts";
import { sendRaw } from "../support/raw-http.ts";
import {
  checkmkBraintower,
  checkmkBrevisOne,
  checkmkComnet,
  curlGet,
  curlPost,
  netwaysLegacy,
  powerShell7,
  type Sender,
  type Task,
  windowsPowerShell,
  zabbix,
} from "./senders.ts";

const SENDERS: Sender[] = [
  zabbix(),
  zabbix({ mode: "number" }),
  netwaysLegacy("number"),
  checkmkBrevisOne,
  checkmkBraintower,
  checkmkComnet,
  curlGet,
  curlPost,
  powerShell7,
];

const task = (port: number, changes: Partial<Task> = {}): Task => ({
  user: "apiuser",
  password: "secret",
  to: "00491701234567",
  text: "PROBLEM: disk full on db1, 98 % (/var)",
  host: `127.0.0.1:${port}`,
  ...changes,
});

describe.each(SENDERS)("$name", ({ request, accepts, sentText = (text) => text }) => {
  test("is told of success, and its message is taken once, with its text", async () => {
    await using api = await startApi();
    const { text } = task(api.port);
    const answer = await sendRaw(api.port, request(task(api.port)));
    expect(answer).toMatchObject({ status: 200, body: "OK" });
    expect(accepts(answer)).toBe(true);
    expect(api.accepted).toMatchObject([
      { recipient: "+491701234567", text: sentText(text), kind: "text", flash: false },
    ]);
  });

  test("sends umlauts and the euro sign", async () => {
    await using api = await startApi();
    const text = "Störung: Türöffner, Kosten 5 € (größer)";
    const answer = await sendRaw(api.port, request(task(api.port, { text })));
    expect(accepts(answer)).toBe(true);
    expect(api.accepted).toMatchObject([{ text: sentText(text) }]);
  });

  test.each([
    ["a wrong password", { password: "guess-4711" }],
    ["a user without the permission", { user: "reader" }],
    ["no telephone number", { to: "nobody" }],
    ["an empty text", { text: "" }],
  ])("is told of failure: %s", async (_, changes) => {
    await using api = await startApi();
    const answer = await sendRaw(api.port, request(task(api.port, changes)));
    expect(accepts(answer)).toBe(false);
    expect(api.accepted).toEqual([]);
    expect(api.events.all).toHaveLength(1);
    expect(JSON.stringify([api.events.all, api.logLines])).not.toMatch(/guess-4711|disk full|secret/);
  });

  test("is told of failure beyond the requests a minute, in words and with the time to wait", async () => {
    await using api = await startApi();
    await api.administration.change("apiuser", () => ({ limits: { requestsPerMinute: 1 } }));
    expect(accepts(await sendRaw(api.port, request(task(api.port))))).toBe(true);
    const answer = await sendRaw(api.port, request(task(api.port)));
    expect(accepts(answer)).toBe(false);
    expect(answer.head).toMatch(/retry-after: \d+/i);
    expect(api.accepted).toHaveLength(1);
  });
});

describe.each([
  ["Zabbix, group:admins", zabbix({ mode: "group" }), "admins"],
  ["Zabbix, telgroup:admins", zabbix({ mode: "telgroup" }), "admins"],
  ["Zabbix, group: with the ID", zabbix({ mode: "group" }), "1"],
  ["notify-brevisone, --target-type contactgroup", netwaysLegacy("group"), "admins"],
])("%s", (_, sender, to) => {
  test("reaches everybody in the group, in one request", async () => {
    await using api = await startApi();
    const { book } = api;
    const group = await book.addGroup("admins");
    const groupIds = group.ok ? [group.value.id] : [];
    await book.addContact({ name: "Anna", number: "01701111111", groupIds });
    await book.addContact({ name: "Bernd", number: "01702222222", groupIds });
    const answer = await sendRaw(api.port, sender.request(task(api.port, { to })));
    expect(sender.accepts(answer)).toBe(true);
    expect(api.accepted.map(({ recipient }) => recipient).sort()).toEqual(["+491701111111", "+491702222222"]);
  });
});

test("notify-brevisone's --target-type contact", async () => {
  await using api = await startApi();
  await api.book.addContact({ name: "Anna Müller", number: "01701111111" });
  const sender = netwaysLegacy("user");
  const answer = await sendRaw(api.port, sender.request(task(api.port, { to: "Anna Müller" })));
  expect(sender.accepts(answer)).toBe(true);
  expect(api.accepted).toMatchObject([{ recipient: "+491701111111" }]);
});

test("Zabbix's switches: ring, flash and no fallback", async () => {
  await using api = await startApi();
  const sender = zabbix({ flags: [["flash", "true"]] });
  expect(sender.accepts(await sendRaw(api.port, sender.request(task(api.port))))).toBe(true);
  const ring = zabbix({ flags: [["ring", "true"]] });
  expect(ring.accepts(await sendRaw(api.port, ring.request(task(api.port))))).toBe(true);
  expect(api.accepted).toMatchObject([
    { kind: "text", flash: true },
    { kind: "ring", text: "" },
  ]);
});

test("notify-brevisone's lines end in CR LF, and a long text is cut in the middle of a character", async () => {
  await using api = await startApi();
  const sender = netwaysLegacy("number");
  await sendRaw(
    api.port,
    sender.request(task(api.port, { text: 'PROBLEM: db1 - DOWN\r\n"on it" by anna\r\nno answer' })),
  );
  const long = `PROBLEM: x${"ü".repeat(100)}`;
  expect(sender.accepts(await sendRaw(api.port, sender.request(task(api.port, { text: `a${long}` }))))).toBe(true);
  expect(api.accepted).toMatchObject([
    { text: 'PROBLEM: db1 - DOWN\n"on it" by anna\nno answer' },
    { text: `aPROBLEM: x${"ü".repeat(72)}\uFFFD...` },
  ]);
});

test("Windows PowerShell 5.1 gets its 100 Continue before it sends the body", async () => {
  await using api = await startApi();
  const { head, body } = windowsPowerShell(task(api.port));
  const continued = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<string>();
  let received = "";
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port: api.port,
    socket: {
      data(_, bytes) {
        received += bytes.toString("latin1");
        if (received.startsWith("HTTP/1.1 100 Continue\r\n\r\n")) continued.resolve();
        if (received.endsWith("OK")) answered.resolve(received);
      },
      close: () => answered.resolve(received),
      error: (_, error) => answered.reject(error),
    },
  });
  socket.write(head);
  await continued.promise;
  socket.write(body);
  expect(await answered.promise).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
  socket.end();
  expect(api.accepted).toMatchObject([{ text: task(0).text }]);
});

test("comNET's plug-in tries https first: a port that speaks http refuses that at once, and the second try succeeds", async () => {
  await using api = await startApi();
  // Who says nothing is let go after a time limit; this must not take as long.
  const ended: string[] = [];
  const silent = Promise.withResolvers<void>();
  await Bun.connect({
    hostname: "127.0.0.1",
    port: api.port,
    socket: {
      data() {},
      close() {
        ended.push("silent");
        silent.resolve();
      },
    },
  });
  const attempt = fetch(`https://127.0.0.1:${api.port}/api.php`, { tls: { rejectUnauthorized: false } });
  await expect(attempt.finally(() => ended.push("https"))).rejects.toThrow();
  await silent.promise;
  expect(ended).toEqual(["https", "silent"]);
  const answer = await sendRaw(api.port, checkmkComnet.request(task(api.port)));
  expect(checkmkComnet.accepts(answer)).toBe(true);
  expect(api.accepted).toHaveLength(1);
});
