import { describe, expect, test } from "bun:test";
import { type Network, parseNetwork } from "../../../lib/auth/index.ts";
import { queryOf, startApi } from "../../support/api-server.ts";
import { createManualClock } from "../../support/manual-clock.ts";

const MINUTES = 5;
/** P9: five a minute after the first ten. */
const MOST_LOOKED_AT = 10 + 5 * MINUTES;

/** A gateway behind a proxy on loopback, so that each request chooses its client's address. */
async function startAttacked() {
  const clock = createManualClock();
  const networks = ["127.0.0.1"].map((text) => parseNetwork(text) as Network);
  const api = await startApi({ clock, access: { proxies: { networks, header: "x-forwarded-for" } } });
  const signIn = (username: string, password: string, address: string) =>
    fetch(`${api.url}/api.php?${queryOf({ username, password })}`, { headers: { "x-forwarded-for": address } });
  /** Two guesses a second for five minutes; how many passwords were looked at. */
  async function attack(guess: (round: number) => { username: string; address: string }): Promise<number> {
    let lookedAt = 0;
    for (let round = 0; round < MINUTES * 60 * 2; round++) {
      const { username, address } = guess(round);
      const response = await signIn(username, `guess ${round}`, address);
      expect(response.status).toBe(401);
      if (!response.headers.has("retry-after")) lookedAt++;
      await clock.advance(500);
    }
    return lookedAt;
  }
  return { api, clock, signIn, attack };
}

describe("wrong passwords at /api.php, two a second for five minutes", () => {
  test.each<[string, (round: number) => { username: string; address: string }]>([
    ["one name from one address", () => ({ username: "apiuser", address: "203.0.113.9" })],
    [
      "one name from ever new addresses",
      (round) => ({ username: "apiuser", address: `10.${round >> 8}.${round & 255}.1` }),
    ],
    [
      "one name in ever new spellings",
      (round) => ({ username: round % 2 ? "APIUSER" : "ApiUser", address: "203.0.113.9" }),
    ],
    ["ever new names from one address", (round) => ({ username: `user${round}`, address: "203.0.113.9" })],
    [
      "ever new names from ever new addresses of one IPv6 network",
      (round) => ({ username: `user${round}`, address: `2001:db8:1:2::${round.toString(16)}` }),
    ],
  ])("%s: five a minute are looked at after the first ten", async (name, guess) => {
    const { api, attack } = await startAttacked();
    await using _ = api;
    const lookedAt = await attack(guess);
    console.log(`${name}: ${lookedAt} of ${MINUTES * 120} guesses looked at in ${MINUTES} minutes`);
    expect(lookedAt).toBeLessThanOrEqual(MOST_LOOKED_AT);
    expect(lookedAt).toBeGreaterThanOrEqual(MOST_LOOKED_AT - 1);
    expect(JSON.stringify(api.events.all)).not.toMatch(/guess \d/);
  });

  test("an attacker on one user name does not lock that user out of their own address", async () => {
    const { api, clock, signIn } = await startAttacked();
    await using _ = api;
    expect((await signIn("apiuser", "secret", "192.0.2.10")).status).toBe(200);
    let refused = 0;
    for (let round = 0; round < 600; round++) {
      const response = await signIn("apiuser", `guess ${round}`, `10.${round >> 8}.${round & 255}.1`);
      if (response.headers.has("retry-after")) refused++;
      if (round % 20 === 0) expect((await signIn("apiuser", "secret", "192.0.2.10")).status).toBe(200);
      await clock.advance(100);
    }
    console.log(`own address: 30 of 30 sends taken while ${refused} of 600 guesses were refused unseen`);
    expect(refused).toBeGreaterThan(500);
    // Neither does a typing mistake or two there.
    expect((await signIn("apiuser", "secrte", "192.0.2.10")).status).toBe(401);
    expect((await signIn("apiuser", "secret", "192.0.2.10")).status).toBe(200);
  });

  test("the right password is not looked at either while one must wait, and is taken after Retry-After", async () => {
    const { api, clock, signIn } = await startAttacked();
    await using _ = api;
    for (let guess = 0; guess < 10; guess++) await signIn("apiuser", `guess ${guess}`, "203.0.113.9");
    const response = await signIn("apiuser", "secret", "203.0.113.9");
    expect(response.status).toBe(401);
    const wait = Number(response.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(0);
    await clock.advance((wait - 1) * 1000);
    expect((await signIn("apiuser", "secret", "203.0.113.9")).status).toBe(401);
    await clock.advance(1_000);
    expect((await signIn("apiuser", "secret", "203.0.113.9")).status).toBe(200);
  });
});

describe("wrong passwords by HTTP Basic, two a second for five minutes", () => {
  test("five a minute are looked at after the first ten, and they count together with those of /api.php", async () => {
    const { api, clock, signIn } = await startAttacked();
    await using _ = api;
    for (let guess = 0; guess < 5; guess++) await signIn("apiuser", `guess ${guess}`, "203.0.113.9");
    let lookedAt = 5;
    for (let round = 0; round < MINUTES * 120; round++) {
      const response = await fetch(`${api.url}/api/v1/alerts?to=1`, {
        method: "POST",
        headers: {
          authorization: `Basic ${btoa(`apiuser:guess ${round} by Basic`)}`,
          "x-forwarded-for": "203.0.113.9",
        },
      });
      expect(response.status).toBe(401);
      if (!response.headers.has("retry-after")) lookedAt++;
      await clock.advance(500);
    }
    console.log(`HTTP Basic and /api.php: ${lookedAt} of ${MINUTES * 120 + 5} guesses looked at in ${MINUTES} minutes`);
    expect(lookedAt).toBeLessThanOrEqual(MOST_LOOKED_AT);
    expect(lookedAt).toBeGreaterThanOrEqual(MOST_LOOKED_AT - 1);
    expect(JSON.stringify([api.events.all, api.logLines])).not.toMatch(/guess \d/);
  });
});

test("of 39 scripts behind one address, 9 with an old password, the other 30 send in every minute", async () => {
  const { api, clock, signIn } = await startAttacked();
  await using _ = api;
  const scripts = Array.from({ length: 39 }, (_, index) => ({ name: `script${index}`, isOld: index % 4 === 3 }));
  await Promise.all(
    scripts.map(({ name }) => api.administration.create({ name, password: "secret", permissions: ["http-api"] })),
  );
  for (let minute = 0; minute < 5; minute++) {
    for (let again = 0; again < 4; again++) {
      for (const { name, isOld } of scripts) {
        const { status } = await signIn(name, isOld ? "outdated" : "secret", "192.0.2.1");
        expect({ name, status }).toEqual({ name, status: isOld ? 401 : 200 });
      }
    }
    await clock.advance(60_000);
  }
});
