import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { openStore } from "../../../lib/store/index.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway("--isms", "on");
  await gateway.addUser("nagios", "http-api");
  await gateway.addUser("other", "http-api");
  await gateway.addUser("reader", "web");
  await gateway.addUser("book", "rest-api", "contacts", "groups");
  const post = (path: string, body: unknown) =>
    gateway
      .as("book")(path, { method: "POST", body: JSON.stringify(body) })
      .then((response) => response.json());
  const group = (await post("/api/contactgroups", { name: "On call" })) as { id: number };
  await post("/api/contacts", { name: "Anna Admin", number: "+491701111111", groups: [group.id] });
  await post("/api/contacts", { name: "Bernd", number: "+491702222222", groups: [group.id] });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const WHO = "user=nagios&passwd=secret";

/** Every answer has status 200: a client takes anything else for a device that cannot be reached. */
async function ask(path: string): Promise<string> {
  const response = await fetch(`${gateway.url}${path}`);
  expect(response.status).toBe(200);
  return response.text();
}
const send = (query: string) => ask(`/sendmsg?${WHO}&cat=1&${query}`);
const delivered = () => gateway.delivered(0);

/** Sends, and gives what arrived. */
async function arriving(query: string, count = 1): Promise<string[]> {
  const before = (await delivered()).length;
  expect(await send(query)).toMatch(/^ID: \d+$/);
  return eventually(`${count} messages`, async () => {
    const messages = (await delivered()).slice(before);
    return messages.length >= count && messages.map(({ to, text }) => `${to} ${text}`).sort();
  });
}

describe("sendmsg", () => {
  test.each<[string, string, string[]]>([
    ["sendsms.pl to a number, its plus sign raw", "to=+491701234567&text=Disk%20full", ["+491701234567 Disk full"]],
    ["sendsms.pl to a name of the address book", "ton=Bernd&text=up", ["+491702222222 up"]],
    ["numbers in quotes", 'to="01701234567","+491709999999"&text=two', ["+491701234567 two", "+491709999999 two"]],
    ["a group, with blanks in its name", "group=%22On%20call%22&text=all", ["+491701111111 all", "+491702222222 all"]],
    [
      "all kinds at once, each number once",
      "to=%2B491702222222&ton=Anna+Admin&group=on%20call&text=once",
      ["+491701111111 once", "+491702222222 once"],
    ],
    ["Latin-1", "to=01701234567&enc=1&text=Gr%FC%DFe", ["+491701234567 Grüße"]],
    ["UTF-8 where Latin-1 was meant", "to=01701234567&enc=1&text=Gr%C3%BC%C3%9Fe", ["+491701234567 Grüße"]],
    ["numbers of characters", "to=01701234567&enc=2&text=41;0416;20ac;", ["+491701234567 AЖ€"]],
    ["decimal numbers of characters", "to=01701234567&enc=3&text=65;1046;8364", ["+491701234567 AЖ€"]],
    ["with priority and a modem", "to=01701234567&enc=0&priority=3&modem=1&text=now", ["+491701234567 now"]],
  ])("%s", async (_, query, expected) => {
    expect(await arriving(query, expected.length)).toEqual(expected);
  });

  test.each<[string, string, string]>([
    ["nobody", "/sendmsg?cat=1&to=0170&text=x", "Err: 601"],
    ["a wrong password", "/sendmsg?user=nagios&passwd=wrong&cat=1&to=01701234567&text=x", "Err: 601"],
    ["no permission", "/sendmsg?user=reader&passwd=secret&cat=1&to=01701234567&text=x", "Err: 601"],
    ["no category", `/sendmsg?${WHO}&to=01701234567&text=x`, "Err: 602"],
    ["another category", `/sendmsg?${WHO}&cat=3&to=01701234567&text=x`, "Err: 603"],
    ["no text", `/sendmsg?${WHO}&cat=1&to=01701234567`, "Err: 602"],
    ["an unknown priority", `/sendmsg?${WHO}&cat=1&to=01701234567&priority=4&text=x`, "Err: 602"],
    ["no number", `/sendmsg?${WHO}&cat=1&to=nobody&text=x`, "Err: 606"],
    ["an unknown contact", `/sendmsg?${WHO}&cat=1&ton=Nobody&text=x`, "Err: 606"],
    ["no recipient", `/sendmsg?${WHO}&cat=1&text=x`, "Err: 607"],
    ["empty recipients", `/sendmsg?${WHO}&cat=1&to=%22%22,&ton=&text=x`, "Err: 607"],
    ["a modem that is not there", `/sendmsg?${WHO}&cat=1&modem=2&to=01701234567&text=x`, "Err: 613"],
    ["an unknown encoding", `/sendmsg?${WHO}&cat=1&enc=4&to=01701234567&text=x`, "Err: 615"],
    ["no hexadecimal", `/sendmsg?${WHO}&cat=1&enc=2&to=01701234567&text=41;xyz`, "Err: 621"],
    ["too large a number", `/sendmsg?${WHO}&cat=1&enc=3&to=01701234567&text=65536`, "Err: 621"],
  ])("%s: refused, and nothing is sent", async (_, path, expected) => {
    const before = (await delivered()).length;
    expect(await ask(path)).toBe(expected);
    expect((await delivered()).length).toBe(before);
  });
});

test("a modem is asked for by its number", async () => {
  await using several = await startTestGateway(
    ...["--isms", "on"],
    ...["--modem", "simulated?name=first", "--modem", "simulated?name=second", "--modem", "simulated?name=third"],
  );
  await several.addUser("nagios", "http-api");
  const store = await openStore({ url: `sqlite:${join(several.data, "aldis.sqlite")}` });
  try {
    for (const [number, name] of ["", "first", "second", "third"].entries()) {
      for (let count = 0; count < 2; count++) {
        const query = `${WHO}&cat=1&to=0170123456${number}&modem=${number}&text=x`;
        const answer = await (await fetch(`${several.url}/sendmsg?${query}`)).text();
        const id = Number(/^ID: (\d+)$/.exec(answer)?.[1]);
        const sent = await eventually(`message ${id}`, async () => {
          const found = await store.outbox.find(id);
          return found?.message.sentAt !== undefined && found.message;
        });
        if (name !== "") expect(sent.modem).toBe(name);
      }
    }
  } finally {
    await store.close();
  }
});

describe("querymsg", () => {
  const query = (id: string, who = WHO) => ask(`/querymsg?${who}&apimsgid=${id}`);
  const idOf = async (answer: string) => /^ID: (\d+)$/.exec(answer)?.[1] ?? "";
  const settled = (id: string) =>
    eventually(`the end of ${id}`, async () => {
      const status = await query(id);
      return !/^Status: [23]$/.test(status) && status;
    });

  test("done, for one message and for several", async () => {
    expect(await settled(await idOf(await send("to=01701234567&text=one")))).toBe("Status: 0");
    expect(await settled(await idOf(await send("group=On%20call&text=several")))).toBe("Status: 0");
  });

  test("failed, for all or for some", async () => {
    // 1: unassigned number. The network refuses it for good.
    const unassigned = "+49155501001";
    expect(await settled(await idOf(await send(`to=%2B${unassigned.slice(1)}&text=none`)))).toBe("Status: 4");
    const some = await send(`to=%2B${unassigned.slice(1)},01701234567&text=some`);
    expect(await settled(await idOf(some))).toBe("Status: 1");
  });

  test("in progress while the modem is busy", async () => {
    const slow = (latencyMs: number) =>
      gateway.as("tester")("/api/v1/simulator/state", { method: "PATCH", body: JSON.stringify({ latencyMs }) });
    await slow(1_500);
    const first = await idOf(await send("to=01701234567&text=first"));
    const second = await idOf(await send("to=01701234567&text=second"));
    expect(await query(first)).toMatch(/^Status: [23]$/);
    expect(await query(second)).toBe("Status: 3");
    await slow(0);
    expect(await settled(second)).toBe("Status: 0");
  });

  test("not known: no such number, somebody else's, one that came by another way", async () => {
    expect(await query("999999")).toBe("Status: 5");
    expect(await query("x")).toBe("Status: 5");
    expect(await query("0")).toBe("Status: 5");
    const id = await idOf(await send("to=01701234567&text=mine"));
    expect(await query(id, "user=other&passwd=secret")).toBe("Status: 5");
    const form = { username: "nagios", password: "secret", to: "01701234567", text: "x" };
    const sent = await fetch(`${gateway.url}/api.php`, { method: "POST", body: new URLSearchParams(form) });
    expect(await query(sent.headers.get("x-message-id") ?? "")).toBe("Status: 5");
  });

  test("refused", async () => {
    expect(await ask(`/querymsg?${WHO}`)).toBe("Err: 602");
    expect(await ask("/querymsg?apimsgid=1")).toBe("Err: 601");
    expect(await ask("/querymsg?user=reader&passwd=secret&apimsgid=1")).toBe("Err: 601");
  });
});

test("it is off unless it is switched on", async () => {
  await using plain = await startTestGateway();
  for (const path of ["/sendmsg", "/querymsg"]) {
    expect((await fetch(`${plain.url}${path}?${WHO}`)).status).toBe(404);
  }
});
