import { expect, test } from "bun:test";
import { createAuthenticator, createKnownAddresses, hashPassword } from "../../lib/auth/index.ts";
import type { Store } from "../../lib/store/index.ts";
import { eachDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { recordEvents } from "../support/recorded-events.ts";

const DAY_MS = 86_400_000;

eachDatabase("known addresses", (databases) => {
  const kept = (store: Store, count: number) =>
    eventually(`${count} known addresses`, async () => {
      const list = await store.knownAddresses.list();
      return list.length === count ? list : undefined;
    });

  test("are kept in the order in which they were seen last, one for each user and network", async () => {
    let now = 1_700_000_000_000;
    const store = await databases.open({ now: () => now });
    for (const [name, network] of [
      ["anna", "192.0.2.1"],
      ["bernd", "192.0.2.1"],
      ["anna", "2001:db8::"],
      ["anna", "192.0.2.1"],
    ] as const) {
      now += 1_000;
      store.knownAddresses.keep({ name, network });
    }
    await kept(store, 3);
    expect(
      await eventually("the last one", async () => {
        const list = await store.knownAddresses.list();
        return list.at(-1)?.network === "192.0.2.1" && list.at(-1)?.name === "anna" ? list : undefined;
      }),
    ).toEqual([
      { name: "bernd", network: "192.0.2.1" },
      { name: "anna", network: "2001:db8::" },
      { name: "anna", network: "192.0.2.1" },
    ]);
  });

  test("are forgotten after 90 days without a sign-in", async () => {
    let now = 1_700_000_000_000;
    const store = await databases.open({ now: () => now });
    store.knownAddresses.keep({ name: "anna", network: "192.0.2.1" });
    await kept(store, 1);
    now += 89 * DAY_MS;
    store.knownAddresses.keep({ name: "bernd", network: "192.0.2.2" });
    await kept(store, 2);
    now += 2 * DAY_MS;
    expect(await store.knownAddresses.list()).toEqual([{ name: "bernd", network: "192.0.2.2" }]);
  });

  test("an attack on a name that goes on over a restart does not lock the user out of their own address", async () => {
    const store = await databases.open();
    await store.users.add({ name: "apiuser", passwordHash: await hashPassword("secret"), permissions: ["http-api"] });
    /** One life of the gateway. */
    const start = async () => {
      const known = createKnownAddresses({
        now: Date.now,
        kept: await store.knownAddresses.list(),
        keep: store.knownAddresses.keep,
      });
      return createAuthenticator({ users: store.users, events: recordEvents(), now: Date.now, known });
    };
    const own = { name: "APIuser", password: "secret", address: "2001:db8:1:2::10" };
    expect(await (await start()).authenticate(own)).toMatchObject({ ok: true });
    await kept(store, 1);

    const restarted = await start();
    for (let guess = 0; guess < 12; guess++) {
      await restarted.authenticate({ ...own, password: `guess ${guess}`, address: `10.0.0.${guess}` });
    }
    expect(await restarted.authenticate({ ...own, address: "10.0.0.200" })).toMatchObject({
      problem: { kind: "throttled" },
    });
    // Another address of the same network, as IPv6 hosts change theirs.
    expect(await restarted.authenticate({ ...own, address: "2001:db8:1:2::99" })).toMatchObject({ ok: true });
  });
});

test("an address that is known is kept again once a day, not at each sign-in", () => {
  let now = 1_700_000_000_000;
  const keptPairs: string[] = [];
  const known = createKnownAddresses({
    now: () => now,
    keep: ({ name, network }) => keptPairs.push(`${name} ${network}`),
  });
  for (let hour = 0; hour < 49; hour++) {
    known.remember("anna", "192.0.2.1");
    now += 3_600_000;
  }
  expect(keptPairs).toEqual(["anna 192.0.2.1", "anna 192.0.2.1", "anna 192.0.2.1"]);
});

test("of a flood of addresses only so many are known, the latest", () => {
  const known = createKnownAddresses({ now: () => 0, capacity: 100 });
  for (let index = 0; index < 1_000; index++) known.remember("anna", `10.0.${index >> 8}.${index & 255}`);
  expect(known.has("anna", "10.0.3.131")).toBe(false);
  expect(known.has("anna", "10.0.3.231")).toBe(true);
});
