import { afterEach, describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { createTestDatabase, dropTestDatabase, hasPostgres } from "../support/postgres.ts";
import { sqlOn } from "../support/sql.ts";
import { isInFiles, tracesIn } from "../support/traces-of-number.ts";

const NUMBER = "+491701234567";
const DIGITS = "1701234567";
/** What lies beside a SQLite database. */
const OLD_DATABASES = ["aldis.sqlite.before-restore", "aldis.sqlite.rescued-20260131T020000Z"];
const OTHER = "+491719999999";

interface Erasure {
  id: number;
  state: string;
  removed: { kind: string; count: number }[];
  left: { kind: string; count: number }[];
  backups: string[];
  namedBy: string[];
}

let gateway: TestGateway | undefined;
const databases: string[] = [];
afterEach(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await Promise.all(databases.splice(0).map(dropTestDatabase));
});

async function newDatabase(): Promise<string[]> {
  const url = await createTestDatabase();
  databases.push(url);
  return ["--database", url];
}

/** A gateway through which messages went to and from the number. */
async function started(options: string[]): Promise<TestGateway> {
  const made = await startTestGateway("--modem", "simulated", "--country", "DE", ...options);
  gateway = made;
  const grants = ["rest-api", "general", "users", "contacts", "groups", "alarm-policies", "sent-messages"];
  await made.addUser("admin", ...grants);
  await made.addUser("clerk", "rest-api", "general");
  const post = async (path: string, body: object, headers = {}) => {
    const answer = await made.as("admin")(`/api/v1${path}`, { method: "POST", body: JSON.stringify(body), headers });
    expect({ path, status: answer.status, ok: answer.ok }).toEqual({ path, status: answer.status, ok: true });
  };
  await post("/contacts", { name: "Anna", number: "0170 1234567" });
  await post("/messages", { to: [NUMBER], text: "Hello Anna" }, { "idempotency-key": `"${crypto.randomUUID()}"` });
  await post("/messages", { to: [OTHER], text: "Ask Anna, 0170/123 45 67" });
  await made.delivered(2);
  await made.receive(NUMBER, "Thanks");
  await made.receive(OTHER, "I asked +49 (0)170 1234567");
  await made.receive(NUMBER, "STOP");
  await made.command(["opt-out", "add", NUMBER, "--reason", "asked"]);
  await eventually("what came in is stored", async () => {
    const { out } = await made.command(["inbox", "list", "--json"]);
    return (JSON.parse(out) as unknown[]).length >= 3;
  });
  return made;
}

const asked = (made: TestGateway, dryRun: boolean, number = "0170 1234567") =>
  made.as("admin")("/api/v1/erasures", { method: "POST", body: JSON.stringify({ number, dryRun }) });

async function ended(made: TestGateway, begun: Response): Promise<Erasure> {
  expect(begun.status).toBe(202);
  const { id } = (await begun.json()) as Erasure;
  return eventually("the erasure is over", async () => {
    const erasure = (await (await made.as("admin")(`/api/v1/erasures/${id}`)).json()) as Erasure;
    return erasure.state === "done" && erasure;
  });
}

const DIALECTS = [
  { name: "SQLite", options: () => Promise.resolve<string[]>([]), skip: false },
  { name: "PostgreSQL", options: newDatabase, skip: !hasPostgres() },
];

for (const { name, options, skip } of DIALECTS) {
  describe.skipIf(skip)(`erasing a person of a gateway on ${name}`, () => {
    test("leaves no trace of the number in tables, log and files, and says which backups hold it", async () => {
      const made = await started(await options());
      const backups = join(made.data, "backups");
      mkdirSync(backups, { recursive: true });
      const backup = join(backups, "aldis-20260131-020000.backup");
      const old = name === "SQLite" ? OLD_DATABASES.map((file) => join(made.data, file)) : [];
      for (const path of old) writeFileSync(path, "a database");
      writeFileSync(join(made.data, "aldis.sqlite.mine"), "");
      writeFileSync(backup, "a backup");
      const before = await tracesIn(made.database, DIGITS);
      expect(before).toEqual(
        expect.arrayContaining([
          "contacts.number",
          "incoming_messages.sender",
          "incoming_messages.text",
          "opt_outs.number",
          "outgoing_messages.recipient",
          "outgoing_messages.text",
        ]),
      );

      const looked = await asked(made, true);
      expect(await looked.clone().json()).toMatchObject({ number: NUMBER });
      const dry = await ended(made, looked);
      expect(dry).not.toHaveProperty("number");
      expect(dry.removed).toContainEqual({ kind: "contacts", count: 1 });
      expect(await tracesIn(made.database, DIGITS)).toEqual(before);

      const command = await made.command(["erase", NUMBER, "--dry-run"]);
      expect(command.status).toBe(0);
      expect(command.out).toContain(`would be removed (dry run ${dry.id + 1}):`);
      const many = old.length > 0 ? "3 copies of the database hold" : "1 copy of the database holds";
      expect(command.out).toContain(`${many} what was in it then; if the person was, delete`);
      expect(command.out).not.toContain("copies elsewhere");
      for (const path of [...old, backup]) expect(command.out).toContain(`  ${path}\n`);

      const lines = made.log().length;
      const done = await ended(made, await asked(made, false));
      expect(done).toMatchObject({ left: [], backups: [...old, backup], namedBy: [] });
      expect(done.removed).toEqual(
        expect.arrayContaining([
          { kind: "contacts", count: 1 },
          { kind: "opt-outs", count: 1 },
        ]),
      );
      expect(done.removed.find(({ kind }) => kind === "mentions")?.count).toBeGreaterThanOrEqual(2);
      expect(await tracesIn(made.database, DIGITS)).toEqual([]);
      if (name === "SQLite") expect(isInFiles(made.database, DIGITS)).toBe(false);
      expect(JSON.stringify(made.log().slice(lines))).not.toContain(DIGITS);
      const [event] = await made.events({ kind: "person.erased" }, 1);
      expect(event).toMatchObject({ userName: "admin", details: { erasureId: done.id, left: 0 } });
      // It works on: the next message of somebody else goes out.
      await made.command(["message", "list"]);
      const body = JSON.stringify({ to: [OTHER], text: "after" });
      expect((await made.as("admin")("/api/v1/messages", { method: "POST", body })).status).toBeLessThan(300);
      const all = await made.delivered(3);
      expect(all.at(-1)).toMatchObject({ to: OTHER, text: "after" });
    });

    test("is refused while a policy names the person; the command says so, and removes once it does not", async () => {
      const made = await started(await options());
      const policy = { name: "night", steps: [{ notify: [{ contact: "Anna" }], by: ["sms"], waitSeconds: 60 }] };
      const added = await made.as("admin")("/api/v1/policies", { method: "POST", body: JSON.stringify(policy) });
      expect(added.status).toBe(201);
      const refused = await asked(made, false);
      expect(refused.status).toBe(409);
      expect(await refused.text()).toContain("policy night");
      const said = await made.command(["erase", NUMBER]);
      expect(said).toMatchObject({ status: 1, err: expect.stringContaining("the person is named by policy night") });
      const dry = await made.command(["erase", NUMBER, "--dry-run"]);
      expect(dry).toMatchObject({ status: 0, out: expect.stringContaining("it would be refused") });
      const { id } = (await added.json()) as { id: number };
      await made.as("admin")(`/api/v1/policies/${id}`, { method: "DELETE" });

      const done = await made.command(["erase", "0170/1234567"]);
      expect(done.status).toBe(0);
      expect(done.out).toContain("contacts: 1");
      expect(done.out).toContain("copies elsewhere, such as those of aldis backup and exports, are not looked for");
      // Whom it took is said once, by the number; the record is without it.
      const [meant = "", ...record] = done.out.split("\n");
      expect(meant).toBe(`number: ${NUMBER}`);
      expect(record.join("\n")).not.toContain(DIGITS);
      expect(await tracesIn(made.database, DIGITS)).toEqual([]);
    });

    test("of a sender that has a name leaves the contact of that name, who has a number", async () => {
      const made = await started(await options());
      await made.receive("Anna", "Your code is 1234");
      const done = await ended(made, await asked(made, false, "Anna"));
      expect(done).toMatchObject({ removed: [{ kind: "received-messages", count: 1 }], left: [] });
      expect(await tracesIn(made.database, DIGITS)).toContain("contacts.number");
      // Whoever meant the contact is told.
      const again = await made.command(["erase", "Anna"]);
      expect(again).toMatchObject({ status: 0, err: expect.stringContaining("aldis contact show") });
    });

    test("of a short number leaves those that it begins, and numbers in the event log that count", async () => {
      const made = await started(await options());
      await sqlOn(
        made.database,
        `insert into events (at, severity, kind, message, details)
        values (1, 'warning', 'auth.throttled', 'Too many wrong passwords', '{"retryAfterSeconds":17}')`,
      );
      const kept = async () => [
        ...(await sqlOn(made.database, "select answer from idempotency_keys")),
        ...(await sqlOn(made.database, "select details from events where kind = 'auth.throttled'")),
      ];
      const before = await kept();
      expect(JSON.stringify(before)).toContain(NUMBER);
      expect(JSON.stringify(before)).toMatch(/:17\b/);
      for (const number of ["+49 170", "17"]) await ended(made, await asked(made, false, number));
      expect(await kept()).toEqual(before);
    });

    test("is for those who manage users, and not for what is no number", async () => {
      const made = await started(await options());
      const body = JSON.stringify({ number: NUMBER, dryRun: false });
      expect((await made.as("clerk")("/api/v1/erasures", { method: "POST", body })).status).toBe(403);
      expect((await asked(made, false, "()")).status).toBe(422);
      const forgotten = await made.as("admin")("/api/v1/erasures", {
        method: "POST",
        body: JSON.stringify({ number: NUMBER }),
      });
      expect(forgotten.status).toBe(422);
      expect(await tracesIn(made.database, DIGITS)).toContain("contacts.number");
      expect(await made.command(["erase", "()"])).toMatchObject({ status: 2 });
      const short = await made.command(["erase", "+49170", "--dry-run"]);
      expect(short).toMatchObject({ status: 0, err: expect.stringContaining("+49170 is shorter than the telephone") });
      expect(short.out).toMatch(/^number: \+49170\nwould be removed/);
      for (const right of ["0170 1234567", "17", "Bank"]) {
        expect((await made.command(["erase", right, "--dry-run"])).err).not.toContain("shorter");
      }
      for (const name of ["1&1", "*VIP*"]) {
        const { out, err } = await made.command(["erase", name, "--dry-run"]);
        expect(out).toStartWith(`sender's name: ${name}\n`);
        expect(err).toContain("Nothing is stored of a sender that has this name");
      }
      const { out } = await made.command(["erase", "0170 1234567", "--dry-run", "--json"]);
      expect(JSON.parse(out)).toMatchObject({ number: NUMBER, isDry: true });
    });
  });
}
