import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../../lib/cli/index.ts";
import { createApp } from "../../../server.ts";
import { hasChromium, openWatchedPage, startChromium } from "../../support/chromium.ts";
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
    expect(another).toMatchObject({ status: 1, out: "", err: expect.stringContaining("has users already") });
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
    const events = await runCli(aldis, ["event", "list", "--data", join(folder, "data"), ...options]);
    expect(events.out).toContain("setup.completed");
    expect(events.out).not.toMatch(new RegExp(`${code}|${newer}`));
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

describe("the page", () => {
  test.each([
    ["de-CH,de;q=0.9,en;q=0.5", "de", "Administrator anlegen"],
    ["fr,en-GB;q=0.7", "en", "Make the administrator"],
    ["", "en", "Make the administrator"],
  ])("is in the browser's language: %s", async (accepted, language, button) => {
    const { url } = await start();
    const page = await fetch(`${url}/setup`, { headers: { "accept-language": accepted } });
    const html = await page.text();
    expect(html).toContain(`<html lang="${language}">`);
    expect(html).toContain(`<button>${button}</button>`);
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe");
    expect(page.headers.get("cache-control")).toBe("no-store");
  });

  test.skipIf(!hasChromium)("makes the administrator in a browser, after saying what is wrong", async () => {
    const { url, code } = await start();
    await using browser = await startChromium();
    const { page, asked, elsewhere } = await openWatchedPage(browser);
    const faults: string[] = [];
    page.on("console", (message) => faults.push(message.text()));
    await page.goto(`${url}/setup#${code}`);
    const outcome = page.locator("#outcome");
    await page.fill("#name", "anna");
    await page.fill("#password", "secret");
    await page.fill("#again", "secrets");
    await page.click("button");
    expect(await outcome.textContent()).toBe("The two passwords differ.");
    expect(faults).toEqual([]);
    await page.fill("#name", "a:b");
    await page.fill("#again", "secret");
    await page.click("button");
    await outcome.filter({ hasText: "A user name has" }).waitFor();
    await page.fill("#name", "anna");
    await page.click("button");
    await outcome.filter({ hasText: "The administrator was made" }).waitFor();
    expect(await page.locator("input").count()).toBe(0);
    expect((await fetch(`${url}/api/v1/me`, { headers: basic("anna") })).status).toBe(200);
    expect(elsewhere(url)).toEqual([]);
    expect(asked.join()).not.toContain("secret");
    await page.goto(`${url}/setup`);
    expect(await outcome.textContent()).toContain("This link is not valid");
  });
});
