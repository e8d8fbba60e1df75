import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { basic, problemOf } from "../../support/v1.ts";

interface Made {
  id: number;
}

/** A database server that begins with the first test, on a busy machine. */
const BEGIN_MS = 180_000;
const LIMIT_MS = 180_000;

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("admin", "rest-api,alarm-policies,contacts,groups,import-contacts,webhooks,general,network");
  }, BEGIN_MS);
  afterAll(() => gateway[Symbol.asyncDispose]());

  const call = (method: string, path: string, body?: object): Promise<Response> =>
    gateway.as("admin")(path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const read = async <Answer>(method: string, path: string, body?: object): Promise<Answer> => {
    const response = await call(method, `/api/v1${path}`, body);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (response.status === 204 ? undefined : await response.json()) as Answer;
  };
  const contact = (name: string) => read<Made>("POST", "/contacts", { name, number: "+491701234567" });
  const policy = (name: string, notify: object, unanswered: object[] = []) =>
    read<Made>("POST", "/policies", { name, steps: [{ notify: [notify], by: ["sms"], waitSeconds: 600 }], unanswered });
  const names = async (of: "contacts" | "groups") =>
    (await read<{ items: { name: string }[] }>("GET", `/${of}?limit=100`)).items.map(({ name }) => name);

  test(
    "a contact that a policy calls is removed by no interface; the others of its list are, and it is said who stayed",
    async () => {
      const [anna, ben] = [await contact("Anna"), await contact("Ben")];
      await contact("Cara");
      const night = await policy("night", { contact: "ANNA" });
      const { detail } = await problemOf(await call("DELETE", `/api/v1/contacts/${anna.id}`), 409);
      expect(detail).toBe("The contact Anna is called by policy night: let these call somebody else first.");
      expect((await call("DELETE", `/api/contacts/${anna.id}`)).status).toBe(409);
      const { status, err } = await gateway.command(["contact", "remove", "Anna"]);
      expect([status, err]).toEqual([
        1,
        expect.stringContaining("contact Anna is called by policy night: let these call somebody else first"),
      ]);
      expect(await read("POST", "/contacts/bulk", { action: "delete", ids: [anna.id, ben.id, 999_999] })).toEqual({
        done: 1,
        skipped: [
          { id: anna.id, reason: "called" },
          { id: 999_999, reason: "not-found" },
        ],
      });
      expect(await names("contacts")).toEqual(["Anna", "Cara"]);
      expect(await read("POST", "/contacts/bulk", { action: "delete", all: true })).toEqual({
        done: 1,
        skipped: [{ id: anna.id, reason: "called" }],
      });
      await read("DELETE", `/policies/${night.id}`);
      expect(await read("POST", "/contacts/bulk", { action: "delete", all: true })).toEqual({ done: 1, skipped: [] });
    },
    LIMIT_MS,
  );

  test(
    "an import that clears keeps contacts and groups that policies call, and its plan says which",
    async () => {
      await contact("Dora");
      await contact("Emil");
      for (const name of ["on duty", "left over"]) await read("POST", "/groups", { name });
      const policies = [await policy("dora", { contact: "dora" }), await policy("duty", { group: "On Duty" })];
      const planned = await (
        await fetch(`${gateway.url}/api/v1/contacts/import?existing=clear`, {
          method: "POST",
          body: "Fritz;+491709999999;;\n",
          headers: { ...basic("admin"), "content-type": "text/csv" },
        })
      ).json();
      expect(planned).toMatchObject({
        counts: { added: 1, removed: 1 },
        removed: ["Emil"],
        removedGroups: ["left over"],
        kept: ["Dora"],
        keptGroups: ["on duty"],
      });
      await read("POST", `/contacts/import/${(planned as { id: string }).id}`);
      expect([await names("contacts"), await names("groups")]).toEqual([["Dora", "Fritz"], ["on duty"]]);
      for (const { id } of policies) await read("DELETE", `/policies/${id}`);
    },
    LIMIT_MS,
  );

  test(
    "a setting that names a group follows its new name, and neither group nor policy is removed while a setting names it",
    async () => {
      await contact("Hanna");
      const team = await read<Made>("POST", "/groups", { name: "team" });
      const own = await policy("own", { contact: "Hanna" });
      const set = (changes: object) => read("PATCH", "/settings", changes);
      const stored = async (name: string) =>
        (await read<{ items: { name: string; value?: unknown }[] }>("GET", "/settings")).items.find(
          (each) => each.name === name,
        )?.value;
      await set({ "gateway-alarms": "group:Team", "mqtt-notify": ["team"] });
      await read("PATCH", `/groups/${team.id}`, { name: "crew" });
      await eventually("the gateway has read it", async () => (await stored("gateway-alarms")) === "group:crew");
      expect(await stored("mqtt-notify")).toEqual(["crew"]);
      const { detail } = await problemOf(await call("DELETE", `/api/v1/groups/${team.id}`), 409);
      expect(detail).toBe(
        "The group crew is called by the setting --gateway-alarms, the setting --mqtt-notify: let these call somebody else first.",
      );
      await set({ "gateway-alarms": "policy:own", "mqtt-notify": null });
      await read("DELETE", `/groups/${team.id}`);
      await read("PUT", `/policies/${own.id}`, {
        name: "own two",
        steps: [{ notify: [{ contact: "Hanna" }], by: ["sms"], waitSeconds: 600 }],
      });
      await eventually("the gateway has read it", async () => (await stored("gateway-alarms")) === "policy:own two");
      const refused = "named by the setting --gateway-alarms: let these name another policy first";
      expect((await problemOf(await call("DELETE", `/api/v1/policies/${own.id}`), 409)).detail).toBe(
        `It is ${refused}.`,
      );
      expect(await gateway.command(["policy", "remove", "own two"])).toMatchObject({
        status: 1,
        err: expect.stringContaining(`it is ${refused}`),
      });
      await set({ "gateway-alarms": null });
      const given = ["--gateway-alarms", "policy:own"];
      expect(await gateway.command(["policy", "remove", "own two", ...given])).toMatchObject({
        status: 1,
        err: expect.stringContaining(`it is ${refused}`),
      });
      expect(await gateway.command(["policy", "remove", "own two"])).toMatchObject({ status: 0 });
    },
    LIMIT_MS,
  );

  test(
    "a webhook that a policy names is removed neither by the API nor by the command",
    async () => {
      await contact("Gerda");
      const hook = await read<Made>("POST", "/webhooks", { name: "erp", url: "https://erp.example.org/hook" });
      const last = await policy("last", { contact: "Gerda" }, [{ webhook: "erp" }]);
      const { detail } = await problemOf(await call("DELETE", `/api/v1/webhooks/${hook.id}`), 409);
      expect(detail).toBe("It is named by policy last: let these tell somebody else first.");
      const { status, err } = await gateway.command(["webhook", "delete", "erp"]);
      expect([status, err]).toEqual([
        1,
        expect.stringContaining("it is named by policy last: let these tell somebody else first"),
      ]);
      await read("DELETE", `/policies/${last.id}`);
      await read("DELETE", `/webhooks/${hook.id}`);
    },
    LIMIT_MS,
  );
}

describe("what policies call, on SQLite", () => claims(async () => []));

describe.skipIf(!hasPostgres())("what policies call, on PostgreSQL", () =>
  claims(async () => ["--database", await createTestDatabase()]),
);
