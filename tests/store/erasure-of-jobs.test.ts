import { expect, test } from "bun:test";
import { systemClock } from "../../lib/clock.ts";
import { createErasure } from "../../lib/routing/index.ts";
import type { Store } from "../../lib/store/index.ts";
import { eachDatabase } from "../support/database.ts";
import { sqlOn } from "../support/sql.ts";
import { tracesIn } from "../support/traces-of-number.ts";

const NUMBER = "+491701234567";
const DIGITS = "1701234567";
const OTHER = "+491719999999";
const never = new AbortController().signal;

eachDatabase("an erasure", (databases) => {
  async function opened() {
    const url = await databases.create();
    return { url, store: await databases.open({ url }) };
  }

  const deskOf = (store: Store) =>
    createErasure({
      store: store.erasure,
      files: store.retention,
      backups: () => [],
      events: { record() {} },
      clock: systemClock,
      log: { debug() {}, info() {}, warn() {}, error() {} } as never,
      country: "DE",
    }).desk;

  test("removes jobs about the person, and masks those about others, which are still delivered", async () => {
    const { store, url } = await opened();
    const received = async (sender: string, text: string) => {
      const part = { modem: "one", sim: "one", receivedAt: Date.now(), pdu: "00", sender, text };
      return (await store.inbox.store({ dedupeKey: sender, ...part })).messageId;
    };
    const ofOther = await received(OTHER, `pump broken, call ${NUMBER}`);
    const ofPerson = await received(NUMBER, "ill");
    const job = (eventId: string, kind: "webhook" | "http" | "email", payload: object, incomingId?: number) => ({
      ...{ eventId, kind, destination: `${kind}:one`, payload: payload as Record<string, unknown> },
      ...(incomingId === undefined ? {} : { incomingId }),
    });
    const mention = `call ${NUMBER}`;
    await store.jobs.add(
      [
        job("in-1-received-one", "webhook", { data: { from: OTHER, text: mention } }, ofOther),
        job("in-1.1.0", "http", { url: "http://a/", body: mention }, ofOther),
        job("out-1-sent-one", "webhook", { data: { to: OTHER, error: mention } }),
        job("alarm-1", "email", { to: "team@example.org", text: mention }),
        job("out-2-sent-one", "webhook", { data: { to: NUMBER } }),
        job("in-2.1.0", "http", { url: "http://a/", body: "ill" }, ofPerson),
        // Its message is gone, and it does not say whose it was.
        job("in-3.1.0", "http", { url: "http://a/", body: mention }),
      ],
      Date.now(),
    );
    for (const isDry of [true, false]) {
      const done = await deskOf(store).run({ number: NUMBER, isDry }, never);
      const erased = { jobs: 3, mentions: 5, "received-messages": 1 };
      expect(done).toMatchObject({ ok: true, value: { left: {}, erased } });
    }
    const kept = await sqlOn(url, "select event_id, state, payload from jobs order by id");
    expect(kept.map(({ event_id, state }) => [event_id, state])).toEqual(
      ["in-1-received-one", "in-1.1.0", "out-1-sent-one", "alarm-1"].map((id) => [id, "waiting"]),
    );
    for (const { payload } of kept) expect(payload).toContain("call [erased]");
    expect(await tracesIn(url, DIGITS)).toEqual([]);
  });

  test("of a short number or a sender's name leaves nothing that says who it was", async () => {
    for (const number of ["22333", "1&1", "*VIP*"]) {
      const { store, url } = await opened();
      const payload = { data: { to: number, state: "sent" } };
      await store.jobs.add(
        [{ eventId: "out-1-sent-one", kind: "webhook", destination: "webhook:one", payload }],
        Date.now(),
      );
      await sqlOn(
        url,
        `insert into idempotency_keys (user_id, key_hash, request_hash, created_at, answer) values
          (1, 'a', 'b', 1, '{"messages":[{"to":"${number}"}]}')`,
      );
      await sqlOn(
        url,
        `insert into events (at, severity, kind, message) values
          (1, 'error', 'message.failed', 'The message to ${number} was not sent: +CMS ERROR: 38')`,
      );
      const done = await deskOf(store).run({ number, isDry: false }, never);
      expect(done).toMatchObject({ ok: true, value: { left: {}, erased: { jobs: 1, events: 1, "answers-kept": 1 } } });
      expect(await tracesIn(url, number)).toEqual([]);
    }
  });
});
