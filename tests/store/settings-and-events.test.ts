import { expect, test } from "bun:test";
import { EVENT_BYTES_OF_KIND } from "../../lib/limits.ts";
import { eachDatabase } from "../support/database.ts";
import { NOON } from "./outgoing.ts";

eachDatabase("settings", (databases) => {
  test("a setting is any JSON value, and absent until it is set", async () => {
    const { settings } = await databases.open();
    expect(await settings.get("retry")).toBeUndefined();
    const values = { retry: { first: 5, names: ["a", "ö"], off: null }, languages: "auto", limit: 0, on: false };
    await settings.set(values);
    for (const [key, value] of Object.entries(values)) expect(await settings.get(key)).toEqual(value);
    expect(Object.fromEntries(await settings.list("l"))).toEqual({ languages: "auto", limit: 0 });
  });

  test("a change sees what is set under its prefix, and sets, keeps and removes in one transaction", async () => {
    const { settings } = await databases.open();
    await settings.set({ "option.a": 1, "option.b": 2, "option.c": 3, other: 4 });
    await settings.change("option.", (now) => {
      expect(Object.fromEntries(now)).toMatchObject({ "option.a": 1, "option.b": 2, "option.c": 3 });
      expect(now.has("other")).toBe(false);
      return { set: { "option.a": 5, "option.b": undefined } };
    });
    expect(Object.fromEntries(await settings.list("option."))).toMatchObject({ "option.a": 5, "option.c": 3 });
    expect(await settings.get("option.b")).toBeUndefined();
  });

  test("of changes at once, also in two processes, each sees what the one before it has set", async () => {
    const url = await databases.create();
    const stores = [await databases.open({ url }), await databases.open({ url })];
    const addOne = (now: ReadonlyMap<string, unknown>) => ({
      set: { "option.n": Number(now.get("option.n") ?? 0) + 1 },
    });
    await Promise.all(Array.from({ length: 10 }, (_, at) => stores[at % 2]?.settings.change("option.", addOne)));
    expect(await stores[0]?.settings.get("option.n")).toBe(10);
  });

  test("setting again replaces, removing goes back to absent", async () => {
    const { settings } = await databases.open();
    await settings.set({ limit: 1 });
    await settings.set({ limit: 2 });
    expect(await settings.get("limit")).toBe(2);
    expect(await settings.remove("limit")).toBe(true);
    expect(await settings.remove("limit")).toBe(false);
    expect(await settings.get("limit")).toBeUndefined();
  });

  test("of several who keep a setting at once, also in two processes, one wins and all get the same", async () => {
    const url = await databases.create();
    const one = await databases.open({ url });
    const other = await databases.open({ url });
    const kept = await Promise.all(
      [one, other, one, other].map(({ settings }, at) => settings.keep("secret", `from ${at}`)),
    );
    expect(new Set(kept).size).toBe(1);
    expect(await one.settings.keep("secret", "later")).toEqual(kept[0] ?? "");
    expect(await other.settings.get("secret")).toEqual(kept[0] ?? "");
  });
});

eachDatabase("events", (databases) => {
  test("an event is kept with all that it says, and shown newest first", async () => {
    let now = NOON;
    const { events } = await databases.open({ now: () => now++ });
    const full = {
      severity: "warning",
      kind: "api.refused",
      message: "the number +4917…67 is not allowed",
      userName: "anna",
      modem: "modem-1",
      messageId: 7,
      address: "192.0.2.1",
      details: { field: "to", tries: 3, final: true },
    } as const;
    events.keep(full);
    events.keep({ severity: "info", kind: "gateway.started", message: "started" });
    await events.flush();
    const list = await events.list({ limit: 10 });
    expect(list).toEqual([
      { id: list[0]?.id ?? 0, at: NOON + 1, severity: "info", kind: "gateway.started", message: "started" },
      { id: list[1]?.id ?? 0, at: NOON, ...full },
    ]);
  });

  test("every filter narrows, and pages go on by ID", async () => {
    let now = NOON;
    const { events } = await databases.open({ now: () => now });
    for (let count = 0; count < 6; count++) {
      now = NOON + count;
      events.keep({
        severity: count % 2 === 0 ? "error" : "info",
        kind: count < 3 ? "modem.gone" : "api.refused",
        message: `event ${count}`,
        ...(count === 4 ? { userName: "anna", messageId: 9 } : {}),
        ...(count === 5 ? { modem: "modem-2" } : {}),
      });
    }
    await events.flush();
    const shown = async (filter: Partial<Parameters<typeof events.list>[0]>) =>
      (await events.list({ limit: 10, ...filter })).map((event) => event.at - NOON);
    expect(await shown({})).toEqual([5, 4, 3, 2, 1, 0]);
    expect(await shown({ severity: "error" })).toEqual([4, 2, 0]);
    expect(await shown({ kind: "modem.gone", severity: "info" })).toEqual([1]);
    expect(await shown({ userName: "anna" })).toEqual([4]);
    expect(await shown({ messageId: 9 })).toEqual([4]);
    expect(await shown({ modem: "modem-2" })).toEqual([5]);
    expect(await shown({ from: NOON + 2, until: NOON + 4 })).toEqual([3, 2]);
    const [, second] = await events.list({ limit: 2 });
    expect(await shown({ before: second?.id ?? 0, limit: 2 })).toEqual([3, 2]);
  });

  test("old events are cleared in steps, oldest first", async () => {
    let now = NOON;
    const { events } = await databases.open({ now: () => now++ });
    for (let count = 0; count < 5; count++) events.keep({ severity: "info", kind: "k", message: "m" });
    await events.flush();
    expect(await events.clear({ before: NOON + 4, limit: 3 })).toBe(3);
    expect(await events.clear({ before: NOON + 4, limit: 3 })).toBe(1);
    expect((await events.list({ limit: 9 })).map((event) => event.at)).toEqual([NOON + 4]);
  });

  test("a burst of events costs few commits, and closing keeps them all", async () => {
    const url = await databases.create();
    const store = await databases.open({ url });
    const before = store.commits();
    for (let count = 0; count < 1_000; count++)
      store.events.keep({ severity: "info", kind: "burst", message: `${count}` });
    await store.close();
    expect(store.commits() - before).toBeLessThanOrEqual(2);
    const { events } = await databases.open({ url });
    const kept = await events.list({ kind: "burst", limit: 2_000 });
    expect(kept.map((event) => Number(event.message))).toEqual(Array.from({ length: 1_000 }, (_, at) => 999 - at));
  });
});

eachDatabase("events that come at an awkward moment", (databases) => {
  test("one recorded just as those before it were kept is kept too, before the store closes and without", async () => {
    const url = await databases.create();
    const store = await databases.open({ url });
    const record = (message: string) => store.events.keep({ severity: "info", kind: "test", message });
    for (const last of ["second", "fourth"]) {
      record("first or third");
      // Shares the commit of the event, so that both are told in one turn.
      await store.settings.set({ turn: last });
      record(last);
      if (last === "second") await store.events.flush();
    }
    await store.close();
    const { events } = await databases.open({ url });
    const kept = await events.list({ limit: 10 });
    expect(kept.map((event) => event.message)).toEqual(["fourth", "first or third", "second", "first or third"]);
  });
});

eachDatabase("a flood of events of one kind", (databases) => {
  test("is kept up to its bytes, hides no other kind, and how many are missing is an event with the true reason", async () => {
    let now = NOON;
    const url = await databases.create();
    const store = await databases.open({ url, now: () => now });
    const flood = { severity: "warning", kind: "flood", message: "x".repeat(1_000) } as const;
    for (let count = 0; count < 4_000; count++) store.events.keep(flood);
    store.events.keep({ severity: "error", kind: "other", message: "seen" });
    await store.events.flush();
    const keptOf = async (kind: string) => (await store.events.list({ kind, limit: 10_000 })).length;
    const kept = await keptOf("flood");
    expect(kept * 1_000).toBeLessThanOrEqual(EVENT_BYTES_OF_KIND.burst);
    expect(kept).toBeGreaterThan(900);
    expect(await keptOf("other")).toBe(1);
    now += 60_000;
    store.events.keep({ severity: "info", kind: "other", message: "a minute later" });
    await store.events.flush();
    expect(await store.events.list({ kind: "events.dropped", limit: 10 })).toMatchObject([
      {
        message: `${4_000 - kept} events of kind flood were dropped: too many in a short time`,
        details: { kind: "flood", events: 4_000 - kept, reason: "flood" },
      },
    ]);
  });

  test("is told when the store closes, too", async () => {
    const url = await databases.create();
    const store = await databases.open({ url });
    for (let count = 0; count < 2_000; count++) {
      store.events.keep({ severity: "info", kind: "flood", message: "x".repeat(1_000) });
    }
    await store.close();
    const { events } = await databases.open({ url });
    expect(await events.list({ kind: "events.dropped", limit: 10 })).toHaveLength(1);
  });
});
