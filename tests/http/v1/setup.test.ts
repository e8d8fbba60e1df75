import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../../lib/cli/index.ts";
import { createApp } from "../../../server.ts";
import { eventually } from "../../support/eventually.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { type RunningCli, runCli, startCli, temporaryDirectory } from "../../support/run-cli.ts";
import { basic, problemOf } from "../../support/v1.ts";

const aldis = createCommandLine({ createApp });
const LINK = /^Set-up: +(\S+)\/setup#(\S+) /m;

let folder = "";
let running: RunningCli[] = [];
beforeEach(() => {
  folder = temporaryDirectory();
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((gateway) => gateway.stop()));
  rmSync(folder, { recursive: true });
});

/** A gateway without users, and the link that it prints. */
async function start(data = "data", ...options: string[]) {
  const gateway = startCli(aldis, ["serve", "--port", "0", "--data", join(folder, data), ...options]);
  running.push(gateway);
  await gateway.printed(/"gateway started"/);
  const [, url = "", code = ""] = LINK.exec(gateway.output()) ?? [];
  return { gateway, url, code };
}

const check = async (url: string, code: string) => {
  const headers = { "content-type": "application/json" };
  return (await fetch(`${url}/api/v1/setup/check`, { method: "POST", headers, body: JSON.stringify({ code }) })).status;
};

const complete = (url: string, body: object) =>
  fetch(`${url}/api/v1/setup`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "anna", password: "secret", ...body }),
  });

function claims(database: () => Promise<string[]>): void {
  test("the link that is printed makes an administrator who is let in; then it is over, and none is printed", async () => {
    const options = await database();
    const { gateway, url, code } = await start("data", ...options);
    const made = await complete(url, { code });
    expect(made.status).toBe(201);
    expect(await made.json()).toMatchObject({ name: "anna", permissions: expect.arrayContaining(["users"]) });
    expect((await fetch(`${url}/api/v1/users`, { headers: basic("anna") })).status).toBe(200);
    await problemOf(await complete(url, { code, name: "berta" }), 403);
    await gateway.stop();
    expect((await start("data", ...options)).gateway.output()).not.toMatch(LINK);
    const another = await runCli(aldis, ["setup-link", "--data", join(folder, "data"), ...options]);
    expect(another).toMatchObject({ status: 1, out: "", err: expect.stringContaining("NAME --preset administrator") });
  });

  test("a user of programs closes nothing: the link goes on, the command makes another, and a start prints none", async () => {
    const options = await database();
    const data = ["--data", join(folder, "data"), ...options];
    const { gateway, url, code } = await start("data", ...options);
    const add = ["user", "add", "apiuser", "--grant", "http-api", "--password-stdin", ...data];
    expect((await runCli(aldis, add, { stdin: "secret" })).status).toBe(0);
    expect(await check(url, code)).toBe(204);
    await gateway.stop();
    const next = await start("data", ...options);
    expect(next.gateway.output()).not.toMatch(LINK);
    const [, again = "", newer = ""] =
      /^(\S+)\/setup#(\S+)\n$/.exec((await runCli(aldis, ["setup-link", ...data])).out) ?? [];
    expect([await check(again, newer), await check(again, code)]).toEqual([204, 403]);
    expect((await complete(again, { code: newer })).status).toBe(201);
    expect(await check(again, newer)).toBe(403);
  });

  test("whatever is wrong with the code is answered alike, and the log and the events have no code", async () => {
    const options = await database();
    const { gateway, url, code } = await start("data", ...options);
    const answers = [];
    for (const wrong of ["", "x", code.slice(1), `${code.slice(1)}x`]) {
      const refused = await complete(url, { code: wrong });
      answers.push({ status: refused.status, text: await refused.text() });
    }
    const link = await runCli(aldis, ["setup-link", "--data", join(folder, "data"), ...options]);
    const replaced = await complete(url, { code });
    answers.push({ status: replaced.status, text: await replaced.text() });
    const [, to, newer = ""] = /^(\S+)\/setup#(\S+)\n$/.exec(link.out) ?? [];
    expect(to).toBe(url);
    expect((await complete(url, { code: newer })).status).toBe(201);
    const used = await complete(url, { code: newer });
    answers.push({ status: used.status, text: await used.text() });
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.status).toBe(403);
    const lines = gateway
      .output()
      .split("\n")
      .filter((line) => line.startsWith("{"));
    expect(lines.join("\n")).not.toMatch(new RegExp(`${code}|${newer}|secret`));
    const events = await eventually("the event is stored", async () => {
      const { out } = await runCli(aldis, ["event", "list", "--data", join(folder, "data"), ...options]);
      return out.includes("setup.completed") && out;
    });
    expect(events).not.toMatch(new RegExp(`${code}|${newer}`));
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => {
  claims(async () => ["--database", await createTestDatabase()]);

  test("of two gateways that are asked at once, one makes the user", async () => {
    const options = ["--database", await createTestDatabase()];
    const one = await start("one", ...options);
    const two = await start("two", ...options);
    const asked = [one, two].map(({ url }, at) => complete(url, { code: two.code, name: `anna ${at}` }));
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([201, 403]);
  });
});

test("a gateway that does not run has no link", async () => {
  const link = await runCli(aldis, ["setup-link", "--data", join(folder, "data")]);
  expect(link).toMatchObject({ status: 1, out: "", err: expect.stringContaining("no gateway runs on") });
});
