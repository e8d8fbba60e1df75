import { expect, test } from "bun:test";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { startTelegram } from "../../support/telegram/server.ts";

const basic = (name: string) => ({ authorization: `Basic ${btoa(`${name}:secret`)}` });
const NUMBER = "+491701234567";
const TEXT = "Oxygen is low in room 12";

function filesIn(zip: Uint8Array): Record<string, string> {
  return Object.fromEntries(Object.entries(unzipSync(zip)).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

/** A gateway that has seen people, texts and secrets. */
async function usedGateway(...options: string[]): Promise<TestGateway> {
  const gateway = await startTestGateway(...options);
  await gateway.addUser("apiuser", "http-api");
  await gateway.addUser("helper", "rest-api", "support-info");
  const added = await gateway.command(["contact", "add", "Anna Berg", "--number", NUMBER]);
  expect(added.err).toBe("");
  await gateway.command(["group", "add", "surgeons", "--members", "Anna Berg"]);
  await fetch(
    `${gateway.url}/api.php?username=apiuser&password=secret&to=${encodeURIComponent(NUMBER)}&text=${encodeURIComponent(TEXT)}`,
  );
  await fetch(`${gateway.url}/api.php?username=apiuser&password=wrong&to=${encodeURIComponent(NUMBER)}&text=x`);
  await gateway.delivered(1);
  await gateway.receive(NUMBER, "Who is there?");
  // What a command knows of modems may be 200 ms old.
  await eventually("the modem to be known as ready", async () =>
    / ready /.test((await gateway.command(["modem", "list"])).out),
  );
  return gateway;
}

test("tells what is wrong and how the gateway is set, and no secret, text, person or whole number", async () => {
  await using telegram = await startTelegram();
  const mqtt = "mqtt://broker:hunter2@127.0.0.1:1";
  const bot = ["--telegram-token", telegram.token, "--telegram-api", telegram.url];
  await using gateway = await usedGateway("--metrics-token", "sesame-sesame-sesame", "--mqtt", mqtt, ...bot);
  const answer = await fetch(`${gateway.url}/api/v1/support-info`, { headers: basic("helper") });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("application/zip");
  const files = filesIn(await answer.bytes());
  expect(Object.keys(files).sort()).toEqual([
    "README.txt",
    "doctor.json",
    "events.jsonl",
    "machine.json",
    "modems.json",
    "queue.json",
    "settings.json",
  ]);
  expect(JSON.parse(files["doctor.json"] ?? "")).toContainEqual({ subject: "Telegram" });
  expect(JSON.parse(files["queue.json"] ?? "")).toMatchObject({ messages: { queued: 0 } });
  expect(JSON.parse(files["modems.json"] ?? "")).toMatchObject([{ state: "ready", hasSim: true }]);
  expect(JSON.parse(files["settings.json"] ?? "")).toContainEqual(
    expect.objectContaining({ name: "metrics-token", value: "•••" }),
  );
  const all = Object.values(files).join("\n");
  expect(all).toContain("wrong password");
  expect(all).toContain("contact.added");
  const hidden = [
    TEXT,
    "Who is there?",
    "Anna",
    "surgeons",
    "apiuser",
    NUMBER,
    NUMBER.slice(1),
    telegram.token,
    "hunter2",
    "sesame-sesame",
  ];
  for (const secret of hidden) expect(all).not.toContain(secret);
});

test("the command writes the same, for its owner alone, and replaces no file", async () => {
  await using gateway = await usedGateway();
  const file = join(gateway.data, "..", "support.zip");
  const { status, out } = await gateway.command(["support-info", file]);
  expect(status).toBe(0);
  expect(out).toMatch(/support\.zip: \d+ KiB\. Read it before you hand it on\./);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const files = filesIn(readFileSync(file));
  expect(JSON.parse(files["doctor.json"] ?? "")).toContainEqual({ subject: "gateway" });
  expect(Object.values(files).join("\n")).not.toMatch(/Anna|surgeons|apiuser|Oxygen|1701234567/);
  const again = await gateway.command(["support-info", file]);
  expect(again.status).toBe(1);
  expect(again.err).toContain("it exists already: give a new name");
});
