import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { basic, problemOf } from "../../support/v1.ts";

const ANNA = "+491701234567";
const BERND = "+491719876543";

interface Answer {
  messages: { id: number; to: string; state: string; parts: number; alphabet?: string }[];
  refused: { to?: string; reason: string; detail: string }[];
}

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("clerk", "rest-api", "contacts");
    await gateway.addUser("other", "rest-api");
    for (const [name, number] of [
      ["Anna", ANNA],
      ["Bernd", BERND],
    ] as const) {
      await run("contact", "add", name, "--number", number, "--note", `room of ${name}`);
    }
    await run("group", "add", "Doctors");
    for (const name of ["Anna", "Bernd"]) await run("group", "member", "add", "Doctors", name);
  });
  const run = async (...args: string[]) => {
    const { status, out, err } = await gateway.command(args);
    expect({ args, status, err }).toEqual({ args, status: 0, err: "" });
    return out;
  };
  afterAll(() => gateway[Symbol.asyncDispose]());

  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${gateway.url}/api/v1${path}`, {
      method: "POST",
      headers: { ...basic("clerk"), "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const send = (body: unknown, headers?: Record<string, string>) => post("/messages", body, headers);
  /** Texts that reached the network, newest last, once there are `count` more. */
  let seen = 0;
  const next = async (count: number) => {
    const all = await gateway.delivered(seen + count);
    const texts = all.slice(seen).map(({ to, text }) => `${to} ${text}`);
    seen = all.length;
    return texts.toSorted();
  };

  test("a message to one number is accepted, and leaves", async () => {
    const response = await send({ to: "0170 1234567", text: "Disk full", reference: "ticket 7" });
    expect(response.status).toBe(202);
    expect(response.headers.get("idempotency-replayed")).toBeNull();
    expect((await response.json()) as Answer).toEqual({
      messages: [
        { id: expect.any(Number) as unknown as number, to: ANNA, state: "queued", parts: 1, alphabet: "gsm7" },
      ],
      refused: [],
    });
    expect(await next(1)).toEqual([`${ANNA} Disk full`]);
  });

  test("numbers, contacts and groups are named side by side, each number gets one text of its own", async () => {
    const response = await send({
      to: [{ number: ANNA, variables: { host: "db-2" } }, { contact: "bernd" }, { group: "Doctors" }, "banana"],
      text: "{name} ({note}): {host} {{",
      variables: { host: "db-1" },
      priority: "high",
    });
    expect(response.status).toBe(202);
    const answer = (await response.json()) as Answer;
    expect(answer.messages.map(({ to }) => to)).toEqual([ANNA, BERND]);
    expect(answer.refused).toEqual([
      {
        to: "banana",
        reason: "invalid-number",
        detail: 'not a telephone number; name a contact or group as {"contact": …} or {"group": …}',
      },
    ]);
    expect(await next(2)).toEqual([`${ANNA} Anna (room of Anna): db-2 {`, `${BERND} Bernd (room of Bernd): db-1 {`]);
  });

  test("the same key gives the same answer, and nothing is sent again; another body is refused", async () => {
    const key = { "idempotency-key": "8e03978e-40d5-43e8-bc93-6894a57f9324" };
    const body = { to: [BERND, "banana"], text: "once" };
    const first = await send(body, key);
    const answer = await first.text();
    expect({ status: first.status, replayed: first.headers.get("idempotency-replayed") }).toEqual({
      status: 202,
      replayed: null,
    });
    const again = await send(body, key);
    expect({ status: again.status, replayed: again.headers.get("idempotency-replayed") }).toEqual({
      status: 202,
      replayed: "true",
    });
    expect(await again.text()).toBe(answer);
    const problem = await problemOf(await send({ ...body, text: "twice" }, key), 422);
    expect(problem).toMatchObject({ refused: [{ reason: "key-used" }] });
    await problemOf(await send(JSON.stringify(body, undefined, 1), key), 422);
    const others = await send(body, { ...key, ...basic("other") });
    expect(others.headers.get("idempotency-replayed")).toBeNull();
    expect(await next(2)).toEqual([`${BERND} once`, `${BERND} once`]);
  });

  test("of 64 that send the same at once each gets the one answer", async () => {
    const answers = await Promise.all(
      Array.from({ length: 64 }, async () => {
        const response = await send({ to: ANNA, text: "64 senders" }, { "idempotency-key": "many" });
        return { text: await response.text(), replayed: response.headers.get("idempotency-replayed") };
      }),
    );
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ replayed }) => replayed === null).length).toBe(1);
    expect(await next(1)).toEqual([`${ANNA} 64 senders`]);
  });

  test("a key outlives a restart, and one of a request that was refused may be used again", async () => {
    const key = { "idempotency-key": "outlives" };
    await problemOf(await send({ to: "banana", text: "kept" }, key), 422);
    const first = await (await send({ to: ANNA, text: "kept" }, key)).text();
    expect(await next(1)).toEqual([`${ANNA} kept`]);
    await gateway.restart();
    seen = 0;
    const again = await send({ to: ANNA, text: "kept" }, key);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(await again.text()).toBe(first);
  });

  test("a key that is none is refused", async () => {
    for (const key of ["", "two words", "x".repeat(256), "grüße"]) {
      await problemOf(await send({ to: ANNA, text: "no key" }, { "idempotency-key": key }), 422);
    }
  });

  test("when nobody is left, or a variable has no value, nothing is sent and the problem says why", async () => {
    const nobody = await problemOf(await send({ to: ["banana", { contact: "Nobody" }], text: "x" }), 422);
    expect(nobody).toMatchObject({
      refused: [
        { to: "banana", reason: "invalid-number" },
        { to: "Nobody", reason: "no-such-contact" },
      ],
    });
    const missing = await problemOf(await send({ to: [ANNA, "+491700000001"], text: "{name}" }), 422);
    expect(missing).toMatchObject({
      detail: "The text has {name}, which has no value for one recipient.",
      refused: [{ to: "+491700000001", reason: "variable-missing" }],
    });
    await eventually("its event", async () => {
      const [event] = await gateway.events({ kind: "v1.refused", userName: "clerk" });
      return (event?.details as { reason?: string } | undefined)?.reason === "variable-missing";
    });
  });

  test("each value that is wrong is named", async () => {
    for (const [body, pointer] of [
      [{ to: ANNA }, "/text"],
      [{ text: "x" }, "/to"],
      [{ to: [], text: "x" }, "/to"],
      [{ to: { number: ANNA, name: "Anna" }, text: "x" }, "/to/name"],
      [{ to: 491701234567, text: "x" }, "/to"],
      [{ to: ANNA, text: "x", ring: true }, "/text"],
      [{ to: ANNA, ring: true, flash: true }, "/flash"],
      [{ to: ANNA, text: "x", flash: true, channel: "telegram" }, "/channel"],
      [{ to: ANNA, text: "x", colour: "red" }, "/colour"],
      [{ to: ANNA, text: "x", priority: 2 }, "/priority"],
      [{ to: ANNA, text: "x", sendAt: "2026-01-31 08:00" }, "/sendAt"],
      [{ to: ANNA, text: "x", sendAt: "2099-01-31T08:00:00Z" }, "/sendAt"],
      [{ to: ANNA, text: "x", expiresAt: "2020-01-31T08:00:00Z" }, "/expiresAt"],
      [{ to: ANNA, text: "x", validity: "4h" }, "/validity"],
      [{ to: ANNA, text: "x", validity: "PT0S" }, "/validity"],
      [{ to: ANNA, text: "x", validity: "PT4H", expiresAt: "2099-01-31T08:00:00Z" }, "/validity"],
      [{ to: ANNA, text: "x", reference: "x".repeat(201) }, "/reference"],
      [{ to: ANNA, text: "{a}", variables: { a: 1 } }, "/variables/a"],
    ] as const) {
      const problem = await problemOf(await send(body), 422);
      const pointers = (problem.errors as { pointer: string }[]).map((error) => error.pointer);
      expect({ body, pointers }).toEqual({ body, pointers: expect.arrayContaining([pointer]) as unknown as string[] });
    }
  });

  test("what is to be sent later waits, and expires when it is told to", async () => {
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const response = await send({ to: ANNA, text: "later", sendAt, validity: "P1DT12H" });
    const [message] = ((await response.json()) as Answer).messages;
    const shown = JSON.parse(await run("message", "show", String(message?.id), "--json")) as {
      message: { state: string; sendAt: number; expiresAt: number };
    };
    expect(shown.message).toMatchObject({
      state: "queued",
      sendAt: Date.parse(sendAt),
      expiresAt: Date.parse(sendAt) + 36 * 3_600_000,
    });
  });

  test("a ring has no parts", async () => {
    const response = await send({ to: ANNA, ring: true, sendAt: new Date(Date.now() + 3_600_000).toISOString() });
    expect(((await response.json()) as Answer).messages).toEqual([
      { id: expect.any(Number) as unknown as number, to: ANNA, state: "queued", parts: 0 },
    ]);
  });

  test("a preview counts, names the characters that cost the alphabet and whom it would reach, and sends nothing", async () => {
    const before = (await gateway.delivered(seen)).length;
    const response = await post("/messages/preview", {
      to: [{ group: "Doctors" }, "banana"],
      text: "{name} 😀 ž ".repeat(10),
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      alphabet: "ucs2",
      parts: 2,
      totalParts: 4,
      recipients: [
        { to: ANNA, name: "Anna", parts: 2, alphabet: "ucs2" },
        { to: BERND, name: "Bernd", parts: 2, alphabet: "ucs2" },
      ],
      refused: [{ to: "banana", reason: "invalid-number" }],
    });
    const alone = await (await post("/messages/preview", { text: "a😀b" })).json();
    expect(alone).toEqual({
      alphabet: "ucs2",
      parts: 1,
      remaining: 66,
      forcedBy: [{ character: "😀", position: 1 }],
      totalParts: 0,
      recipients: [],
      refused: [],
    });
    expect((await gateway.delivered(before)).length).toBe(before);
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
