import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { WebhookVerificationError } from "standardwebhooks";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway, until } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { sqlOn } from "../../support/sql.ts";
import { problemOf } from "../../support/v1.ts";
import { startWebhookReceiver, verified, type WebhookReceiver } from "../../support/webhook-receiver.ts";

interface Hook {
  id: number;
  name: string;
  secret: string;
  oldSecretUntil?: string;
}

interface Job {
  id: number;
  eventId: string;
  state: string;
  destination: string;
  attempts: number;
  error?: string;
}

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  let receiver: WebhookReceiver;
  let status = 200;
  let made = 0;
  beforeAll(async () => {
    receiver = await startWebhookReceiver((_event, response) => response.writeHead(status).end("said"));
    gateway = await startTestGateway(...(await database()), "--allow-targets", "localhost");
    await gateway.addUser("anna", "rest-api,webhooks");
    await gateway.addUser("sender", "rest-api");
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  });

  const call = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
    gateway.as("anna")(`/api/v1/webhooks${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  async function add(more: object = {}): Promise<Hook> {
    const added = await call("POST", "", { name: `hook-${++made}`, url: receiver.hook, ...more });
    expect(added.status).toBe(201);
    return (await added.json()) as Hook;
  }
  const jobsOf = async ({ name }: Hook) =>
    ((await (await gateway.as("anna")(`/api/v1/jobs?destination=webhook:${name}`)).json()) as { items: Job[] }).items;
  const send = async (to: string, more: object = {}) => {
    const body = JSON.stringify({ to: [to], text: "Hello", ...more });
    const sent = await gateway.as("sender")("/api/v1/messages", { method: "POST", body });
    const { messages } = (await sent.json()) as { messages: { id: number }[] };
    return messages[0]?.id ?? 0;
  };
  /** What the receiver got for this target after it was asked for. */
  async function tested(hook: Hook) {
    const job = (await (await call("POST", `/${hook.id}/test`)).json()) as Job;
    expect(job).toMatchObject({ kind: "webhook", destination: `webhook:${hook.name}` });
    const ended = await until<Job>(
      "it was tried",
      () => gateway.as("anna")(`/api/v1/jobs/${job.id}`),
      ({ state }) => state === "delivered" || state === "dead",
    );
    return { job: { ...job, ...ended }, event: receiver.events.find(({ id }) => id === job.eventId) };
  }

  test("a secret is shown once, stays out of events, log and database, and signs what is sent", async () => {
    const hook = await add({ events: [] });
    expect(hook.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const { event } = await tested(hook);
    if (event === undefined) throw new Error("nothing was received");
    expect(verified(hook.secret, event)).toEqual({
      type: "webhook.test",
      timestamp: event.timestamp,
      data: { webhook: hook.name },
    });
    expect(event.request).toMatchObject({
      method: "POST",
      url: "/hook",
      headers: { "content-type": "application/json" },
    });
    const other = await add();
    expect(() => verified(other.secret, event)).toThrow(WebhookVerificationError);
    const shown = [await call("GET", ""), await call("GET", `/${hook.id}`)];
    for (const each of shown) expect(await each.text()).not.toMatch(/whsec_|sealed/);
    const [recorded] = await gateway.events({ kind: "webhook.added", userName: "anna" });
    expect(recorded).toMatchObject({ message: expect.stringContaining("was added") });
    const secret = hook.secret.slice("whsec_".length);
    const rows = await sqlOn(gateway.database, "select * from webhooks");
    const logged = await gateway.events({});
    for (const text of [JSON.stringify(rows), JSON.stringify(logged), gateway.output()]) {
      expect(text).not.toContain(secret);
    }
  });

  test("after a change of the secret both sign, until the old one's time; without one the old is void at once", async () => {
    const hook = await add();
    const rotated = (await (await call("POST", `/${hook.id}/rotate`, { keepOldSeconds: 3_600 })).json()) as Hook;
    expect(rotated.secret).not.toBe(hook.secret);
    expect(Date.parse(rotated.oldSecretUntil ?? "")).toBeGreaterThan(Date.now() + 3_500_000);
    const both = (await tested(hook)).event;
    if (both === undefined) throw new Error("nothing was received");
    for (const secret of [hook.secret, rotated.secret]) expect(verified(secret, both)).toMatchObject({});
    const last = (await (await call("POST", `/${hook.id}/rotate`, { keepOldSeconds: 0 })).json()) as Hook;
    expect(last.oldSecretUntil).toBeUndefined();
    const one = (await tested(hook)).event;
    if (one === undefined) throw new Error("nothing was received");
    expect(verified(last.secret, one)).toMatchObject({});
    for (const secret of [hook.secret, rotated.secret]) {
      expect(() => verified(secret, one)).toThrow(WebhookVerificationError);
    }
    await gateway.events({ kind: "webhook.secret-rotated", userName: "anna" }, 2);
  });

  test("a repeated request to add gets the same secret, and adds nothing", async () => {
    const body = { name: "repeated", url: receiver.hook };
    const first = await call("POST", "", body, { "idempotency-key": "hook-key" });
    const again = await call("POST", "", body, { "idempotency-key": "hook-key" });
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(await again.json()).toEqual(await first.json());
    const { items } = (await (await call("GET", "")).json()) as { items: Hook[] };
    expect(items.filter(({ name }) => name === "repeated")).toHaveLength(1);
  });

  test("what cannot be used is refused with the reason, and changes nothing", async () => {
    const hook = await add({ events: ["message.sent"] });
    const url = receiver.hook;
    for (const [body, pointer] of [
      [{ name: "With Blanks", url }, "/name"],
      [{ name: "dots.in.it", url }, "/name"],
      [{ name: "ftp", url: "ftp://a.example/" }, "/url"],
      [{ name: "password", url: "https://user:hidden@a.example/" }, "/url"],
      [{ name: "none", url: "not an address" }, "/url"],
      [{ name: "events", url, events: ["message.read"] }, "/events/0"],
      [{ name: "more", url, secret: "mine" }, "/secret"],
    ] as const) {
      const problem = await problemOf(await call("POST", "", body), 422);
      expect(JSON.stringify(problem)).toContain(`"${pointer}"`);
      expect(JSON.stringify(problem)).not.toContain("hidden");
    }
    expect(await problemOf(await call("POST", "", { name: hook.name, url }), 409)).toMatchObject({});
    await problemOf(await call("PATCH", `/${hook.id}`, { url: "file:///etc/passwd" }), 422);
    const { errors } = await problemOf(await call("PATCH", `/${hook.id}`, { url: "http://127.0.0.1:9/" }), 422);
    expect(errors).toEqual([
      {
        pointer: "/url",
        message:
          "leads to 127.0.0.1, which is an address of this machine: nothing is sent there unless the setting “Allowed targets on this machine” (--allow-targets) names it",
      },
    ]);
    await problemOf(await call("POST", "", { name: "metadata", url: "http://[::ffff:169.254.169.254]/" }), 422);
    await problemOf(await call("PATCH", `/${hook.id}`, { name: "other" }), 422);
    for (const [method, path, body] of [
      ["GET", ""],
      ["PATCH", "", { enabled: false }],
      ["DELETE", ""],
      ["POST", "/rotate", {}],
      ["POST", "/test"],
    ] as const) {
      await problemOf(await call(method, `/999999${path}`, body), 404);
    }
    const shown = (await (await call("GET", `/${hook.id}`)).json()) as object;
    expect(shown).toMatchObject({ url, events: ["message.sent"], enabled: true, ordered: false });
  });

  test("a change holds only for who has seen the last one, and says in an event what was changed", async () => {
    const hook = await add();
    const read = await call("GET", `/${hook.id}`);
    const etag = read.headers.get("etag") ?? "";
    const changed = await call("PATCH", `/${hook.id}`, { enabled: false, ordered: true }, { "if-match": etag });
    expect(await changed.json()).toMatchObject({ enabled: false, ordered: true });
    await problemOf(await call("PATCH", `/${hook.id}`, { enabled: true }, { "if-match": etag }), 412);
    await problemOf(await call("DELETE", `/${hook.id}`, undefined, { "if-match": etag }), 412);
    const [event] = await gateway.events({ kind: "webhook.changed", userName: "anna" });
    expect(event).toMatchObject({ details: { fields: "enabled, ordered" } });
    expect((await call("DELETE", `/${hook.id}`)).status).toBe(204);
    await gateway.events({ kind: "webhook.removed", userName: "anna" });
  });

  test("the states of a message reach those targets that picked them, each once and in their order", async () => {
    const picked = await add({ events: ["message.sent", "message.delivered"], ordered: true });
    const other = await add({ events: ["message.failed"] });
    const disabled = await add({ events: ["message.sent"], enabled: false });
    const id = await send("+491701234567", { reference: "ticket 4711" });
    const jobs = await eventually("both were delivered", async () => {
      const all = await jobsOf(picked);
      return all.length === 2 && all.every(({ state }) => state === "delivered") && all;
    });
    const got = receiver.events.filter((event) => event.id.endsWith(`-${picked.name}`));
    expect(got.map((event) => event.id)).toEqual(jobs.map(({ eventId }) => eventId).toReversed());
    expect(got).toMatchObject([
      {
        id: `out-${id}-sent-${picked.name}`,
        data: { id, to: "+491701234567", state: "sent", channel: "sms", source: "v1", reference: "ticket 4711" },
      },
      { id: `out-${id}-delivered-${picked.name}`, data: { id, state: "delivered" } },
    ]);
    expect([...(await jobsOf(other)), ...(await jobsOf(disabled))]).toEqual([]);
    expect(JSON.stringify(receiver.events)).not.toContain("Hello");
    await call("DELETE", `/${picked.id}`);
  });

  test("410 ends a job at once and says so in an event; the target stays enabled", async () => {
    const hook = await add();
    status = 410;
    const { job } = await tested(hook);
    status = 200;
    expect(job).toMatchObject({ state: "dead", attempts: 1, error: expect.stringContaining("410") });
    expect(await (await call("GET", `/${hook.id}`)).json()).toMatchObject({ enabled: true });
    const [event] = await gateway.events({ kind: "job.dead" });
    expect(event).toMatchObject({ message: expect.stringContaining("stays enabled"), details: { job: job.id } });
  });

  test("a disabled target gets test events and nothing else; jobs of a removed one become dead letters", async () => {
    const hook = await add({ enabled: false });
    expect((await tested(hook)).job.state).toBe("delivered");
    status = 500;
    const response = await call("POST", `/${hook.id}/test`);
    const { id } = (await response.json()) as Job;
    await until<Job>(
      "it was tried",
      () => gateway.as("anna")(`/api/v1/jobs/${id}`),
      ({ attempts }) => attempts === 1,
    );
    status = 200;
    expect((await call("DELETE", `/${hook.id}`)).status).toBe(204);
    await gateway.as("anna")(`/api/v1/jobs/${id}/retry`, { method: "POST" });
    const ended = await until<Job>(
      "it was given up",
      () => gateway.as("anna")(`/api/v1/jobs/${id}`),
      ({ state }) => state === "dead",
    );
    expect(ended.error).toBe(`there is no webhook ${hook.name}`);
  });
}

describe("webhooks, on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("webhooks, on PostgreSQL", () =>
  claims(async () => ["--database", await createTestDatabase()]),
);
