import { expect, test } from "bun:test";
import { eachDatabase } from "../support/database.ts";
import { message, NOON } from "./outgoing.ts";

eachDatabase("a store", (databases) => {
  test("is idle when all that was asked of it is answered, and what was asked because of the answers", async () => {
    const store = await databases.open();
    const answers: string[] = [];
    const ask = async (who: string) => {
      for (let round = 0; round < 10; round++) {
        const [id = 0] = await store.outbox.accept([message()], NOON);
        const found = await store.outbox.find(id);
        answers.push(`${who}: ${found?.message.state}`);
      }
    };
    const asking = ["a", "b", "c"].map(ask);
    await store.idle();
    expect(answers.toSorted()).toEqual(["a", "b", "c"].flatMap((who) => Array(10).fill(`${who}: queued`)));
    await Promise.all(asking);
  });

  test("counts no commit on SQLite for what it looks for all the time and does not find", async () => {
    const store = await databases.open({ url: await databases.create() });
    await store.outbox.accept([message()], NOON);
    const before = store.commits();
    await store.outbox.expireDue(NOON);
    await store.outbox.sumCounts();
    await store.outbox.indexTexts(NOON);
    await store.outbox.endSimWaits({ before: NOON, now: NOON, laneOf: () => "" });
    await store.outbox.settleUnknown("resend", { now: NOON });
    if (databases.dialect === "sqlite") expect(store.commits()).toBe(before);
    await store.outbox.accept([message()], NOON);
    expect(store.commits()).toBeGreaterThan(before);
  });

  test("that nothing is asked of is idle at once, also when it is closed", async () => {
    const store = await databases.open();
    await store.idle();
    await store.close();
    await store.idle();
  });
});
