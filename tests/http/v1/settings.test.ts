import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { sqlOn } from "../../support/sql.ts";
import { problemOf } from "../../support/v1.ts";
import { signInToV1 } from "../../support/v1-sign-in.ts";

interface Setting {
  name: string;
  value?: string | string[];
  source: string;
  givenBy?: string;
  changeable: boolean;
  restartNeeded: boolean;
  problem?: string;
}

const TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOpp-12";

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway("--country", "FR", ...(await database()));
    await gateway.addUser(
      "chief",
      "rest-api",
      "http-api",
      "general",
      "network",
      "sim",
      "telegram",
      "email-to-sms",
      "permissions",
    );
    await gateway.addUser("net", "rest-api", "network");
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const patch = (body: unknown, { user = "chief", ...headers }: Record<string, string> = {}) =>
    gateway.as(user)("/api/v1/settings", { method: "PATCH", body: JSON.stringify(body), headers });
  async function list(user = "chief") {
    const response = await gateway.as(user)("/api/v1/settings");
    const { items } = (await response.json()) as { items: Setting[] };
    return { items, etag: response.headers.get("etag") ?? "" };
  }
  const find = async (name: string) => (await list()).items.find((setting) => setting.name === name);
  const send = async (to: string) => {
    const query = new URLSearchParams({ username: "chief", password: "secret", text: "Test", to });
    return (await fetch(`${gateway.url}/api.php?${query}`)).status;
  };

  test("each setting shows its value, its source, and whether the page may change it", async () => {
    expect(await find("country")).toEqual({
      name: "country",
      group: "general",
      value: "FR",
      source: "command-line",
      givenBy: "--country",
      changeable: false,
      restartNeeded: false,
    } as Setting);
    expect(await find("unknown")).toMatchObject({ value: "resend", source: "default", changeable: true });
    expect(await find("modem-power")).toMatchObject({ source: "default", changeable: false });
    expect(await find("numbers-blocked")).toMatchObject({ value: [] });
  });

  test("who holds one group's permission sees and changes that group alone", async () => {
    const groups = new Set((await list("net")).items.map((setting) => (setting as unknown as { group: string }).group));
    expect([...groups]).toEqual(["network"]);
    expect((await patch({ "check-page": "on" }, { user: "net" })).status).toBe(200);
    const problem = await problemOf(await patch({ unknown: "hold", "check-page": "off" }, { user: "net" }), 403);
    expect(problem).toMatchObject({ permission: "general" });
    expect((await fetch(`${gateway.url}/check.php`)).status).toBe(200);
  });

  test("a change applies to the next request, and null takes it back", async () => {
    expect(await send("+33612345678")).toBe(200);
    expect((await patch({ "numbers-blocked": ["+336", "+337"], "check-page": "off" })).status).toBe(200);
    expect(await send("+33612345678")).toBe(400);
    expect((await fetch(`${gateway.url}/check.php`)).status).toBe(404);
    expect((await patch({ "numbers-blocked": null, "check-page": null })).status).toBe(200);
    expect(await send("+33612345678")).toBe(200);
    expect((await fetch(`${gateway.url}/check.php`)).status).toBe(200);
    expect(await find("numbers-blocked")).toMatchObject({ value: [], source: "default" });
  });

  test("each change is an event with who, before and after", async () => {
    await patch({ "failed-window": "2h" });
    await patch({ "failed-window": "3h" });
    await patch({ "failed-window": "3h" });
    await patch({ "failed-window": null });
    const events = await gateway.events({ kind: "setting.changed", userName: "chief" }, 3);
    const changes = events.map(({ details }) => details).filter((details) => details?.setting === "failed-window");
    expect(changes).toEqual([
      { setting: "failed-window", before: "3h", after: "default" },
      { setting: "failed-window", before: "2h", after: "3h" },
      { setting: "failed-window", before: "default", after: "2h" },
    ]);
  });

  test("a secret is shown as •••, in answers, events and the log", async () => {
    const response = await patch({ "telegram-token": TOKEN });
    const text = await response.text();
    expect(text).toContain('"•••"');
    const [event] = await gateway.events({ kind: "setting.changed" });
    expect(event?.details).toEqual({ setting: "telegram-token", before: "default", after: "•••" });
    expect(JSON.stringify([text, event]) + gateway.output()).not.toContain(TOKEN);
    expect(await find("telegram-token")).toMatchObject({ value: "•••", source: "database", restartNeeded: true });
    await patch({ "telegram-token": null });
  });

  test("with If-Match nothing is changed once somebody else has changed a setting", async () => {
    const { etag } = await list();
    expect((await patch({ unknown: "hold" }, { "if-match": etag })).status).toBe(200);
    await problemOf(await patch({ unknown: "resend" }, { "if-match": etag }), 412);
    expect(await find("unknown")).toMatchObject({ value: "hold" });
    const answer = await patch({ unknown: null }, { "if-match": (await list()).etag });
    expect(answer.headers.get("etag")).toBe((await list()).etag);
  });

  test("of two changes with the same If-Match at once, one is done", async () => {
    const { etag } = await list();
    const values = ["1h", "2h", "3h", "4h"];
    const answers = await Promise.all(values.map((value) => patch({ "failed-window": value }, { "if-match": etag })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412, 412, 412]);
  });

  test("what cannot be is refused by name, and nothing else of the request is done", async () => {
    const problem = await problemOf(
      await patch({ unknown: "maybe", "check-page": ["on", "off"], colour: "red", port: "80", "failed-window": "9h" }),
      422,
    );
    expect(problem.errors).toEqual([
      { pointer: "/check-page", message: "must be one text" },
      { pointer: "/colour", message: "is not a setting" },
    ]);
    const second = await problemOf(await patch({ unknown: "maybe", port: "80", "failed-window": "9h" }), 422);
    expect(second.errors).toEqual([
      { pointer: "/unknown", message: "must be resend, hold or assume-sent" },
      { pointer: "/port", message: expect.stringContaining("belongs to the machine") as unknown as string },
    ]);
    expect(await problemOf(await patch({ country: "DE" }), 409)).toMatchObject({
      detail: expect.stringContaining("--country") as unknown as string,
    });
    expect(await find("failed-window")).not.toMatchObject({ value: "9h" });
    for (const body of [{ unknown: 7 }, { unknown: {} }, { "numbers-blocked": [] }, { "numbers-blocked": [1] }]) {
      await problemOf(await patch(body), 422);
    }
  });

  test("a shorter life of sessions ends those that are older", async () => {
    await gateway.addUser("anna", "web");
    const { headers } = await signInToV1(gateway, "anna");
    await sqlOn(gateway.database, "update sessions set created_at = created_at - 120000, seen_at = seen_at - 120000");
    // A stream does not count as being there.
    const there = async () => (await fetch(`${gateway.url}/api/v1/events`, { headers, method: "HEAD" })).status;
    expect(await there()).toBe(200);
    expect((await patch({ "session-idle": "1m" })).status).toBe(200);
    await eventually("an ended session", async () => (await there()) === 401);
    await patch({ "session-idle": null });
  });

  test.each([
    ["request-size", "1", "64KiB", "64MiB", "65MiB", "a smaller limit refuses what programs"],
    ["request-timeout", "1ms", "1s", "10m", "11m", "slow clients"],
    ["failed-window", "59s", "1m", "366d", "367d", "monitoring"],
    ["session-idle", "1ms", "1m", "30d", "401d", "a shorter session"],
    ["session-life", "59s", "12h", "400d", "999999999w", "a shorter session"],
    ["fallback-after", "1ms", "1s", "7d", "8d", "a modem"],
    ["sim-patience", "1ms", "1s", "7d", "999999999w", "a modem"],
  ])("%s is refused as %s, and taken as %s", async (name, low, least, most, high, because) => {
    const { items } = (await (await gateway.as("chief")("/api/v1/settings/schema")).json()) as {
      items: { name: string; minimum: string; maximum: string }[];
    };
    const { minimum, maximum } = items.find((each) => each.name === name) ?? {};
    const problem = await problemOf(await patch({ [name]: low }), 422);
    const reason = `must be at least ${minimum}, because ${because}`;
    expect(problem.errors).toEqual([
      { pointer: `/${name}`, message: expect.stringContaining(reason) as unknown as string },
    ]);
    expect((await problemOf(await patch({ [name]: high }), 422)).errors).toEqual([
      { pointer: `/${name}`, message: `must be at most ${maximum}` },
    ]);
    for (const value of [least, most, null]) expect((await patch({ [name]: value })).status).toBe(200);
  });

  test("a session is not longer idle than it lasts", async () => {
    expect((await problemOf(await patch({ "session-idle": "31d" }), 422)).errors).toEqual([
      { pointer: "/session-idle", message: "must not be longer than session-life (30d)" },
    ]);
    const { errors } = await problemOf(await patch({ "session-life": "1h" }), 422);
    expect(errors).toEqual([
      {
        pointer: "/session-life",
        message: "must not be shorter than session-idle (12h): shorten that first, or both together",
      },
    ]);
    expect((await patch({ "session-life": "1h", "session-idle": "1h" })).status).toBe(200);
    await problemOf(await patch({ "session-idle": null }), 422);
    expect((await patch({ "session-life": null, "session-idle": null })).status).toBe(200);
  });

  test.each([
    ["mail-host", "mail.example.org", "evil.example.org", "mail-user", "mail-password"],
    ["mqtt", "mqtt://127.0.0.1:9", "mqtt://127.0.0.2:9", "mqtt-user", "mqtt-password"],
    ["oidc-issuer", "https://127.0.0.1:9/a", "https://127.0.0.2:9/a", "oidc-client-id", "oidc-client-secret"],
  ])("%s does not take its secret along to another server", async (host, one, other, user, secret) => {
    const said = (
      setting: string,
      message = `decides where ${secret} is sent: give ${secret} again in the same change, or reset it before`,
    ) => [{ pointer: `/${setting}`, message }];
    expect((await patch({ [host]: one, [user]: "ada", [secret]: "Zq7-secret" })).status).toBe(200);
    expect((await problemOf(await patch({ [host]: other }), 422)).errors).toEqual(said(host));
    expect((await problemOf(await patch({ [user]: "eve" }), 422)).errors).toEqual(said(user));
    // Nor by a detour.
    expect((await patch({ [host]: null })).status).toBe(200);
    expect((await problemOf(await patch({ [host]: other }), 422)).errors).toEqual(said(host));
    const { status, err } = await gateway.command(["setting", "set", host, other]);
    expect({ status, err }).toEqual({ status: 1, err: expect.stringContaining(`${host} decides where ${secret}`) });
    expect((await patch({ [host]: one })).status).toBe(422);
    expect((await patch({ [host]: other, [secret]: "Zq7-secret" })).status).toBe(200);
    expect((await patch({ [host]: one, [user]: "eve", [secret]: null })).status).toBe(200);
    expect((await patch({ [host]: null, [user]: null })).status).toBe(200);
  });

  test.each([
    ["smtp-user", "nobody", "must name a system user, and there is none called nobody", "CHIEF"],
    ["mqtt-sender", "nobody", "must name a system user, and there is none called nobody", "chief"],
    ["mqtt-notify", ["nowhere"], "must name groups of the address book, and there is none called nowhere", ["Here"]],
    [
      "gateway-alarms",
      "group:nowhere",
      "must name groups of the address book, and there is none called nowhere",
      "group:here",
    ],
    ["gateway-alarms", "policy:nowhere", "must name a policy of alarms, and there is none called nowhere", "none"],
  ])("%s may not name %p, who is not there", async (name, missing, message, there) => {
    await gateway.command(["group", "add", "here"]);
    expect((await problemOf(await patch({ [name]: missing }), 422)).errors).toEqual([{ pointer: `/${name}`, message }]);
    const { status, err } = await gateway.command(["setting", "set", name, String(missing)]);
    expect({ status, err }).toMatchObject({ status: 1, err: expect.stringContaining(message) });
    for (const value of [there, null]) expect((await patch({ [name]: value })).status).toBe(200);
  });

  test("lists have a limit", async () => {
    const long = Array.from({ length: 900 }, () => "+49170123456,".repeat(2));
    await problemOf(await patch({ "numbers-blocked": long }), 422);
  });

  test("a command changes the running gateway within seconds", async () => {
    const set = await gateway.command(["setting", "set", "numbers-blocked", "+336"]);
    expect(set).toMatchObject({ status: 0, err: "" });
    expect(set.out).toContain("numbers-blocked is now +336 (database)");
    await eventually("a refused number", async () => (await send("+33612345678")) === 400);
    expect((await gateway.command(["setting", "list", "numbers-blocked"])).out).toContain("+336");
    expect((await gateway.command(["setting", "reset", "numbers-blocked"])).status).toBe(0);
    await eventually("an accepted number", async () => (await send("+33612345678")) === 200);
  });

  test("the schema tells what a form needs of every setting", async () => {
    const { items } = (await (await gateway.as("chief")("/api/v1/settings/schema")).json()) as {
      items: { name: string }[];
    };
    expect(items.map(({ name }) => name).toSorted()).toEqual((await list()).items.map(({ name }) => name).toSorted());
    expect(items.find(({ name }) => name === "unknown")).toMatchObject({
      shape: "choice",
      choices: ["resend", "hold", "assume-sent"],
      list: false,
      hidden: false,
      default: "resend",
      applies: "now",
    });
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
