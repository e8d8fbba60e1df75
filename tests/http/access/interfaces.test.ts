import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { openStore, type Store } from "../../../lib/store/index.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

const INSIDE = "10.1.2.3";
const PASSWORD = "guess-4711";

let gateway: TestGateway;
let store: Store;
beforeAll(async () => {
  const allow = ["api-php", "api", "check", "commands", "isms"].flatMap((name) => [
    `--allow-${name}`,
    "10.0.0.0/8,127.0.0.1",
  ]);
  gateway = await startTestGateway("--isms-port", "0", "--trusted-proxies", "127.0.0.1", ...allow);
  await gateway.addUser("limited", "http-api", "rest-api", "command-api");
  await gateway.addUser("plain", "web");
  await gateway.command(["user", "limit", "limited", "--networks", "10.2.0.0/16"]);
  store = await openStore({ url: `sqlite:${join(gateway.data, "aldis.sqlite")}`, migrate: false });
});
afterAll(async () => {
  await store.close();
  await gateway[Symbol.asyncDispose]();
});

interface Asked {
  user: string;
  password: string;
}
type Ask = (who: Asked, from: string) => Promise<Response>;

const get =
  (base: () => string, path: (who: Asked) => string): Ask =>
  (who, from) =>
    fetch(`${base()}${path(who)}`, { headers: { "x-forwarded-for": from } });
const main = () => gateway.url;
const query = ({ user, password }: Asked) => `username=${user}&password=${password}`;
const isms = ({ user, password }: Asked) => `/sendmsg?user=${user}&passwd=${password}&cat=1&to=01701234567&text=secret`;
const byHeader =
  (path: string): Ask =>
  ({ user, password }, from) =>
    fetch(`${gateway.url}${path}`, {
      method: "POST",
      body: JSON.stringify({ recipients: [{ to: "01701234567" }], text: "secret", alerts: [{}] }),
      headers: { "x-forwarded-for": from, authorization: `Basic ${btoa(`${user}:${password}`)}` },
    });

/** Every interface that signs users in: how to ask it, the kind of its events, and its answers to a refusal. */
const INTERFACES: [string, Ask, string, { network: string; password: string }][] = [
  [
    "/api.php",
    get(main, (who) => `/api.php?${query(who)}&to=01701234567&text=secret`),
    "api.php.refused",
    { network: "403", password: "401" },
  ],
  ["/api", byHeader("/api/messages"), "rest.refused", { network: "403", password: "401" }],
  ["/api/v1/alerts", byHeader("/api/v1/alerts?to=01701234567"), "alerts.refused", { network: "403", password: "401" }],
  [
    "/commands.php",
    get(main, (who) => `/commands.php?${query(who)}&mode=nothing`),
    "commands.php.refused",
    { network: "403", password: "401" },
  ],
  ["iSMS", get(main, isms), "isms.refused", { network: "Err: 601", password: "Err: 601" }],
  [
    "iSMS on its port",
    get(() => gateway.ismsUrl ?? "", isms),
    "isms.refused",
    { network: "Err: 601", password: "Err: 601" },
  ],
];

/** What came of a request, and the events that tell of it: all from an address that nothing else uses. */
let lastAddress = 0;
async function refusal(ask: Ask, who: Asked, network: (n: number) => string) {
  const from = network(++lastAddress);
  const response = await ask(who, from);
  const body = await response.text();
  const events = await eventually(`an event of ${from}`, async () => {
    const found = (await store.events.list({ limit: 500 })).filter(({ address }) => address === from);
    return found.length > 0 && found;
  });
  expect(events).toHaveLength(1);
  expect(JSON.stringify(events)).not.toMatch(/guess-4711|secret/);
  return { said: /^Err/.test(body) ? body : String(response.status), event: events[0] };
}
const outside = (n: number) => `203.0.113.${n}`;
const inside = (n: number) => `10.1.0.${n}`;

describe.each(INTERFACES)("%s", (_, ask, kind, answers) => {
  test("a network that is not allowed: one event with the address", async () => {
    const { said, event } = await refusal(ask, { user: "limited", password: "secret" }, outside);
    expect(said).toBe(answers.network);
    expect(event).toMatchObject({ kind, severity: "warning", details: { reason: "network-not-allowed" } });
  });

  test("a wrong password: one event with user and address", async () => {
    const { said, event } = await refusal(ask, { user: "nobody", password: PASSWORD }, inside);
    expect(said).toBe(answers.password);
    expect(event).toMatchObject({ kind, userName: "nobody", details: { reason: "wrong-credentials" } });
  });

  test("a user without the permission: one event with user and address", async () => {
    const { said, event } = await refusal(ask, { user: "plain", password: "secret" }, inside);
    expect(said).toBe(answers.network);
    expect(event).toMatchObject({ kind, userName: "plain", details: { reason: "no-permission" } });
  });

  test("a user's own networks: one event with user and address", async () => {
    const { said, event } = await refusal(ask, { user: "limited", password: "secret" }, inside);
    expect(said).toBe(answers.network);
    expect(event).toMatchObject({ kind, userName: "limited", details: { reason: "user-network-not-allowed" } });
  });
});

test("/check.php asks for no user, but for the network", async () => {
  const ask = get(main, () => "/check.php");
  expect((await ask({ user: "", password: "" }, INSIDE)).status).toBe(200);
  const { said, event } = await refusal(ask, { user: "", password: "" }, outside);
  expect(said).toBe("403");
  expect(event).toMatchObject({ kind: "check.php.refused", details: { reason: "network-not-allowed" } });
});
