import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createPty } from "../../../lib/modem/serial/index.ts";
import { createSimulatedModem, createSimulatedNetwork } from "../../../lib/modem/simulator/index.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway, until } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { sqlOn } from "../../support/sql.ts";
import { problemOf } from "../../support/v1.ts";

interface Modem {
  name: string;
  source: string;
  state: string;
  problem?: string;
  setting?: string;
  pool?: string;
  hasPin?: boolean;
}

const READ_ONLY = "simulated?name=fixed&pin=9753";

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway("--modem", READ_ONLY, ...(await database()));
    await gateway.addUser("clerk", "rest-api", "sim", "sent-messages", "http-api");
    await gateway.addUser("sender", "rest-api");
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const call = (path: string, method = "GET", body?: unknown, headers: Record<string, string> = {}) =>
    gateway.as("clerk")(`/api/v1/modems${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const list = async () => ((await (await call("")).json()) as { items: Modem[] }).items;
  const add = async (body: object): Promise<Modem> => {
    const added = await call("", "POST", body);
    expect({ status: added.status, body, text: added.ok ? "" : await added.clone().text() }).toMatchObject({
      status: 201,
    });
    return (await added.json()) as Modem;
  };
  const become = (name: string, state: string) =>
    until<Modem>(
      `${name} is ${state}`,
      () => call(`/${name}`),
      (modem) => modem.state === state,
    );
  const remove = async (name: string) => expect((await call(`/${name}`, "DELETE")).status).toBe(204);
  const send = (to: string, text: string, more: object = {}) =>
    gateway.as("clerk")("/api/v1/messages", { method: "POST", body: JSON.stringify({ to, text, ...more }) });
  async function settled(to: string): Promise<{ state: string; modem?: string }> {
    const { items } = await until<{ items: { state: string; modem?: string }[] }>(
      `the message to ${to} is sent`,
      () => gateway.as("clerk")(`/api/v1/messages?number=${encodeURIComponent(to)}`),
      ({ items }) => items.length > 0 && items.every(({ state }) => ["sent", "delivered", "failed"].includes(state)),
    );
    if (items[0] === undefined) throw new Error("no message");
    return items[0];
  }

  test("a simulated modem that is added sends at once, and is there after a restart", async () => {
    const added = await add({ name: "Second", device: "simulated", pin: "2468", pool: "extra" });
    expect(added).toMatchObject({ name: "Second", source: "database", hasPin: true, pool: "extra" });
    await become("Second", "ready");
    expect((await send("+491701110001", "one", { modem: "Second" })).status).toBe(202);
    expect(await settled("+491701110001")).toMatchObject({ modem: "Second" });
    await gateway.restart();
    await become("Second", "ready");
    expect((await list()).map(({ name, source }) => [name, source])).toEqual([
      ["fixed", "command-line"],
      ["Second", "database"],
    ]);
    await remove("Second");
    expect((await list()).map(({ name }) => name)).toEqual(["fixed"]);
    await problemOf(await call("/Second"), 404);
  });

  test("a PIN is in no answer, no event and no column", async () => {
    await add({ name: "locked", device: "simulated", pin: "86420357" });
    await become("locked", "ready");
    const trace = await (await call("/locked/trace")).text();
    expect(trace).toContain("AT+CPIN=•••");
    const changed = await call("/locked", "PATCH", { pin: "86420357", pool: "x" });
    const texts = [
      trace,
      await changed.text(),
      await (await call("")).text(),
      JSON.stringify(await gateway.events({ modem: "locked" })),
      JSON.stringify(await sqlOn(gateway.database, "select * from modems")),
      gateway.output(),
    ];
    for (const text of texts) expect(text).not.toContain("86420357");
    await remove("locked");
  });

  test("a modem on a real device is added, sends, is changed to another device, and lets go of both", async () => {
    const network = createSimulatedNetwork();
    await using open = new AsyncDisposableStack();
    open.defer(() => network.close());
    const [first, second] = await Promise.all(
      ["+491790000001", "+491790000002"].map(async (number) => {
        const pty = createPty();
        const simulated = createSimulatedModem({ network, number });
        await simulated.attach(pty.port);
        open.defer(async () => {
          await simulated.close();
          await pty.close();
        });
        return pty;
      }),
    );
    if (first === undefined || second === undefined) throw new Error("no device");
    await add({ name: "pty", device: first.path });
    await become("pty", "ready");
    await send("+491701110002", "by the first", { modem: "pty" });
    await settled("+491701110002");
    await problemOf(await call("", "POST", { name: "twin", device: first.path }), 409);

    const changed = await call("/pty", "PATCH", { device: second.path });
    expect(await changed.json()).toMatchObject({ name: "pty", device: second.path });
    await until<Modem & { port: string }>(
      "the modem is ready at its new device",
      () => call("/pty"),
      ({ state, port }) => state === "ready" && port === second.path,
    );
    await send("+491701110003", "by the second", { modem: "pty" });
    await settled("+491701110003");
    expect(network.messages().map(({ from, text }) => [from, text])).toEqual([
      ["+491790000001", "by the first"],
      ["+491790000002", "by the second"],
    ]);
    await remove("pty");
    // Under another name, as soon as the old one has let go of it.
    await add({ name: "again", device: second.path });
    await become("again", "ready");
    await remove("again");
  });

  test("what passes over the wire is shown without texts, numbers and PDUs", async () => {
    await add({ name: "talker", device: "simulated" });
    await become("talker", "ready");
    await send("+491701110004", "most private words", { modem: "talker" });
    await settled("+491701110004");
    await gateway.as("tester")("/api/v1/simulator/messages?modem=talker", {
      method: "POST",
      body: JSON.stringify({ from: "+491709998887", text: "incoming words" }),
    });
    await call("/talker/ussd", "POST", { code: "*135#" });
    const { items } = await until<{ items: { direction: string; line: string }[] }>(
      "the incoming message is in the trace",
      () => call("/talker/trace"),
      ({ items }) =>
        items.some(({ line }) => line.startsWith("+CUSD:")) &&
        items.some(({ line }) => /^[+]CM(?:T|GR|GL):/.test(line)),
    );
    const lines = items.map(({ line }) => line);
    expect(lines).toContain("AT+CMGF=0");
    expect(lines.some((line) => /^AT[+]CMGS=\d+$/.test(line))).toBe(true);
    expect(lines.some((line) => /^[(]PDU, \d+ octets[)]$/.test(line))).toBe(true);
    const all = lines.join("\n");
    for (const hidden of [/1701110004/, /1709998887/, /words/, /[0-9A-F]{12}/, /135#/]) expect(all).not.toMatch(hidden);
    await remove("talker");
    await problemOf(await call("/talker/trace"), 404);
  });

  test("a name is there once, whatever its case, and a key adds once", async () => {
    const headers = { "idempotency-key": "modem-1" };
    const body = { name: "twice", device: "tcp://127.0.0.1:9" };
    const first = await call("", "POST", body, headers);
    expect(first.status).toBe(201);
    const again = await call("", "POST", body, headers);
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([201, "true"]);
    await problemOf(await call("", "POST", { ...body, device: "simulated" }, headers), 422);
    for (const name of ["twice", "TWICE", "fixed", "Fixed"]) {
      await problemOf(await call("", "POST", { name, device: "tcp://127.0.0.1:10" }), 409);
    }
    await remove("twice");
  });

  test("what the command line gives is read-only, and the refusal says where it comes from", async () => {
    for (const [method, body] of [["PATCH", { pool: "x" }], ["DELETE"]] as const) {
      expect(await problemOf(await call("/fixed", method, body), 409)).toMatchObject({
        detail: "The modem fixed is given on the command line (--modem): change it there, and start the gateway again.",
      });
      await problemOf(await call("/nobody", method, body), 404);
    }
    expect((await list())[0]).toMatchObject({ name: "fixed", source: "command-line", givenBy: "--modem" });
  });

  test.each([
    ["no device of any kind", { device: "COM3" }, "/device", "COM3"],
    ["a directory", { device: "/dev/" }, "/device", "directory"],
    ["auto", { device: "auto" }, "/device", "--modem"],
    ["settings behind a question mark", { device: "simulated?pin=1234" }, "/device", "without ?"],
    ["a profile that does not exist", { device: "simulated", profile: "ec99" }, "/profile", "ec99"],
    ["a name that no path can have", { name: "a b/c", device: "simulated" }, "/name", "must be 1 to 64 letters"],
    ["a profile for a real modem", { device: "/dev/ttyUSB0", profile: "ec25" }, "/profile", "is not a setting"],
    ["a PIN of letters", { device: "simulated", pin: "abcd" }, "/pin", "4 to 8 digits"],
    ["an unknown field", { device: "simulated", speed: 9600 }, "/speed", ""],
  ])("%s is refused with a sentence at its field", async (_, body, pointer, words) => {
    const { errors } = await problemOf(await call("", "POST", body), 422);
    expect(errors).toEqual([{ pointer, message: expect.stringContaining(words) }]);
  });

  test("a device that is not there is named in the modem's state, until it is changed", async () => {
    const added = await add({ device: "/dev/ttyNothing7" });
    expect(added.name).toBe("ttyNothing7");
    const gone = await until<Modem>(
      "the modem says what is wrong",
      () => call("/ttyNothing7"),
      ({ problem }) => problem !== undefined,
    );
    expect(gone.problem).toContain("/dev/ttyNothing7 does not exist");
    expect((await call("/ttyNothing7", "PATCH", { device: "simulated" })).status).toBe(200);
    await become("ttyNothing7", "ready");
    await remove("ttyNothing7");
  });

  test("a change asks for the ETag that it was read with, which the state does not change", async () => {
    const added = await call("", "POST", { name: "tagged", device: "simulated" });
    const etag = added.headers.get("etag") ?? "";
    await become("tagged", "ready");
    expect((await call("/tagged")).headers.get("etag")).toBe(etag);
    const changed = await call("/tagged", "PATCH", { perDay: 5, pool: "p" }, { "if-match": etag });
    expect(await changed.json()).toMatchObject({ perDay: 5, pool: "p" });
    await problemOf(await call("/tagged", "PATCH", { perDay: 6 }, { "if-match": etag }), 412);
    await problemOf(await call("/tagged", "DELETE", undefined, { "if-match": etag }), 412);
    const reset = (await (await call("/tagged", "PATCH", { perDay: null, pool: null })).json()) as Modem;
    expect(reset).not.toHaveProperty("perDay");
    expect(reset).not.toHaveProperty("pool");
    await remove("tagged");
  });

  test("every change is an event with who did it, and what it was before", async () => {
    await add({ name: "noted", device: "simulated" });
    for (const change of [{ pool: "night", pin: "1111" }, { pin: "2222" }]) await call("/noted", "PATCH", change);
    await remove("noted");
    const by = { modem: "noted", userName: "clerk", address: "127.0.0.1" };
    const [added] = await gateway.events({ kind: "modem.added", modem: "noted" });
    expect(added).toMatchObject({ ...by, message: "The modem was added: simulated?name=noted" });
    const [pin, changed] = await gateway.events({ kind: "modem.changed", modem: "noted" });
    expect(changed).toMatchObject({ ...by, details: { pin: "•••" } });
    expect(`${changed?.message} ${pin?.message}`).toMatch(/pool=night.* The modem's PIN was changed$/);
    expect((await gateway.events({ kind: "modem.removed", modem: "noted" }))[0]).toMatchObject(by);
  });

  test("modems that come, change and go during a flood lose no message and send none twice", async () => {
    const names = ["flood-a", "flood-b"];
    for (const name of names) await add({ name, device: "simulated" });
    const numbers = Array.from({ length: 60 }, (_, at) => `+49171${String(2_000_000 + at)}`);
    const sending = Promise.all(
      numbers.map(async (to, at) =>
        expect((await send(to, at % 3 === 0 ? "long ".repeat(70) : `no ${at}`)).status).toBe(202),
      ),
    );
    for (let round = 0; round < 4; round++) {
      expect((await call("/flood-a", "PATCH", { pool: `round-${round}` })).status).toBe(200);
      await remove("flood-b");
      await add({ name: "flood-b", device: "simulated" });
    }
    await sending;
    await remove("flood-a");
    await remove("flood-b");
    for (const to of numbers) expect((await settled(to)).state).not.toBe("failed");
    const delivered = await eventually("all are delivered", async () => {
      const all = await gateway.delivered(0);
      const ours = all.map(({ to }) => to).filter((to) => to.startsWith("+49171200"));
      return ours.length >= numbers.length && ours;
    });
    expect(delivered.toSorted()).toEqual(numbers);
  });

  test("the command line adds, changes and removes, and the gateway follows without a restart", async () => {
    const added = await gateway.command(["modem", "add", "simulated?name=shell", "--pin-stdin"], "1357\n");
    expect(added).toMatchObject({ status: 0, out: "shell\n" });
    await eventually("the gateway has the modem", async () => (await call("/shell")).status === 200);
    await become("shell", "ready");
    expect((await gateway.command(["modem", "change", "shell", "pool=night", "pin="])).status).toBe(0);
    await until<Modem>(
      "the gateway follows",
      () => call("/shell"),
      ({ pool, hasPin }) => pool === "night" && hasPin === false,
    );
    expect((await gateway.command(["modem", "list"])).out).toMatch(/shell +\S+/);
    expect(await gateway.command(["modem", "add", "simulated?name=fixed"])).toMatchObject({ status: 1 });
    expect(await gateway.command(["modem", "remove", "fixed"])).toMatchObject({
      status: 1,
      err: expect.stringContaining("command line, environment or file"),
    });
    expect((await gateway.command(["modem", "remove", "shell"])).status).toBe(0);
    expect(await gateway.command(["modem", "remove", "shell"])).toMatchObject({ status: 1 });
    await eventually("the gateway has no such modem", async () => (await call("/shell")).status === 404);
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
