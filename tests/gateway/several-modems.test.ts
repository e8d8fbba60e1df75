import { expect, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openStore } from "../../lib/store/index.ts";
import { eventually } from "../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";
import { temporaryDirectory } from "../support/run-cli.ts";

const modem = (name: string, number: number, ...more: string[]) => [
  "--modem",
  [`simulated?name=${name}`, `number=4917000000${number}`, ...more].join("&"),
];

async function send(gateway: TestGateway, recipients: readonly string[]): Promise<void> {
  for (const to of recipients) {
    const body = new URLSearchParams({ username: "apiuser", password: "secret", to, text: `to ${to}` });
    const answer = await fetch(`${gateway.url}/api.php`, { method: "POST", body });
    expect(await answer.text()).toBe("OK");
  }
}

/** Which modem sent what, by the number that the network saw: `{ a: ["+4930…"] }`. */
async function sentBy(
  gateway: TestGateway,
  names: readonly string[],
  count: number,
): Promise<Record<string, string[]>> {
  const messages = (await gateway.delivered(count)) as unknown as { from: string; to: string }[];
  return Object.fromEntries(
    names.map((name, at) => [
      name,
      messages.filter(({ from }) => from.endsWith(`000000${at + 1}`)).map(({ to }) => to),
    ]),
  );
}

const setState = (gateway: TestGateway, name: string, state: object) =>
  gateway.as("tester")(`/api/v1/simulator/state?modem=${name}`, { method: "PATCH", body: JSON.stringify(state) });

async function eventsOf(gateway: TestGateway, modemName?: string): Promise<string[]> {
  const store = await openStore({ url: `sqlite:${join(gateway.data, "aldis.sqlite")}`, migrate: false });
  try {
    const filter = modemName === undefined ? {} : { modem: modemName };
    return (await store.events.list({ limit: 100, ...filter })).map(({ kind }) => kind).reverse();
  } finally {
    await store.close();
  }
}

async function allReady(gateway: TestGateway, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await eventually(`modem ${name} to be ready`, async () => (await eventsOf(gateway, name)).includes("modem.ready"));
  }
}

test("pools, rules and budgets decide which modem sends what", async () => {
  const folder = temporaryDirectory();
  await using open = new AsyncDisposableStack();
  open.defer(() => rmSync(folder, { recursive: true }));
  const config = join(folder, "aldis.toml");
  writeFileSync(config, `route = ["+49=pool:home", "+4917=modem:c", "*=pool:abroad"]\nbudget = "perMonth=100"\n`);
  await using gateway = await startTestGateway(
    ...modem("a", 1, "pool=home", "perMonth=2"),
    ...modem("b", 2, "pool=home"),
    ...modem("c", 3, "pool=abroad"),
    "--config",
    config,
  );
  await gateway.addUser("apiuser", "http-api");
  await allReady(gateway, ["a", "b", "c"]);
  // Else b alone may send everything before a has asked what is left of its budget.
  await setState(gateway, "a", { latencyMs: 100 });
  const home = Array.from({ length: 7 }, (_, at) => `+4930123450${at}`);
  const mobile = Array.from({ length: 3 }, (_, at) => `+49170123450${at}`);
  const abroad = ["+436601234567", "+41791234567"];
  await send(gateway, [...home, ...mobile, ...abroad]);
  const by = await sentBy(gateway, ["a", "b", "c"], 12);
  expect(by.a).toHaveLength(2);
  expect([...(by.a ?? []), ...(by.b ?? [])].sort()).toEqual(home);
  expect(by.c?.toSorted()).toEqual([...abroad, ...mobile].sort());
  expect((await eventsOf(gateway, "a")).filter((kind) => kind.startsWith("budget."))).toEqual(["budget.spent"]);
});

test("what a modem cannot send any more goes by another one, nothing twice, and each change is told once", async () => {
  await using gateway = await startTestGateway(...modem("a", 1), ...modem("b", 2));
  await gateway.addUser("apiuser", "http-api");
  await allReady(gateway, ["a", "b"]);
  // One after another, until both have sent: who is ready has not always asked for its first message yet.
  const first: string[] = [];
  let shared = await sentBy(gateway, ["a", "b"], 0);
  while (shared.a?.length === 0 || shared.b?.length === 0) {
    expect(first.length).toBeLessThan(20);
    const to = `+49301234${String(first.length).padStart(3, "0")}`;
    first.push(to);
    await send(gateway, [to]);
    shared = await sentBy(gateway, ["a", "b"], first.length);
  }

  await setState(gateway, "a", { registration: "denied" });
  await eventually("the gateway to notice", async () => (await eventsOf(gateway, "a")).length > 1);
  const second = Array.from({ length: 6 }, (_, at) => `+4930987650${at}`);
  await send(gateway, second);
  const { a, b } = await sentBy(gateway, ["a", "b"], first.length + second.length);
  expect(a).toEqual(shared.a as string[]);
  expect([...(a ?? []), ...(b ?? [])].sort()).toEqual([...first, ...second].sort());

  await setState(gateway, "a", { registration: "home" });
  await eventually("the modem to be back", async () => (await eventsOf(gateway, "a")).length > 2);
  const events = await eventsOf(gateway, "a");
  expect(events).toHaveLength(3);
  expect(events.filter((kind) => kind === "modem.ready")).toHaveLength(2);
});
