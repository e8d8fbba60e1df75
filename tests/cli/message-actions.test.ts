import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../support/postgres.ts";
import { queueForTomorrow } from "../support/stored-messages.ts";

/** The simulated network refuses it: +CMS ERROR: 1. */
const REFUSED = "+4917055501001";
const GOOD = "+491701234567";

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("anna", "http-api");
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const message = (...args: string[]) => gateway.command(["message", ...args]);
  async function send(to: string, text: string): Promise<string> {
    const query = new URLSearchParams({ username: "anna", password: "secret", to, text });
    return (await fetch(`${gateway.url}/api.php?${query}`)).headers.get("x-message-id") ?? "";
  }
  const reach = (id: string, state: string) =>
    eventually(`message ${id} to be ${state}`, async () => {
      const { out } = await message("show", id, "--json");
      return JSON.parse(out).message.state === state;
    });

  test("resend and cancel say for each message what happened, and what was sent again goes out", async () => {
    const [sent, failed] = [await send(GOOD, "first"), await send(REFUSED, "second")];
    await reach(sent, "delivered");
    await reach(failed, "failed");
    await gateway.stop();
    const copy = String(Number(failed) + 1);
    expect(await message("resend", failed, sent, "4711", failed)).toEqual({
      status: 1,
      out: `${failed}: queued again as message ${copy}\n${sent}: not sent again: it was delivered\n4711: not sent again: no message has this ID\n`,
      err: "",
    });
    expect((await message("show", copy)).out).toMatch(/^Accepted: .* by aldis message resend$\n^User: +anna$/m);
    expect((await message("show", failed)).out).toContain(`sent again as message ${copy}`);
    expect(await message("cancel", copy)).toEqual({ status: 0, out: `${copy}: cancelled\n`, err: "" });
    expect(await message("cancel", copy, sent, "4711")).toEqual({
      status: 1,
      out: `${copy}: not cancelled: it was cancelled before\n${sent}: not cancelled: it was delivered\n4711: not cancelled: no message has this ID\n`,
      err: "",
    });
    const again = String(Number(copy) + 1);
    expect(await message("resend", copy)).toEqual({
      status: 0,
      out: `${copy}: queued again as message ${again}\n`,
      err: "",
    });
    const events = (await gateway.command(["event", "list", "--message", copy, "--json"])).out;
    expect(JSON.parse(events).map(({ kind }: { kind: string }) => kind)).toEqual([
      "message.resent",
      "message.cancelled",
    ]);
    await gateway.restart();
    await reach(again, "failed");
    await reach(copy, "cancelled");
    const inStates = async (states: string) => (await message("list", "--state", states)).out.match(/^\d+/gm);
    expect(await inStates("cancelled")).toEqual([copy]);
    expect(await inStates("cancelled,failed,delivered")).toEqual([again, copy, failed, sent]);
    const found = async (search: string) => (await message("list", "--search", search)).out.match(/^\d+/gm);
    expect(await found("FIRST")).toContain(sent);
    expect(await found("nowhere")).toBeNull();
  });

  test("a number that the operator has blocked since is not sent to again", async () => {
    const id = await send(REFUSED, "third");
    await reach(id, "failed");
    expect(await message("resend", id, "--numbers-blocked", "+49170")).toEqual({
      status: 1,
      out: `${id}: not sent again: the number is one of --numbers-blocked\n`,
      err: "",
    });
  });

  test("nothing is done when one of the IDs is none", async () => {
    const id = await send(REFUSED, "fourth");
    await reach(id, "failed");
    for (const wrong of ["in-4", "x", "0", "1e3", "9999999999999999"]) {
      const { status, out, err } = await message("resend", id, wrong);
      expect([status, out]).toEqual([2, ""]);
      expect(err).toContain(`ID: must be the number of an outgoing message, not ${wrong}`);
    }
    expect(await message("cancel")).toMatchObject({ status: 2, err: expect.stringContaining("ID…: missing") });
    expect((await message("show", id)).out).not.toContain("sent again");
  });

  test("the inbox lists and shows what came in, and no text of a stranger speaks to the terminal or looks like a fact", async () => {
    const inbox = (...args: string[]) => gateway.command(["inbox", ...args]);
    expect((await inbox("list")).out).toBe("no messages\n");
    await gateway.receive("+491709999999", "Halt\u001b[2J\u202e\r\nFrom:     +491701111111\n\nend");
    await gateway.receive("+491708888888", "noted");
    const listed = await eventually("two messages", async () => {
      const { out } = await inbox("list");
      return out.split("\n").length === 4 && out;
    });
    expect(listed.split("\n").map((line) => line.replaceAll(/ {2,}/g, "  "))).toEqual([
      "ID  TIME  STATE  NUMBER  BY  TEXT",
      expect.stringMatching(/^in-2 {2}\S+Z {2}incoming {2}\+491708888888 {2}simulated {2}noted$/),
      expect.stringMatching(
        /^in-1 {2}\S+Z {2}incoming {2}\+491709999999 {2}simulated {2}Halt\\u001b\[2J\\u202e From: \+4/,
      ),
      "",
    ]);
    const shown = (await inbox("show", "1")).out;
    expect(shown).toBe((await inbox("show", "in-1")).out);
    expect(shown).toBe((await message("show", "in-1")).out);
    expect(shown.replaceAll(/\d{4}-\d\d-\d\dT\S+Z/g, "TIME")).toBe(
      [
        "Message:   in-1",
        "State:     complete",
        "From:      +491709999999",
        "By:        SMS, simulated",
        "Sent:      TIME",
        "Received:  TIME",
        "Text:      Halt\\u001b[2J\\u202e",
        "           From:     +491701111111",
        "",
        "           end",
        "",
      ].join("\n"),
    );
    const ids = async (...args: string[]) => (await inbox("list", ...args)).out.match(/^in-\d+/gm);
    expect(await ids("--number", "0170 8888888")).toEqual(["in-2"]);
    expect(await ids("--number", "INFO")).toBeNull();
    expect(await ids("--search", "NOTE")).toEqual(["in-2"]);
    expect(await ids("--search", "170 99")).toEqual(["in-1"]);
    expect(await ids("--search", "nowhere")).toBeNull();
    expect(await inbox("list", "--search", "")).toMatchObject({ status: 2 });
    expect(await ids("--limit", "1")).toEqual(["in-2"]);
    expect(await ids("--since", "1h")).toEqual(["in-2", "in-1"]);
    expect(await ids("--until", "1h")).toBeNull();
    const [{ message: json }] = JSON.parse((await inbox("list", "--number", "+491708888888", "--json")).out);
    expect(json).toMatchObject({ id: 2, text: "noted", sender: "+491708888888", state: "complete" });
    expect(JSON.parse((await inbox("show", "2", "--json")).out)).toEqual(json);
    const missing = "aldis: no incoming message has the ID in-77\n";
    expect(await inbox("show", "in-77")).toEqual({ status: 1, out: "", err: missing });
    expect(await inbox("show", "x")).toMatchObject({ status: 2 });
  });

  test("help of each command names its operands and options", async () => {
    for (const [command = "", wanted] of [
      ["message cancel", /^aldis message cancel ID… \[options\]\n\n[\s\S]+exit status 1/i],
      ["message resend", /^aldis message resend ID… \[options\]\n\n[\s\S]+exit status 1[\s\S]+--numbers-blocked/i],
      [
        "message list",
        /--type [\s\S]+--state [\s\S]+--number [\s\S]+--search [\s\S]+--since [\s\S]+--until [\s\S]+--limit [\s\S]+--json/,
      ],
      ["inbox list", /--number [\s\S]+--search [\s\S]+--since [\s\S]+--until [\s\S]+--limit [\s\S]+--json/],
      ["inbox show", /^aldis inbox show ID \[options\]\n\n[\s\S]+--json/],
      ["event list", /--since [\s\S]+--kind [\s\S]+--modem [\s\S]+--message [\s\S]+--limit [\s\S]+--json/],
    ] as const) {
      expect((await gateway.command([...command.split(" "), "--help"])).out).toMatch(wanted);
    }
  });

  test("edit changes what waits, says why it does not, and names what is missing", async () => {
    const [id = 0] = await queueForTomorrow(gateway);
    // Not to GOOD: the modem was started anew, so within one second its report would look like a repeated one.
    const sent = await send("+491701234568", "gone");
    await reach(sent, "delivered");
    expect(
      await message("edit", String(id), sent, "--text", "other words", "--at", "2d", "--priority", "high"),
    ).toEqual({
      status: 1,
      out: `${id}: changed\n${sent}: not changed: it was delivered\n`,
      err: "",
    });
    const shown = JSON.parse((await message("show", String(id), "--json")).out).message;
    expect(shown).toMatchObject({ text: "other words", priority: 2 });
    expect(shown.sendAt).toBeGreaterThan(Date.now() + 47 * 3_600_000);
    expect((await message("edit", String(id), "--to", "112")).out).toContain(
      "not changed: the number is an emergency number",
    );
    expect((await message("edit", String(id), "--to", "nobody")).out).toBe(
      `${id}: not changed: not a telephone number\n`,
    );
    expect(await message("edit", String(id))).toMatchObject({ status: 2 });
    expect(await message("edit", String(id), "--priority", "urgent")).toMatchObject({ status: 2 });
    await message("cancel", String(id));
  });
}

describe("message cancel, message resend and inbox, on SQLite", () => claims(async () => []));

describe.skipIf(!hasPostgres())("message cancel, message resend and inbox, on PostgreSQL", () =>
  claims(async () => ["--database", await createTestDatabase()]),
);
