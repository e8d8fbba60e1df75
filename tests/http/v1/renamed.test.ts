import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { problemOf } from "../../support/v1.ts";

interface Made {
  id: number;
}
interface Line {
  kind: string;
  person?: string;
  detail?: string;
}

/** A database server that begins with the first test, on a busy machine. */
const BEGIN_MS = 180_000;
const LIMIT_MS = 180_000;

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    const all = "alarms,alarm-policies,contacts,groups,monitoring,message-routing";
    await gateway.addUser("admin", `rest-api,http-api,${all}`);
  }, BEGIN_MS);
  afterAll(() => gateway[Symbol.asyncDispose]());

  const call = (method: string, path: string, body?: object): Promise<Response> =>
    gateway.as("admin")(`/api/v1${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const read = async <Answer>(method: string, path: string, body?: object): Promise<Answer> => {
    const response = await call(method, path, body);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (response.status === 204 ? undefined : await response.json()) as Answer;
  };
  const contact = (name: string) =>
    read<Made>("POST", "/contacts", { name, number: `+49170${Math.floor(1_000_000 + Math.random() * 8_999_999)}` });
  const step = (notify: object, by = "sms") => ({ notify: [notify], by: [by], waitSeconds: 600 });
  const policy = (name: string, ...steps: object[]) => read<Made>("POST", "/policies", { name, steps });
  const timeline = async (id: number) => (await read<{ timeline: Line[] }>("GET", `/alarms/${id}`)).timeline;

  test(
    "a contact that has another name is called by it, by open alarms, too",
    async () => {
      const [anna, ben] = [await contact("Anna One"), await contact("Ben One")];
      const made = await policy("one", step({ contact: "ben one" }), step({ contact: "Anna One" }));
      const alarm = await read<Made>("POST", "/alarms", { policy: "one", text: "Disk full" });
      await read("PATCH", `/contacts/${anna.id}`, { name: "Anna Two" });
      await read("PATCH", `/contacts/${ben.id}`, { name: "Ben Two" });
      expect(await read("GET", `/policies/${made.id}`)).toMatchObject({
        steps: [{ notify: [{ contact: "Ben Two" }] }, { notify: [{ contact: "Anna Two" }] }],
      });
      const next = await read<Made>("POST", "/alarms", { policy: "one", text: "Fan stands still" });
      expect((await timeline(next.id)).filter(({ kind }) => kind === "not-told")).toEqual([]);
      expect(await timeline(next.id)).toContainEqual(expect.objectContaining({ kind: "step", detail: "Ben Two" }));
      await read("POST", `/alarms/${alarm.id}/pass`);
      await eventually("the second step begins", async () => {
        const steps = (await timeline(alarm.id)).filter(({ kind }) => kind === "step");
        return steps.some(({ detail }) => detail === "Anna Two");
      });
    },
    LIMIT_MS,
  );

  test(
    "a group that has another name is called by it, in policies, checks and rules, and is not removed meanwhile",
    async () => {
      const cara = await contact("Cara");
      const group = await read<Made>("POST", "/groups", { name: "team two" });
      await read("POST", `/groups/${group.id}/members`, { contacts: [cara.id] });
      const made = await policy("two", step({ onCall: "team two" }), step({ next: "Team Two" }));
      const check = await read<Made>("POST", "/checks", {
        name: "heart two",
        probe: { heartbeat: { graceSeconds: 60 } },
        everySeconds: 3_600,
        notify: { group: "team two" },
      });
      const rule = await read<Made>("POST", "/rules", {
        name: "rule two",
        when: { not: { sender: { group: "team two" } } },
        then: [{ group: "team two" }],
      });
      await read("PATCH", `/groups/${group.id}`, { name: "team three" });
      expect(await read("GET", `/policies/${made.id}`)).toMatchObject({
        steps: [{ notify: [{ onCall: "team three" }] }, { notify: [{ next: "team three" }] }],
      });
      expect(await read("GET", `/checks/${check.id}`)).toMatchObject({ notify: { group: "team three" } });
      expect(await read("GET", `/rules/${rule.id}`)).toMatchObject({
        when: { not: { sender: { group: "team three" } } },
        then: [{ group: "team three" }],
      });
      const { detail } = await problemOf(await call("DELETE", `/groups/${group.id}`), 409);
      expect(detail).toBe(
        "The group team three is called by policy two, check heart two: let these call somebody else first.",
      );
      await read("DELETE", `/checks/${check.id}`);
      await read("DELETE", `/policies/${made.id}`);
      await read("DELETE", `/groups/${group.id}`);
    },
    LIMIT_MS,
  );

  test(
    "a policy that cannot reach somebody is kept, with warnings that say whom, and what is missing",
    async () => {
      await read("POST", "/contacts", { name: "Emil", email: "emil@example.org" });
      await contact("Fritz");
      const { warnings } = await read<{ warnings: object[] }>("POST", "/policies", {
        name: "six",
        steps: [
          { notify: [{ contact: "Emil" }, { contact: "Fritz" }], by: ["sms", "ring"], waitSeconds: 60 },
          { notify: [{ contact: "Emil" }], by: ["email"], waitSeconds: 60 },
          { notify: [{ contact: "Fritz" }], by: ["telegram", "sms"], waitSeconds: 60 },
          { notify: [{ contact: "Fritz" }], by: ["telegram"], waitSeconds: 60 },
        ],
        unanswered: [{ email: { to: ["it@example.org"] } }],
      });
      const noMail = "no mail server is configured: nobody gets this email";
      const noBot = "no bot is configured: nobody is told by Telegram";
      expect(warnings).toEqual([
        { pointer: "/steps/0/notify/0/contact", message: "this step cannot reach Emil: no telephone number" },
        { pointer: "/steps/1/by/0", message: noMail },
        { pointer: "/steps/1/notify/0/contact", message: "this step cannot reach Emil: no usable email" },
        { pointer: "/steps/2/by/0", message: noBot },
        { pointer: "/steps/3/by/0", message: noBot },
        { pointer: "/steps/3/notify/0/contact", message: "this step cannot reach Fritz: no Telegram" },
        { pointer: "/unanswered/0/email", message: noMail },
      ]);
    },
    LIMIT_MS,
  );

  test(
    "a rule that names a policy which is not there says so wherever it is shown",
    async () => {
      const draft = { name: "rule seven", enabled: false, then: [{ alarm: { policy: "seven" } }] };
      const rule = await read<Made>("POST", "/rules", draft);
      const warnings = [{ pointer: "/then/0/alarm/policy", message: "no policy has this name" }];
      expect(rule).toMatchObject({ warnings });
      const listed = async () =>
        (await read<{ items: Made[] }>("GET", "/rules")).items.find(({ id }) => id === rule.id);
      expect(await read("GET", `/rules/${rule.id}`)).toMatchObject({ warnings });
      expect(await listed()).toMatchObject({ warnings });
      await contact("Gerda");
      await policy("seven", step({ contact: "Gerda" }));
      expect(await listed()).not.toHaveProperty("warnings");
      expect(await read("GET", `/rules/${rule.id}`)).not.toHaveProperty("warnings");
    },
    LIMIT_MS,
  );

  test(
    "a policy that has another name is found by what names it, and by its former name until another one has that",
    async () => {
      await contact("Dora");
      const made = await policy("four", step({ contact: "Dora" }));
      const group = await read<Made>("POST", "/groups", { name: "team four" });
      await read("PATCH", `/groups/${group.id}`, { policy: "four" });
      const check = await read<Made>("POST", "/checks", {
        name: "heart four",
        probe: { heartbeat: { graceSeconds: 60 } },
        everySeconds: 3_600,
        notify: { policy: "FOUR" },
      });
      const rule = await read<Made>("POST", "/rules", { name: "rule four", then: [{ alarm: { policy: "four" } }] });
      await read("PUT", `/policies/${made.id}`, { name: "five", steps: [step({ contact: "Dora" })] });
      expect(await read("GET", `/checks/${check.id}`)).toMatchObject({ notify: { policy: "five" } });
      expect(await read("GET", `/rules/${rule.id}`)).toMatchObject({ then: [{ alarm: { policy: "five" } }] });
      const alert = (groupKey: string) =>
        gateway.as("admin")("/api/v1/alerts?policy=four", {
          method: "POST",
          body: JSON.stringify({
            groupKey,
            status: "firing",
            alerts: [{ status: "firing", labels: { alertname: "Disk" } }],
          }),
        });
      expect((await alert("by the former name")).status).toBe(200);
      const alarms = () => read<{ items: { policy: string; key?: string }[] }>("GET", "/alarms?limit=5");
      expect((await alarms()).items[0]).toMatchObject({ policy: "five", key: "by the former name" });
      await policy("four", step({ contact: "Dora" }));
      expect((await alert("by the name")).status).toBe(200);
      expect((await alarms()).items[0]).toMatchObject({ policy: "four", key: "by the name" });

      const { detail } = await problemOf(await call("DELETE", `/policies/${made.id}`), 409);
      expect(detail).toBe(
        "It is named by group team four, rule rule four, check heart four: let these name another policy first.",
      );
      await read("PATCH", `/groups/${group.id}`, { policy: null });
      await read("DELETE", `/rules/${rule.id}`);
      await read("DELETE", `/checks/${check.id}`);
      await read("DELETE", `/policies/${made.id}`);
      await problemOf(await call("POST", "/alarms", { policy: "five", text: "Disk full" }), 422);
    },
    LIMIT_MS,
  );
}

describe("what is renamed, on SQLite", () => claims(async () => []));

describe.skipIf(!hasPostgres())("what is renamed, on PostgreSQL", () =>
  claims(async () => ["--database", await createTestDatabase()]),
);
