import { afterEach, expect, test } from "bun:test";
import { eventually } from "../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { sqlOn } from "../support/sql.ts";

let gateway: TestGateway | undefined;
afterEach(() => gateway?.[Symbol.asyncDispose]());

interface Retention {
  kinds: { kind: string; rows: number; oldest?: string; keptSeconds?: number }[];
  textsKeptSeconds?: number;
  database: { octets: number; freeOctets?: number; canShrink?: boolean };
  nextRun?: string;
  last?: { removed: { kind: string; what: string; count: number }[]; freedOctets: number; whole: boolean };
}

/** 800 messages that ended long ago, with a text that is large enough to show in the file. */
const OLD = `with recursive counted (n) as (select 1 union all select n + 1 from counted where n < 800)
  insert into outgoing_messages (created_at, recipient, text, kind, flash, channel, priority, source, send_at, expires_at, due_at, state,
    settled_at, despite_opt_out)
  select 1000000000000 + n, '+4917000' || (10000 + n), hex(randomblob(1000)), 'text', 0, 'sms', 1, 'v1', 1000000000000,
    1000000000000, 1000000000000, 'delivered', 1000000000000, 0 from counted`;

async function started(): Promise<{ gateway: TestGateway; read(path?: string): Promise<Retention> }> {
  const made = await startTestGateway("--retention-cron", "none");
  gateway = made;
  await made.addUser("admin", "rest-api", "general");
  await sqlOn(made.database, OLD);
  const read = async (path = "") => (await (await made.as("admin")(`/api/v1/retention${path}`)).json()) as Retention;
  return { gateway: made, read };
}

const countOf = (state: Retention, kind = "sent") => state.kinds.find((each) => each.kind === kind)?.rows;

test("a run by hand deletes what is older than a setting that was changed meanwhile, says what it was, and the file shrinks", async () => {
  const { gateway, read } = await started();
  const before = await read();
  expect(countOf(before)).toBe(800);
  expect(before.kinds[0]).toMatchObject({ kind: "sent", oldest: "2001-09-09T01:46:40.001Z" });
  expect(before).not.toHaveProperty("last");
  expect(before).not.toHaveProperty("nextRun");
  expect(before.database.canShrink).toBe(true);
  expect(await read("/preview")).toMatchObject({ removed: [{ kind: "jobs" }, { kind: "dead-jobs" }] });

  const patch = { method: "PATCH", body: JSON.stringify({ "keep-sent": "90d" }) };
  expect((await gateway.as("admin")("/api/v1/settings", patch)).status).toBe(200);
  const preview = (await read("/preview")) as unknown as { removed: object[] };
  expect(preview.removed).toContainEqual({ kind: "sent", what: "rows", count: 800 });
  expect((await gateway.as("admin")("/api/v1/retention/run", { method: "POST" })).status).toBe(202);
  const after = await eventually("the run is over", async () => {
    const state = await read();
    return state.last !== undefined && state;
  });
  expect(after.last).toMatchObject({ whole: true });
  expect(after.last?.removed).toContainEqual({ kind: "sent", what: "rows", count: 800 });
  expect(after.last?.freedOctets).toBeGreaterThan(1_000_000);
  expect(countOf(after)).toBe(0);
  expect(after.kinds[0]).toMatchObject({ keptSeconds: 90 * 86_400 });
  expect(after.database.octets).toBeLessThan(before.database.octets - 1_000_000);
  const [event] = await gateway.events({ kind: "retention.done" }, 1);
  expect(event?.details).toMatchObject({ rows: 800, texts: 0 });
});

test("the command shows, tries and runs beside the gateway, texts alone at first", async () => {
  const { gateway } = await started();
  await gateway.command(["setting", "set", "keep-texts", "30d"]);
  expect((await gateway.command(["retention", "show"])).out).toContain("texts of messages are kept 30 d");
  const dry = await gateway.command(["retention", "run", "--dry-run"]);
  expect(dry).toMatchObject({ status: 0, out: expect.stringContaining("800 texts of sent messages") });
  expect(await sqlOn(gateway.database, "select count(*) as texts from outgoing_messages where text <> ''")).toEqual([
    { texts: 800 },
  ]);
  const run = await gateway.command(["retention", "run"]);
  expect(run).toMatchObject({ status: 0, out: expect.stringContaining("800 texts of sent messages") });
  expect(await sqlOn(gateway.database, "select count(*) as texts from outgoing_messages where text <> ''")).toEqual([
    { texts: 0 },
  ]);
  await gateway.addUser("reader", "rest-api", "sent-messages");
  const [{ id } = { id: 0 }] = await sqlOn(gateway.database, "select max(id) as id from outgoing_messages");
  const message = (await (await gateway.as("reader")(`/api/v1/messages/${id}`)).json()) as object;
  expect(message).toMatchObject({ text: "", textGone: true, state: "delivered" });
  const compact = await gateway.command(["retention", "compact"]);
  expect(compact).toMatchObject({ status: 1, err: expect.stringContaining("another gateway runs") });
});

test("unless settings say otherwise, delivered jobs are deleted after 7 days, dead letters after 90, and nothing else", async () => {
  const { gateway, read } = await started();
  const ended = [
    ["delivered", 8],
    ["delivered", 6],
    ["dead", 91],
    ["dead", 89],
  ] as const;
  for (const [state, days] of ended) {
    const at = Date.now() - days * 86_400_000;
    await sqlOn(
      gateway.database,
      `insert into jobs (event_id, kind, destination, is_ordered, payload, state, created_at, due_at, give_up_at, finished_at)
        values ('${state} ${days}', 'webhook', 'webhook:erp', 0, '{}', '${state}', ${at}, ${at}, ${at}, ${at})`,
    );
  }
  expect((await gateway.as("admin")("/api/v1/retention/run", { method: "POST" })).status).toBe(202);
  await eventually("the run is over", async () => (await read()).last !== undefined);
  const left = await sqlOn(gateway.database, "select event_id from jobs order by id");
  expect(left.map(({ event_id }) => event_id)).toEqual(["delivered 6", "dead 89"]);
  expect(countOf(await read())).toBe(800);
});
