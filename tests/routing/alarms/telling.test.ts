import { expect, test } from "bun:test";
import { openAlarmWorld } from "../../support/alarms.ts";
import { eachDatabase } from "../../support/database.ts";
import { sqlOn } from "../../support/sql.ts";

/** A busy machine, and a database server that begins with the first test. */
const LIMIT_MS = 180_000;

eachDatabase("what people are told of alarms", (databases) => {
  const callAnna = (by: readonly ("sms" | "telegram" | "ring" | "email")[]) => ({
    steps: [{ notify: [{ contact: "Anna" }], by, waitSeconds: 600 }],
  });

  test(
    "a telephone rings with its text: it waits for a text that is held, and never rings without one",
    async () => {
      await using world = await openAlarmWorld(databases, { hasTelegram: false });
      await world.policy({ name: "quiet", ...callAnna(["sms"]) });
      await world.policy({ name: "loud", ...callAnna(["ring", "sms"]) });
      await world.policy({ name: "no text", ...callAnna(["telegram", "ring"]) });
      await world.raise("Disk full", { policy: "quiet" });
      await world.pass(20);
      await world.raise("Fan stands still", { policy: "loud" });
      await world.pass(100);
      await world.raise("Pump stands still", { policy: "no text" });
      await world.pass(1);
      expect(await world.told()).toEqual([
        "0 Anna sms: Alarm 1 (warning): Disk full",
        "60 Anna sms: Alarm 2 (warning): Fan stands still",
        "60 Anna ring: ",
        "120 Anna sms: Alarm 3 (warning): Pump stands still",
        "120 Anna ring: ",
      ]);
    },
    LIMIT_MS,
  );

  test(
    "a text goes on where its title ends, without the title and what joins them",
    async () => {
      await using world = await openAlarmWorld(databases);
      await world.policy(callAnna(["sms"]));
      const texts = [
        ["shop is down", "shop is down: answered 503", ["shop is down", "answered 503"]],
        ["shop is down", "shop is down", ["shop is down"]],
        ["Disk full", "Disk fullness is 98 %", ["Disk full", "Disk fullness is 98 %"]],
        ["Disk full", "on db1", ["Disk full", "on db1"]],
        [undefined, "x".repeat(250), ["x".repeat(200), "x".repeat(50)]],
      ] as const;
      for (const [at, [title, text, lines]] of texts.entries()) {
        const id = await world.raise(text, title === undefined ? {} : { title });
        const [told] = await world.sent();
        expect(told?.text.split("\n").slice(0, -1)).toEqual([
          `Alarm ${at + 1} (warning): ${lines[0]}`,
          ...lines.slice(1),
        ]);
        await world.act(id, "resolve");
        await world.pass(120);
        await world.sent();
      }
    },
    LIMIT_MS,
  );

  test(
    "a message counts what its answer takes: neither what waits for a modem nor what is held back",
    async () => {
      await using world = await openAlarmWorld(databases);
      await world.policy(callAnna(["sms"]));
      await world.raise("Disk full");
      world.network = "gone";
      await world.pass(61);
      // It waits for a modem: Anna has not heard of it.
      await world.raise("Fan stands still");
      await world.sent();
      await world.pass(10);
      await world.raise("Pump stands still");
      await world.raise("Door is open");
      await world.pass(60);
      const [told] = await world.sent();
      expect(told?.text.split("\n").at(-1)).toBe("Reply 1 to take all 2, 1 3 to take one");
      await sqlOn(
        world.url,
        "update outgoing_messages set state = 'sent' where text like '2 alarms%' or text like '%Disk full%'",
      );
      await world.writes("Anna", "1");
      expect((await world.sent()).map(({ text }) => text.split("\n")[0])).toEqual(["You have alarms 1, 3, 4"]);
    },
    LIMIT_MS,
  );

  test(
    "a mail that nobody has answered says since when in the gateway's time zone, and each address has its own",
    async () => {
      await using world = await openAlarmWorld(databases);
      const unanswered = [{ email: { to: ["it@example.org", "boss@example.org"] } }];
      await world.policy({ ...callAnna(["sms", "email"]), unanswered });
      await world.raise("Disk full");
      await world.pass(700);
      const jobs = await sqlOn(world.url, "select payload from jobs where kind = 'email' order by id");
      const mails = jobs.map(({ payload }) => JSON.parse(String(payload)) as { to: string; text: string });
      expect(mails.map(({ to }) => to)).toEqual(["anna@example.org", "it@example.org", "boss@example.org"]);
      expect(mails.at(-1)?.text).toContain("opened at 2026-07-01 21:00:00 (Europe/Berlin)");
    },
    LIMIT_MS,
  );
});
