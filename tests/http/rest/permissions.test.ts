import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { PERMISSIONS, type Permission } from "../../../lib/auth/index.ts";
import { startTestGateway, type TestGateway, until } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";

type Document = { paths: Record<string, Record<string, unknown>> };
interface Message {
  id: string;
  text: string;
  recipients: { name: string; email: string }[];
}

/** What each operation needs besides `rest-api`, on what is not one's own: each is a decision. */
const NEEDS: Record<string, readonly Permission[]> = {
  "POST /api/signin": [],
  "GET /api/user/me": [],
  "GET /api/messages": ["incoming-messages"],
  "POST /api/messages": [],
  "GET /api/messages/{id}": ["sent-messages"],
  "DELETE /api/messages/{id}": ["sent-messages"],
  "GET /api/contacts": ["contacts"],
  "POST /api/contacts": ["contacts"],
  "GET /api/contacts/{id}": ["contacts"],
  "POST /api/contacts/{id}": ["contacts"],
  "DELETE /api/contacts/{id}": ["contacts"],
  "GET /api/contactgroups": ["groups"],
  "POST /api/contactgroups": ["groups"],
  "GET /api/contactgroups/{id}": ["groups"],
  "POST /api/contactgroups/{id}": ["groups"],
  "DELETE /api/contactgroups/{id}": ["groups"],
  "GET /api/contactgroups/{id}/contacts": ["groups", "contacts"],
  "GET /api/state": [],
  "GET /api/state/spec.json": [],
  "GET /api/state/spec.yml": [],
};
const ALL = Object.keys(PERMISSIONS) as Permission[];

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  /** The ID of a message that the user `other` has sent, and of one that came in. */
  const ids = { others: "", incoming: "" };
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("alone", "rest-api");
    await gateway.addUser("other", "rest-api");
    await gateway.addUser("clerk", ...ALL);
    for (const permission of ["sent-messages", "incoming-messages", "contacts", "groups"]) {
      await gateway.addUser(`without-${permission}`, ...ALL.filter((id) => id !== permission));
    }
    ids.others = (await send("other", "of another")).id;
    await gateway.receive("+491609999999", "TAN 123456");
    const [incoming] = await until<Message[]>(
      "one that came in",
      () => gateway.as("clerk")("/api/messages"),
      ({ length }) => length === 1,
    );
    ids.incoming = incoming?.id ?? "";
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  async function send(user: string, text: string): Promise<Message> {
    const body = JSON.stringify({ recipients: [{ to: "+491701234567" }], text });
    const sent = (await (await json(user, "POST", "/api/messages", body)).json()) as Message[];
    return sent[0] as Message;
  }
  const json = (user: string, method: string, path: string, body?: string) =>
    gateway.as(user)(path, {
      method,
      ...(body === undefined ? {} : { body, headers: { "content-type": "application/json" } }),
    });
  const reasons = async (response: Response) => [
    response.status,
    ...((await response.json()) as { reasons: string[] }).reasons,
  ];
  const lacks = (permission: Permission) => [
    403,
    `Your user does not hold the permission “${PERMISSIONS[permission]}”.`,
  ];

  test("every operation that needs more than the API refuses without it, names what is missing, and does not with it", async () => {
    const document = (await (await fetch(`${gateway.url}/api/state/spec.json`)).json()) as Document;
    const names = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(names.toSorted()).toEqual(Object.keys(NEEDS).toSorted());
    for (const [name, needed] of Object.entries(NEEDS)) {
      const [method = "", path = ""] = name.split(" ");
      const call = (user: string) =>
        json(
          user,
          method,
          path.replace("{id}", path.includes("messages") ? ids.others : "999"),
          method === "POST" ? "{}" : undefined,
        );
      const [first] = needed;
      if (first !== undefined)
        expect({ name, is: await reasons(await call("alone")) }).toEqual({ name, is: lacks(first) });
      for (const permission of needed) {
        const without = await reasons(await call(`without-${permission}`));
        expect({ name, is: without }).toEqual({ name, is: lacks(permission) });
      }
      if (!name.startsWith("DELETE /api/messages"))
        expect({ name, status: (await call("clerk")).status }).not.toEqual({ name, status: 403 });
    }
  });

  describe("a user who holds the API alone", () => {
    test("reads, lists and deletes its own messages, and no others", async () => {
      const own = await send("alone", "own");
      const listed = await json("alone", "GET", "/api/messages?type=sent,queued,failed&limit=100");
      expect(((await listed.json()) as Message[]).map(({ text }) => text)).toEqual(["own"]);
      expect((await json("alone", "GET", `/api/messages/${own.id}`)).status).toBe(200);
      expect(await reasons(await json("alone", "GET", `/api/messages/${ids.others}`))).toEqual(lacks("sent-messages"));
      expect(await reasons(await json("alone", "DELETE", `/api/messages/${ids.others}`))).toEqual(
        lacks("sent-messages"),
      );
      await until<Message[]>(
        "its own is sent",
        () => json("alone", "GET", "/api/messages?type=sent"),
        ({ length }) => length === 1,
      );
      expect((await json("alone", "DELETE", `/api/messages/${own.id}`)).status).toBe(200);
      expect((await json("alone", "GET", `/api/messages/${own.id}`)).status).toBe(404);
      expect((await json("other", "GET", `/api/messages/${ids.others}`)).status).toBe(200);
    });

    test("learns nothing of what other users have sent, nor which users there are", async () => {
      for (const user of ["other", "1", "nobody"]) {
        const response = await json("alone", "GET", `/api/messages?type=sent&user=${user}`);
        expect(await reasons(response)).toEqual(lacks("sent-messages"));
      }
      expect((await json("alone", "GET", "/api/messages?type=sent&user=ALONE")).status).toBe(200);
    });

    test("reads and deletes nothing that came in, whether it is there or not", async () => {
      for (const query of ["", "?type=incoming", "?type=sent,incoming", "?number=%2B491609999999"]) {
        expect(await reasons(await json("alone", "GET", `/api/messages${query}`))).toEqual(lacks("incoming-messages"));
      }
      for (const id of [ids.incoming, "in-999999"]) {
        for (const method of ["GET", "DELETE"]) {
          expect(await reasons(await json("alone", method, `/api/messages/${id}`))).toEqual(lacks("incoming-messages"));
        }
      }
      expect((await json("clerk", "GET", `/api/messages/${ids.incoming}`)).status).toBe(200);
    });

    test("does not see in its own messages who is behind a number", async () => {
      const anna = JSON.stringify({ name: "Anna", number: "+491701234567", email: "anna@example.org" });
      const added = (await (await json("clerk", "POST", "/api/contacts", anna)).json()) as { id: number };
      const [shown] = (await send("alone", "to Anna")).recipients;
      expect(shown).toMatchObject({ name: "+491701234567", email: "" });
      expect((await send("clerk", "to Anna")).recipients[0]).toMatchObject({ name: "Anna", email: "anna@example.org" });
      await json("clerk", "DELETE", `/api/contacts/${added.id}`);
    });
  });

  test("who may read what came in lists it beside its own, without those of others", async () => {
    await send("without-sent-messages", "own");
    const list = await json("without-sent-messages", "GET", "/api/messages?type=sent,queued,incoming&limit=100");
    expect(((await list.json()) as Message[]).map(({ text }) => text)).toEqual(["own", "TAN 123456"]);
  });

  test("contacts can be put into groups only by who may manage groups", async () => {
    const anna = (groups?: number[]) => JSON.stringify({ name: "Berta", ...(groups && { groups }) });
    const refused = await json("without-groups", "POST", "/api/contacts", anna([]));
    expect(await reasons(refused)).toEqual(lacks("groups"));
    const added = (await (await json("without-groups", "POST", "/api/contacts", anna())).json()) as { id: number };
    const changed = await json("without-groups", "POST", `/api/contacts/${added.id}`, anna([1]));
    expect(await reasons(changed)).toEqual(lacks("groups"));
  });

  test("each deletion is an event that says who, what and from where, and no text", async () => {
    const { id } = await send("other", "to be deleted");
    await until<Message>(
      "it is sent",
      () => json("other", "GET", `/api/messages/${id}`),
      (message) => (message as unknown as { type: string }).type === "sent",
    );
    expect((await json("other", "DELETE", `/api/messages/${id}`)).status).toBe(200);
    expect((await json("clerk", "DELETE", `/api/messages/${ids.incoming}`)).status).toBe(200);
    expect((await json("clerk", "DELETE", `/api/messages/${ids.incoming}`)).status).toBe(404);
    const events = await gateway.events({ kind: "message.deleted" }, 2);
    expect(events.slice(0, 2)).toMatchObject([
      { userName: "clerk", address: "127.0.0.1", message: `The incoming message ${ids.incoming.slice(3)} was deleted` },
      {
        userName: "other",
        address: "127.0.0.1",
        messageId: Number(id),
        details: { state: expect.stringMatching(/^(sent|delivered)$/) },
      },
    ]);
    expect(JSON.stringify(events)).not.toMatch(/TAN|to be deleted/);
    for (const [path, kind] of [
      ["/api/contacts", "contact.removed"],
      ["/api/contactgroups", "group.removed"],
    ] as const) {
      const made = (await (await json("clerk", "POST", path, '{"name":"gone"}')).json()) as { id: number };
      expect((await json("clerk", "DELETE", `${path}/${made.id}`)).status).toBe(200);
      expect((await gateway.events({ kind }))[0]).toMatchObject({ userName: "clerk" });
    }
  });

  test("each refusal is an event with the permission", async () => {
    await gateway.addUser("fresh", "rest-api");
    await json("fresh", "GET", "/api/contacts");
    const [refused] = await gateway.events({ kind: "rest.refused", userName: "fresh" });
    expect(refused).toMatchObject({
      message: "Refused: the user does not hold the permission “Manage contacts”",
      details: { reason: "no-permission" },
    });
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
