import { describe, expect, test } from "bun:test";
import { type Network, parseNetwork } from "../../../lib/auth/index.ts";
import { REFUSALS_OF_ALL, REFUSALS_OF_ONE } from "../../../lib/limits.ts";
import { GOOD, queryOf, startApi } from "../../support/api-server.ts";
import { createManualClock } from "../../support/manual-clock.ts";

const FORBIDDEN = "403 Forbidden - Your User has no right to send SMS over API.";
const networks = (...texts: string[]) => texts.map((text) => parseNetwork(text) as Network);

/** A gateway behind a proxy on loopback: tests choose their client's address by the header. */
const behindProxy = { proxies: { networks: networks("127.0.0.1"), header: "x-forwarded-for" } } as const;

/** Starts it, and asks as a client of that address. */
async function startBehindProxy(options: Parameters<typeof startApi>[0] = {}) {
  const api = await startApi({ ...options, access: { ...behindProxy, ...options.access } });
  const from = (address: string, parameters: Record<string, string> = {}, init: RequestInit = {}) =>
    fetch(`${api.url}/api.php?${queryOf(parameters)}`, { ...init, headers: { "x-forwarded-for": address } });
  return { ...api, from };
}

describe("networks of the interface", () => {
  const access = { allowed: { "api.php": networks("10.0.0.0/8", "2001:db8::/32") } };

  test("who is in them is served, with their own address in the records", async () => {
    await using api = await startBehindProxy({ access });
    expect((await api.from("10.1.2.3")).status).toBe(200);
    expect((await api.from("2001:db8::7", { to: "0" })).status).toBe(400);
    expect(api.events.all).toMatchObject([{ kind: "api.php.refused", address: "2001:db8::7" }]);
  });

  test("who is not gets 403 before anything is read, even the password, and one event says why", async () => {
    await using api = await startBehindProxy({ access });
    const response = await api.from(
      "203.0.113.9",
      { password: "wrong" },
      { method: "POST", body: "x".repeat(100_000) },
    );
    expect(response.status).toBe(403);
    expect(await response.text()).toBe(FORBIDDEN);
    expect(api.accepted).toEqual([]);
    expect(api.events.all).toEqual([
      {
        severity: "warning",
        kind: "api.php.refused",
        message: "Refused: this interface may not be used from this address",
        address: "203.0.113.9",
        details: { reason: "network-not-allowed" },
      },
    ]);
  });

  test("a client whose address a proxy hides is in no network", async () => {
    await using api = await startBehindProxy({ access });
    expect((await api.from("10.1.2.3, unknown")).status).toBe(403);
  });

  test("other interfaces' networks do not count", async () => {
    await using api = await startBehindProxy({ access: { allowed: { rest: networks("10.0.0.0/8") } } });
    expect((await api.from("203.0.113.9")).status).toBe(200);
  });
});

describe("networks of a user", () => {
  test("from elsewhere the right password is not enough, and one event says who and from where", async () => {
    await using api = await startBehindProxy();
    await api.administration.change("apiuser", () => ({ limits: { networks: ["10.0.0.0/8"] } }));
    expect((await api.from("10.9.9.9")).status).toBe(200);
    const response = await api.from("203.0.113.9");
    expect(response.status).toBe(403);
    expect(await response.text()).toBe(FORBIDDEN);
    expect(api.accepted).toHaveLength(1);
    expect(api.events.all).toEqual([
      {
        severity: "warning",
        kind: "api.php.refused",
        message: "Refused: the user may not call from this address",
        userName: "apiuser",
        address: "203.0.113.9",
        details: { reason: "user-network-not-allowed", recipient: GOOD.to },
      },
    ]);
  });

  test("a wrong password from elsewhere is a wrong password, so that nobody learns of the networks", async () => {
    await using api = await startBehindProxy();
    await api.administration.change("apiuser", () => ({ limits: { networks: ["10.0.0.0/8"] } }));
    expect((await api.from("203.0.113.9", { password: "wrong" })).status).toBe(401);
  });

  test("a change counts for the next request", async () => {
    await using api = await startBehindProxy();
    expect((await api.from("203.0.113.9")).status).toBe(200);
    await api.administration.change("apiuser", () => ({ limits: { networks: ["10.0.0.0/8"] } }));
    expect((await api.from("203.0.113.9")).status).toBe(403);
    await api.administration.change("apiuser", () => ({ limits: {} }));
    expect((await api.from("203.0.113.9")).status).toBe(200);
  });
});

describe("requests a minute of a user", () => {
  test("the one too many is 429 with the seconds to wait, sends nothing, and is one event", async () => {
    const clock = createManualClock();
    await using api = await startApi({ clock });
    await api.administration.change("apiuser", () => ({ limits: { requestsPerMinute: 3 } }));
    await api.get();
    await clock.advance(20_000);
    await api.get();
    await api.get();
    const response = await api.get();
    expect(response.status).toBe(429);
    expect(await response.text()).toBe("Error: Too many requests.");
    expect(response.headers.get("retry-after")).toBe("40");
    expect(api.accepted).toHaveLength(3);
    expect(api.events.all).toEqual([
      {
        severity: "warning",
        kind: "api.php.refused",
        message: "Refused: more than 3 requests of the user in a minute",
        userName: "apiuser",
        address: "127.0.0.1",
        details: { reason: "too-many-requests", recipient: GOOD.to, retryAfterSeconds: 40 },
      },
    ]);
  });

  test("in no 60 seconds are there more, and after Retry-After the next is taken", async () => {
    const clock = createManualClock();
    await using api = await startApi({ clock });
    await api.administration.change("apiuser", () => ({ limits: { requestsPerMinute: 3 } }));
    const taken: number[] = [];
    for (let second = 0; second < 300; second += 7) {
      const response = await api.get();
      if (response.status === 200) taken.push(second);
      else {
        const wait = Number(response.headers.get("retry-after"));
        await clock.advance(wait * 1000);
        expect((await api.get()).status).toBe(200);
        second += wait;
        taken.push(second);
      }
      await clock.advance(7_000);
    }
    expect(taken.length).toBeGreaterThan(12);
    for (const [at, second] of taken.entries()) expect((taken[at + 3] ?? 1_000) - second).toBeGreaterThanOrEqual(60);
  });

  test("only requests of a user who got in count, and each user's count is their own", async () => {
    const clock = createManualClock();
    await using api = await startApi({ clock });
    await api.administration.create({ name: "other", password: "secret", permissions: ["http-api"] });
    for (const name of ["apiuser", "other"])
      await api.administration.change(name, () => ({ limits: { requestsPerMinute: 1 } }));
    expect((await api.get({ password: "wrong" })).status).toBe(401);
    expect((await api.get({ text: undefined })).status).toBe(400);
    expect((await api.get()).status).toBe(200);
    expect((await api.get()).status).toBe(429);
    expect((await api.get({ username: "other" })).status).toBe(200);
  });

  test("a clock that is set back makes nobody wait until it has caught up", async () => {
    let now = 1_700_000_000_000;
    await using api = await startApi({ clock: { ...createManualClock(), now: () => now } });
    await api.administration.change("apiuser", () => ({ limits: { requestsPerMinute: 1 } }));
    expect((await api.get()).status).toBe(200);
    now -= 86_400_000;
    expect((await api.get()).status).toBe(200);
    expect((await api.get()).status).toBe(429);
  });
});

test("a flood of refusals is one event a minute instead of filling the disk, and hides nobody else's", async () => {
  const clock = createManualClock();
  await using api = await startBehindProxy({ clock, access: { allowed: { "api.php": networks("10.0.0.0/8") } } });
  for (let round = 0; round < 10; round++) {
    await Promise.all(Array.from({ length: 50 }, (_, index) => api.from(`2001:db8:6:6::${index.toString(16)}`)));
  }
  expect(api.events.all).toHaveLength(REFUSALS_OF_ONE.burst);
  await api.from("10.1.2.3", { password: "wrong" });
  expect(api.events.all.at(-1)).toMatchObject({ address: "10.1.2.3", details: { reason: "wrong-credentials" } });
  await clock.advance(1_000);
  for (let times = 0; times < 20; times++) await api.from("2001:db8:6:6::1");
  expect(api.events.all).toHaveLength(REFUSALS_OF_ONE.burst + 1 + REFUSALS_OF_ONE.perSecond);
  await clock.advance(60_000);
  await api.from("10.1.2.3", { password: "wrong" });
  expect(api.events.all.at(-2)).toMatchObject({
    kind: "api.php.refused",
    message: "419 more requests were refused within a minute, from 1 addresses or networks",
    details: { requests: 419, networks: 1, "network-not-allowed": 419 },
  });
});

test("wrong passwords from many addresses are told together, with how many there were of which reason", async () => {
  const clock = createManualClock();
  await using api = await startBehindProxy({ clock });
  const { burst } = REFUSALS_OF_ALL;
  for (let client = 0; client < 600; client++) {
    const address = `203.0.${client >> 8}.${client & 255}`;
    expect((await api.from(address, { username: "apiuser", password: `guess ${client}` })).status).toBe(401);
  }
  expect(api.events.ofKind("api.php.refused")).toHaveLength(burst);
  await clock.advance(60_000);
  await api.from("203.0.113.1", { text: "" });
  const told = api.events.ofKind("api.php.refused").find(({ details }) => details?.reason === "many");
  expect(told?.details).toEqual({
    reason: "many",
    requests: 600 - burst,
    networks: 600 - burst,
    throttled: 600 - burst,
  });
  expect(JSON.stringify(api.events.all)).not.toContain("guess");
});

test("a flood of refusals from everywhere is bounded too", async () => {
  const clock = createManualClock();
  await using api = await startBehindProxy({ clock, access: { allowed: { "api.php": networks("10.0.0.0/8") } } });
  for (let network = 0; network < 20; network++) {
    await Promise.all(Array.from({ length: 50 }, () => api.from(`203.0.113.${network}`)));
  }
  expect(api.events.all).toHaveLength(REFUSALS_OF_ALL.burst);
});
