import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { NewJob } from "../../../lib/messages/index.ts";
import { startTestGateway, type TestGateway, until } from "../../support/gateway.ts";
import { aJob, CLAIMING } from "../../support/jobs.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { type ReceivedRequest, type Receiver, startReceiver } from "../../support/receivers.ts";
import { onDatabase } from "../../support/stored-messages.ts";
import { problemOf } from "../../support/v1.ts";

interface Job {
  id: number;
  state: string;
  destination: string;
  attempts: number;
  error?: string;
  history: { status?: number; error?: string; answer?: string }[];
}

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  let receiver: Receiver;
  let status = 200;
  const requests: ReceivedRequest[] = [];
  beforeAll(async () => {
    receiver = await startReceiver((request, response) => {
      requests.push(request);
      response.writeHead(status).end("said");
    });
    gateway = await startTestGateway(...(await database()), "--allow-targets", "localhost");
    await gateway.addUser("router", "rest-api,message-routing");
    await gateway.addUser("hook", "rest-api,webhooks");
    await gateway.addUser("nobody", "rest-api");
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  });

  const call = (method: string, path: string, { user = "router", body }: { user?: string; body?: object } = {}) =>
    gateway.as(user)(`/api/v1/jobs${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const seenBy = async (user: string, query = "") => {
    const { items } = (await (await call("GET", query, { user })).json()) as { items: Job[] };
    return items.map(({ id }) => id);
  };
  /** It is due in an hour, so that the gateway leaves it alone until it has been given up here. */
  async function deadLetter(job: Partial<NewJob> = {}): Promise<number> {
    const payload = { method: "POST", url: `http://localhost:${receiver.port}/hook?n=1` };
    const dead = aJob({ eventId: crypto.randomUUID(), destination: "http:test", payload, ...job });
    const due = Date.now() + 3_600_000;
    return onDatabase(gateway, async ({ jobs }) => {
      const [id = 0] = await jobs.add([dead], due);
      const [claim] = await jobs.claimDue({ ...CLAIMING, kinds: [dead.kind], now: due });
      if (claim === undefined) throw new Error("it was not claimed");
      const error = "the receiver answered 500";
      await jobs.settle(claim, {
        state: "dead",
        attempt: { at: due, milliseconds: 3, status: 500, error, answer: "no" },
      });
      return id;
    });
  }

  test("a dead letter is shown with its attempts, sent again, and delivered with the request that it is", async () => {
    const id = await deadLetter({ incomingId: 7, ruleId: 3 });
    const shown = await (await call("GET", `/${id}`)).json();
    expect(shown).toMatchObject({
      id,
      kind: "http",
      destination: "http:test",
      state: "dead",
      ordered: false,
      error: "the receiver answered 500",
      incomingId: 7,
      ruleId: 3,
      history: [{ milliseconds: 3, status: 500, error: "the receiver answered 500", answer: "no" }],
    });
    expect(JSON.stringify(shown)).not.toContain("hook");
    expect(await (await call("POST", `/${id}/retry`)).json()).toMatchObject({ state: "waiting", attempts: 1 });
    const job = await until<Job>(
      "it is delivered",
      () => call("GET", `/${id}`),
      ({ state }) => state === "delivered",
    );
    expect(job).toMatchObject({ attempts: 2, history: [{ status: 500 }, { status: 200, answer: "said" }] });
    const { items } = (await (await call("GET", "?limit=1")).json()) as { items: Job[] };
    expect(items).toMatchObject([{ id, attempts: 2 }]);
    expect(requests.at(-1)).toMatchObject({ method: "POST", url: "/hook?n=1" });
    const [event] = await gateway.events({ kind: "job.sent-again", userName: "router" });
    expect(event).toMatchObject({ details: { job: id }, address: "127.0.0.1" });
    await problemOf(await call("POST", `/${id}/retry`), 409);
    expect((await call("DELETE", `/${id}`)).status).toBe(204);
    await problemOf(await call("GET", `/${id}`), 404);
  });

  test("a target that is not allowed makes a dead letter at once, and an event", async () => {
    const id = await deadLetter({ payload: { method: "GET", url: `${receiver.url}/secret-path` } });
    const before = requests.length;
    await call("POST", `/${id}/retry`);
    const job = await until<Job>(
      "it is given up",
      () => call("GET", `/${id}`),
      ({ state }) => state === "dead",
    );
    expect(job.error).toBe("127.0.0.1 is an address of this machine: only --allow-targets lets requests go there");
    expect(requests).toHaveLength(before);
    const [event] = await gateway.events({ kind: "job.dead" });
    expect(event).toMatchObject({ severity: "error", details: { job: id, attempts: 1 } });
    expect(gateway.output()).not.toContain("secret-path");
  });

  test("all dead letters of a destination are sent again, or deleted, and no others", async () => {
    const destination = "http:together";
    const ids = [await deadLetter({ destination }), await deadLetter({ destination })];
    const other = await deadLetter({ destination: "http:other" });
    const all = { destination, action: "retry" };
    expect(await (await call("POST", "/bulk", { body: all })).json()).toEqual({ jobs: 2, done: true });
    for (const id of ids) {
      await until<Job>(
        "it is delivered",
        () => call("GET", `/${id}`),
        ({ state }) => state === "delivered",
      );
    }
    expect(await (await call("POST", "/bulk", { body: all })).json()).toEqual({ jobs: 0, done: true });
    const rest = { destination: "http:other", action: "delete" };
    expect(await (await call("POST", "/bulk", { body: rest })).json()).toEqual({ jobs: 1, done: true });
    await problemOf(await call("GET", `/${other}`), 404);
    await problemOf(await call("POST", "/bulk", { body: { destination, action: "other" } }), 422);
  });

  test("jobs for webhooks are for those who hold webhooks, all others for those who hold message-routing", async () => {
    const http = await deadLetter({ destination: "http:mine" });
    const webhook = await deadLetter({ kind: "webhook", destination: "webhook:erp" });
    expect(await seenBy("router")).toContain(http);
    expect(await seenBy("router")).not.toContain(webhook);
    expect(await seenBy("hook")).toEqual([webhook]);
    expect(await problemOf(await call("GET", "", { user: "nobody" }), 403)).toMatchObject({
      permission: "message-routing",
    });
    expect(await problemOf(await call("GET", "/counts", { user: "nobody" }), 403)).toMatchObject({
      permission: "message-routing",
    });
    expect(await (await call("GET", "/counts", { user: "hook" })).json()).toMatchObject({ dead: 1, delivered: 0 });
    for (const [user, id, permission] of [
      ["router", webhook, "webhooks"],
      ["hook", http, "message-routing"],
    ] as const) {
      for (const [method, path] of [
        ["GET", ""],
        ["POST", "/retry"],
        ["DELETE", ""],
      ] as const) {
        expect(await problemOf(await call(method, `/${id}${path}`, { user }), 403)).toMatchObject({ permission });
      }
    }
    expect(await problemOf(await call("GET", "?kind=webhook"), 403)).toMatchObject({ permission: "webhooks" });
    const body = { action: "delete", destination: "webhook:erp" };
    expect(await problemOf(await call("POST", "/bulk", { body }), 403)).toMatchObject({ permission: "webhooks" });
    expect((await call("DELETE", `/${webhook}`, { user: "hook" })).status).toBe(204);
  });

  test("the list is filtered and read page by page", async () => {
    const ids = [];
    for (let count = 0; count < 3; count++) ids.unshift(await deadLetter({ destination: "http:paged" }));
    expect(await seenBy("router", "?destination=http:paged&state=dead&kind=http")).toEqual(ids);
    expect(await seenBy("router", "?destination=http:paged&state=waiting")).toEqual([]);
    const first = (await (await call("GET", "?destination=http:paged&limit=2")).json()) as {
      items: Job[];
      next: string;
    };
    expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect(await seenBy("router", `?destination=http:paged&limit=2&after=${first.next}`)).toEqual(ids.slice(2));
    for (const query of ["?state=gone", "?kind=fax", "?after=x", "?limit=0", "?other=1"]) {
      await problemOf(await call("GET", query), 422);
    }
    await problemOf(await call("GET", "/0"), 404);
  });

  test("a receiver that fails is tried again later, and the waiting job can be done now", async () => {
    const id = await deadLetter({ destination: "http:failing" });
    status = 503;
    await call("POST", `/${id}/retry`);
    const waiting = await until<Job>(
      "it has failed",
      () => call("GET", `/${id}`),
      ({ attempts }) => attempts === 2,
    );
    expect(waiting).toMatchObject({ state: "waiting", error: "the receiver answered 503" });
    status = 200;
    await call("POST", `/${id}/retry`);
    await until<Job>(
      "it is delivered",
      () => call("GET", `/${id}`),
      ({ state }) => state === "delivered",
    );
  });
}

describe("jobs, on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("jobs, on PostgreSQL", () =>
  claims(async () => ["--database", await createTestDatabase()]),
);
