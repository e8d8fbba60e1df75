import { expect, test } from "bun:test";
import { eachDatabase } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { sqlOn } from "../../support/sql.ts";
import {
  EVERYBODY,
  IN_TURN,
  isKnown,
  kinds,
  openAlarmChats,
  press,
  raised,
  shows,
} from "../../support/telegram/alarms.ts";

/** A busy machine, and a database server that begins with the first test. */
const LIMIT_MS = 180_000;
const CALL = "Alarm 1 (warning): Disk full\nReply 1 to take it, 2 to pass it on";

eachDatabase("messages of alarms at Telegram, when alarms change", (databases) => {
  test(
    "while Telegram is away edits are tried again, and the newest state is shown in the end",
    async () => {
      await using opened = await openAlarmChats(databases);
      const id = await raised(opened, EVERYBODY, "Anna", "Ben");
      const { telegram, world, chats } = opened;
      telegram.alwaysTrouble("editMessageText", { kind: "error", code: 502, description: "Bad Gateway" });
      await press(opened, "Anna", "Take");
      await eventually("an attempt", () => telegram.callsOf("editMessageText").length >= 2);
      await world.pass(30);
      await world.act(id, "resolve");
      expect(chats.Ben.received[0]?.text).toBe(CALL);
      telegram.clear();
      await world.pass(600);
      await shows(opened, "Ben", "Alarm 1 (warning): Disk full\n\nResolved.", []);
      await shows(opened, "Anna", "Alarm 1 (warning): Disk full\n\nResolved.", []);
      expect(await kinds(opened, id)).not.toContain("not-told");
    },
    LIMIT_MS,
  );

  test(
    "what changes while an edit, or the message itself, is on its way is shown after it",
    async () => {
      await using opened = await openAlarmChats(databases);
      const { telegram, world, chats } = opened;
      await world.policy(EVERYBODY);
      telegram.troubleWith(chats.Ben.person.id, { kind: "hold", done: true });
      const id = await world.raise("Disk full");
      await eventually("Anna's message", () => chats.Anna.received.length === 1);
      await eventually("Ben's message to be on its way", () => telegram.held === 1);
      await world.act(id, "take", "operator");
      await shows(opened, "Anna", "Alarm 1 (warning): Disk full\n\noperator has it.", []);
      expect(chats.Ben.received[0]?.text).toBe(CALL);
      telegram.troubleWith(chats.Anna.person.id, { kind: "hold", done: true });
      telegram.release();
      await shows(opened, "Ben", "Alarm 1 (warning): Disk full\n\noperator has it.", []);

      await world.act(id, "reopen", "operator");
      await eventually("Anna's edit to be on its way", () => telegram.held === 1);
      await world.act(id, "resolve", "operator");
      telegram.release();
      for (const name of ["Anna", "Ben", "Carl"] as const) {
        await shows(opened, name, "Alarm 1 (warning): Disk full\n\nResolved.", []);
      }
    },
    LIMIT_MS,
  );

  test(
    "a gateway that stops does not wait for an edit that Telegram does not answer, and another one makes it",
    async () => {
      await using opened = await openAlarmChats(databases);
      const id = await raised(opened, IN_TURN, "Anna");
      const { telegram, world } = opened;
      telegram.trouble("editMessageText", { kind: "hang" });
      await world.act(id, "take", "operator");
      await eventually("the edit", () => telegram.callsOf("editMessageText").length === 1);
      await world.alarms.engine.stop();
      await using _other = await opened.beside();
      await world.pass(30);
      await shows(opened, "Anna", "Alarm 1 (warning): Disk full\n\noperator has it.", []);
    },
    LIMIT_MS,
  );

  test(
    "an edit whose answer was lost is made again and no failure, and Telegram's wish to wait is kept",
    async () => {
      await using opened = await openAlarmChats(databases);
      const id = await raised(opened, IN_TURN, "Anna");
      const { telegram, world } = opened;
      telegram.trouble("editMessageText", { kind: "cut", done: true });
      await press(opened, "Anna", "Take");
      await shows(opened, "Anna", "Alarm 1 (warning): Disk full\n\nAnna has it.", ["Pass on", "Resolved"]);
      await world.pass(60);
      await eventually("the second attempt", () => telegram.callsOf("editMessageText").length === 2);
      await eventually("the edit to be known", () => isKnown(opened, opened.chats.Anna.person.id));

      telegram.trouble("editMessageText", {
        kind: "error",
        code: 429,
        description: "Too Many Requests",
        retryAfter: 40,
      });
      await press(opened, "Anna", "Resolved");
      await eventually("the refusal", () => telegram.callsOf("editMessageText").length === 3);
      await world.pass(30);
      expect(telegram.callsOf("editMessageText")).toHaveLength(3);
      await world.pass(30);
      await shows(opened, "Anna", "Alarm 1 (warning): Disk full\n\nResolved.", []);
      expect(await kinds(opened, id)).not.toContain("not-told");
    },
    LIMIT_MS,
  );

  test(
    "what Telegram refuses to edit, or does not edit for more than an hour, is given up with the reason in the timeline",
    async () => {
      await using opened = await openAlarmChats(databases);
      const id = await raised(opened, EVERYBODY, "Anna", "Ben", "Carl");
      const { telegram, world, chats } = opened;
      telegram.troubleWith(chats.Ben.person.id, {
        kind: "error",
        code: 400,
        description: "Bad Request: message can't be edited",
      });
      await press(opened, "Anna", "Take");
      await shows(opened, "Carl", "Alarm 1 (warning): Disk full\n\nAnna has it.", []);
      const given = async () => (await world.timeline(id)).filter((line) => line.includes("not-told"));
      await eventually("the reason", async () => (await given()).length === 1);
      const why = "the message at Telegram could not be changed";
      expect(await given()).toEqual([`0 not-told Ben ${why}: Bad Request: message can't be edited`]);

      telegram.alwaysTrouble("editMessageText", { kind: "error", code: 500, description: "Internal Server Error" });
      await press(opened, "Anna", "Resolved");
      await world.pass(4_800);
      await eventually("the reasons", async () => (await given()).length === 4);
      const tried = telegram.callsOf("editMessageText").length;
      expect((await given())[1]).toMatch(/^\d{4} not-told \w+ .*: Internal Server Error$/);
      await world.pass(400);
      expect(telegram.callsOf("editMessageText")).toHaveLength(tried);
    },
    LIMIT_MS,
  );

  test(
    "a message that Telegram showed when the gateway ended is known by its first press",
    async () => {
      await using opened = await openAlarmChats(databases);
      const id = await raised(opened, IN_TURN, "Anna");
      await sqlOn(opened.world.url, "delete from alarm_chats");
      expect(await press(opened, "Anna", "Take")).toBe("You have it: 1");
      await shows(opened, "Anna", "Alarm 1 (warning): Disk full\n\nAnna has it.", ["Pass on", "Resolved"]);
      expect(await opened.world.state(id)).toBe("acknowledged");
    },
    LIMIT_MS,
  );

  test(
    "of two gateways on one database one edits what the other has changed, once",
    async () => {
      await using opened = await openAlarmChats(databases);
      const id = await raised(opened, EVERYBODY, "Anna", "Ben", "Carl");
      await using _other = await opened.beside();
      await opened.world.act(id, "take", "operator");
      await opened.world.pass(30);
      for (const name of ["Anna", "Ben", "Carl"] as const) {
        await shows(opened, name, "Alarm 1 (warning): Disk full\n\noperator has it.", []);
      }
      expect(opened.telegram.callsOf("editMessageText")).toHaveLength(3);
    },
    LIMIT_MS,
  );
});
