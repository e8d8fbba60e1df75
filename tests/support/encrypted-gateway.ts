import { expect } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import { createApp } from "../../server.ts";
import { startTestGateway, type TestGateway, until } from "./gateway.ts";
import { createTestDatabase, dropTestDatabase } from "./postgres.ts";
import { runCli, temporaryDirectory } from "./run-cli.ts";

export const aldis = createCommandLine({ createApp });
/** What is undone after a test, the last first. */
export const stack: (() => unknown)[] = [];

/** Undoes what a test has started. */
export async function undoAll(): Promise<void> {
  for (const undo of stack.splice(0).reverse()) await undo();
}

/** UCS-2 in PDUs, and in no name, number or sentence of the program. */
export const WORD = "Жыккасса";
export const PHONE = "+491701234567";

/** An answer with a list. */
export interface Listed {
  items: { id: number; text: string; state: string; note?: string }[];
}

/** A folder with a key file in it, and what runs commands with the file. */
export async function keyFile() {
  const folder = temporaryDirectory();
  stack.push(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "text.keys");
  const added = await runCli(aldis, ["text-key", "add", "--text-key-file", file]);
  expect(added).toMatchObject({ status: 0, err: "" });
  return { folder, file, id: added.out.split(" ")[0] ?? "" };
}

/** Options of a gateway on a new database of this kind; SQLite is the default. */
export async function optionsOn(database: "SQLite" | "PostgreSQL"): Promise<string[]> {
  if (database === "SQLite") return [];
  const url = await createTestDatabase();
  stack.push(() => dropTestDatabase(url));
  return ["--database", url];
}

/** A gateway with a user who may do what these tests do. */
export async function started(...options: string[]): Promise<TestGateway> {
  const gateway = await startTestGateway(...options);
  stack.push(() => gateway[Symbol.asyncDispose]());
  await gateway.addUser("clerk", ...GRANTS).catch((error: unknown) => {
    if (!String(error).includes("already exists")) throw error;
  });
  return gateway;
}

const GRANTS = [
  ...["rest-api", "sent-messages", "incoming-messages", "general", "contacts", "sim"],
  ...["alarms", "alarm-policies", "webhooks", "message-routing"],
];

/** Requests of that user. */
export function callsOf(gateway: TestGateway) {
  const as = gateway.as("clerk");
  const read = async <T>(path: string) => (await (await as(path)).json()) as T;
  return {
    read,
    post: (path: string, body: object, headers = {}) =>
      as(path, { method: "POST", body: JSON.stringify(body), headers }),
    listed: (path: string, passes: (answer: Listed) => boolean) => until<Listed>(path, () => as(path), passes),
    texts: async (path: string) => (await read<Listed>(path)).items.map(({ text }) => text),
  };
}

/** An SMS from outside, once it is listed. */
export async function receive(gateway: TestGateway, from: string, text: string): Promise<void> {
  await gateway.receive(from, text);
  await callsOf(gateway).listed("/api/v1/incoming", ({ items }) => items[0]?.text === text);
}

/** Two parts. */
export const LONG = `${WORD} ${"Ю".repeat(80)} ${WORD}`;

/** What leaves a text in every kind of row. */
export async function useAll(gateway: TestGateway): Promise<void> {
  const { post, listed } = callsOf(gateway);
  const key = { "idempotency-key": crypto.randomUUID() };
  const sent = await post("/api/v1/messages", { to: PHONE, text: LONG }, key);
  expect(sent.status).toBe(202);
  const again = await post("/api/v1/messages", { to: PHONE, text: LONG }, key);
  expect(await again.json()).toEqual(await sent.json());
  await listed("/api/v1/messages", ({ items }) => items[0]?.state === "delivered");
  await gateway.receive(PHONE, LONG);
  const { items } = await listed("/api/v1/incoming", (answer) => answer.items.length > 0);
  expect(items[0]?.text).toBe(LONG);
  const noted = await gateway.as("clerk")(`/api/v1/incoming/${items[0]?.id}`, {
    method: "PATCH",
    body: JSON.stringify({ note: WORD }),
    headers: { "if-match": "*" },
  });
  expect(noted.status).toBe(200);
  await gateway.command(["contact", "add", "Anna", "--number", PHONE]);
  const policy = { name: "night", steps: [{ notify: [{ contact: "Anna" }], by: ["sms"], waitSeconds: 600 }] };
  expect((await post("/api/v1/policies", policy)).status).toBe(201);
  const raised = await post("/api/v1/alarms", { policy: "night", text: `${WORD} in cellar`, key: "cellar" });
  expect(raised.status).toBe(201);
  await listed("/api/v1/messages", ({ items: messages }) => messages.some(({ text }) => text.includes("in cellar")));
  const deadline = { name: "erp", url: "http://127.0.0.1:9/x", events: ["message.received"] };
  expect((await post("/api/v1/webhooks", deadline)).status).toBe(201);
  await gateway.receive(PHONE, `${WORD} again`);
  await until<Listed>(
    "a job",
    () => gateway.as("clerk")("/api/v1/jobs"),
    ({ items: jobs }) => jobs.length > 0,
  );
}
