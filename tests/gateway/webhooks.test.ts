import { expect, test } from "bun:test";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { migrateCommand } from "../../lib/cli/migrate.ts";
import { runCommand } from "../../lib/cli/run.ts";
import { webhookCommands } from "../../lib/cli/webhook.ts";
import { openStore } from "../../lib/store/index.ts";
import { eventually } from "../support/eventually.ts";
import { startTestGateway } from "../support/gateway.ts";
import { startAldis } from "../support/process.ts";
import { startRawReceiver } from "../support/receivers.ts";
import { runCli, temporaryDirectory } from "../support/run-cli.ts";
import { startWebhookReceiver, verified } from "../support/webhook-receiver.ts";

test("an event that was under way at a kill -9 comes again with the same ID and body, and a signature of its own", async () => {
  const held: ServerResponse[] = [];
  let holds = true;
  await using receiver = await startWebhookReceiver((_event, response) => {
    if (holds) held.push(response);
    else response.end();
  });
  const folder = temporaryDirectory();
  const data = ["--data", join(folder, "data")];
  const command = (...args: string[]) =>
    runCli((words, io) => runCommand([migrateCommand, ...webhookCommands], words, io), [...args, ...data]);
  await command("migrate");
  const secret = (await command("webhook", "add", "erp", receiver.hook, "--allow-targets", "localhost")).out.trim();
  await command("webhook", "test", "erp");
  const serve = ["serve", "--port", "0", "--allow-targets", "localhost", ...data];
  const first = startAldis(serve);
  await receiver.ofType("webhook.test");
  await first.kill();
  holds = false;
  await using _second = startAldis(serve);
  const [one, other] = await receiver.ofType("webhook.test", 2);
  if (one === undefined || other === undefined) throw new Error("it did not come again");
  expect(other.id).toBe(one.id);
  expect(other.request.body).toBe(one.request.body);
  for (const each of [one, other]) expect(verified(secret, each)).toMatchObject({ type: "webhook.test" });
  const store = await openStore({ url: `sqlite:${join(folder, "data", "aldis.sqlite")}` });
  await eventually("it is delivered", async () => {
    const { jobs } = await store.jobs.page({ state: "delivered" }, { limit: 5 });
    return jobs.length === 1;
  });
  await store.close();
});

test("targets that are down, silent, gone or failing hold up neither what comes in nor others, and none of them is disabled", async () => {
  await using good = await startWebhookReceiver();
  await using gone = await startWebhookReceiver((_event, response) => response.writeHead(410).end());
  await using failing = await startWebhookReceiver((_event, response) => response.writeHead(500).end());
  await using busy = await startWebhookReceiver((_event, response) =>
    response.writeHead(503, { "retry-after": "7200" }).end(),
  );
  await using elsewhere = await startWebhookReceiver((_event, response) =>
    response.writeHead(302, { location: `${good.hook}/redirected` }).end(),
  );
  await using silent = await startRawReceiver(() => undefined);
  const down = await startRawReceiver(() => undefined);
  await down[Symbol.asyncDispose]();
  await using gateway = await startTestGateway("--allow-targets", "localhost", "--stop-timeout", "1s");
  await gateway.addUser("anna", "rest-api,webhooks");
  const post = async (path: string, body: object) =>
    (await gateway.as("anna")(`/api/v1${path}`, { method: "POST", body: JSON.stringify(body) })).json();
  const hooks: Record<string, string> = {
    silent: `http://localhost:${silent.port}/`,
    down: `http://localhost:${down.port}/`,
    gone: gone.hook,
    failing: failing.hook,
    busy: busy.hook,
    elsewhere: elsewhere.hook,
    good: good.hook,
  };
  for (const [name, url] of Object.entries(hooks)) {
    await post("/webhooks", { name, url, events: ["message.sent", "message.received"] });
  }
  const startedAt = Date.now();
  for (let number = 0; number < 5; number++) await post("/messages", { to: `+49170123450${number}`, text: "Hello" });
  await good.ofType("message.sent", 5);
  for (let number = 0; number < 5; number++) await gateway.receive(`+49170123460${number}`, "On my way");
  await good.ofType("message.received", 5);
  // The silent one holds its two requests for 30 s.
  expect(Date.now() - startedAt).toBeLessThan(20_000);
  const jobsOf = async (name: string) => {
    const listed = await gateway.as("anna")(`/api/v1/jobs?destination=webhook:${name}`);
    const { items } = (await listed.json()) as {
      items: { state: string; attempts: number; dueAt?: string; error?: string }[];
    };
    return items;
  };
  const tried = (name: string) =>
    eventually(`${name} was tried`, async () => {
      const jobs = await jobsOf(name);
      return jobs.every(({ attempts }) => attempts > 0) && jobs;
    });
  expect((await tried("gone")).map(({ state }) => state)).toEqual(Array(10).fill("dead"));
  for (const name of ["failing", "down", "elsewhere"]) {
    expect((await tried(name)).map(({ state }) => state)).toEqual(Array(10).fill("waiting"));
  }
  for (const { dueAt = "" } of await tried("busy")) expect(Date.parse(dueAt)).toBeGreaterThan(startedAt + 7_000_000);
  expect((await jobsOf("elsewhere"))[0]?.error).toContain("redirects are not followed");
  expect(good.events).toHaveLength(10);
  const { items } = (await (await gateway.as("anna")("/api/v1/webhooks")).json()) as { items: { enabled: boolean }[] };
  expect(items.map(({ enabled }) => enabled)).toEqual(Array(7).fill(true));
});
