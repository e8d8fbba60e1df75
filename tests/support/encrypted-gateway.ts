import { expect } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import { createApp } from "../../server.ts";
import { startTestGateway, type TestGateway, until } from "./gateway.ts";
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
