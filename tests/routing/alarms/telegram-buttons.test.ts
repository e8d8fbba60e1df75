import { expect, test } from "bun:test";
import { eachDatabase } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { sqlOn } from "../../support/sql.ts";
import {
  EVERYBODY,
  forge,
  IN_TURN,
  kinds,
  messageOf,
  openAlarmChats,
  press,
  raised,
  shows,
} from "../../support/telegram/alarms.ts";

/** A busy machine, and a database server that begins with the first test. */
const LIMIT_MS = 180_000;
const CALL = "Alarm 1 (warning): Disk full\nReply 1 to take it, 2 to pass it on";
const NOT_YOURS = "This button is not for you, or no longer: nothing was done.";

eachDatabase("buttons under alarms at Telegram", (databases) => {
  test(
    "who presses Take has it, and all who were told see it in their messages",
    async () => {
      await using opened = await openAlarmChats(databases);
      const id = await raised(opened, EVERYBODY, "Anna", "Ben", "Carl");
      const { chats, world, telegram } = opened;
      expect(chats.Anna.received[0]?.text).toBe(CALL);
      expect(chats.Anna.buttons()).toEqual(["Take", "Pass on", "Resolved"]);

      expect(await press(opened, "Anna", "Take")).toBe("You have it: 1");
      await shows(opened, "Anna", "Alarm 1 (warning): Disk full\n\nAnna has it.", ["Pass on", "Resolved"]);
      for (const name of ["Ben", "Carl"] as const) {
        await shows(opened, name, "Alarm 1 (warning): Disk full\n\nAnna has it.", []);
      }
      expect(await world.state(id)).toBe("acknowledged");
      await world.pass(120);
      await eventually("the news", () => chats.Ben.received.length === 2);
      expect(chats.Ben.received[1]?.text).toBe("Anna has taken alarm 1: Disk full");
      expect(chats.Ben.buttons()).toEqual([]);
      expect(chats.Anna.received).toHaveLength(1);

      expect(await press(opened, "Anna", "Resolved")).toBe("Resolved: 1");
      for (const name of ["Anna", "Ben", "Carl"] as const) {
        await shows(opened, name, "Alarm 1 (warning): Disk full\n\nResolved.", []);
      }
      expect(await world.state(id)).toBe("resolved");
      expect((await world.timeline(id)).filter((line) => / (taken|resolved) /.test(line))).toEqual([
        "0 taken Anna",
        "120 resolved Anna",
      ]);
      // Each change is one edit of each message.
      expect(telegram.callsOf("editMessageText")).toHaveLength(6);
    },
    LIMIT_MS,
  );

  test(
    "Pass on calls the next one at once, and pressing it twice passes on once",
    async () => {
      await using opened = await openAlarmChats(databases);
      const id = await raised(opened, IN_TURN, "Anna");
      const { chats } = opened;
      const twice = [chats.Anna.pressesButton("Pass on"), chats.Anna.pressesButton("Pass on")];
      await eventually("both answers", () => twice.every(({ answer }) => answer !== undefined));
      expect(twice.map(({ answer }) => answer)).toEqual(["Passed on: 1", "It was passed on before: 1"]);
      await eventually("Ben's message", () => chats.Ben.received.length === 1);
      await shows(opened, "Anna", `${CALL}\n\nPassed on.`, ["Take", "Resolved"]);
      expect(chats.Ben.buttons()).toEqual(["Take", "Pass on", "Resolved"]);
      expect((await kinds(opened, id)).filter((kind) => kind === "passed")).toHaveLength(1);

      // Who passed it on may take it after all, and gives it back.
      expect(await press(opened, "Anna", "Take")).toBe("You have it: 1");
      await shows(opened, "Ben", "Alarm 1 (warning): Disk full\n\nAnna has it.", []);
      expect(await press(opened, "Anna", "Pass on")).toBe("Passed on: 1");
      await eventually("the alarm to be open", async () => (await opened.world.state(id)) !== "acknowledged");
      await shows(opened, "Ben", CALL, ["Take", "Resolved"]);
    },
    LIMIT_MS,
  );

  test(
    "whoever takes it by the page, it is shown at Telegram, and a button that comes too late says who has it",
    async () => {
      await using opened = await openAlarmChats(databases, { language: "de" });
      const id = await raised(opened, EVERYBODY, "Anna", "Ben");
      const { chats, world } = opened;
      expect(chats.Anna.buttons()).toEqual(["Übernehmen", "Weitergeben", "Erledigt"]);
      const late = await messageOf(opened, "+491700000011");
      await world.act(id, "take", "operator");
      await shows(opened, "Anna", "Alarm 1 (Warnung): Disk full\n\noperator hat ihn.", []);
      expect(await forge(opened, "Anna", `alarm:take:${late}`)).toBe("operator hat: 1");
      await world.act(id, "reopen", "operator");
      await eventually("buttons again", () => chats.Anna.buttons(chats.Anna.received[0]).includes("Übernehmen"));
      await world.act(id, "resolve", "operator");
      await shows(opened, "Ben", "Alarm 1 (Warnung): Disk full\n\nErledigt.", []);
      expect(await forge(opened, "Anna", `alarm:take:${late}`)).toBe("Vorbei: Alarm 1 ist erledigt");
      expect(await world.state(id)).toBe("resolved");
    },
    LIMIT_MS,
  );

  test(
    "only whoever was called by the message may press its buttons, and others are refused five times a minute",
    async () => {
      await using opened = await openAlarmChats(databases);
      const id = await raised(opened, IN_TURN, "Anna");
      const { chats, telegram, world } = opened;
      const called = await messageOf(opened, "+491700000011");
      const before = await world.timeline(id);
      expect(await forge(opened, "Carl", `alarm:take:${called}`)).toBe(NOT_YOURS);
      for (const data of [
        "alarm:take:0",
        "alarm:reopen:1",
        "alarm:take:99999999999999999999",
        `alarm:take:${called} `,
      ]) {
        expect(await forge(opened, "Boss", data)).toBe(NOT_YOURS);
      }
      const stranger = telegram.world.join({ id: 77, first_name: "Eve", phone: "4917099", language_code: "de" });
      stranger.state = "open";
      const presses = Array.from({ length: 40 }, () => stranger.forges(`alarm:resolve:${called}`, 3));
      chats.Carl.writes("behind them");
      await eventually("what comes behind", async () => (await world.store.inbox.list({ limit: 10 })).length === 1);
      await eventually("the refusals", () => presses.filter(({ answer }) => answer !== undefined).length === 5);
      expect(presses[0]?.answer).toBe("Diese Taste ist nicht oder nicht mehr für Sie: nichts wurde getan.");
      expect(await world.timeline(id)).toEqual(before);
      expect(await world.state(id)).toBe("open");

      // Anna's number is no longer hers.
      await world.store.telegram.unlink({ chatId: chats.Anna.person.id });
      expect(await press(opened, "Anna", "Take")).toBe(NOT_YOURS);
      expect(await world.state(id)).toBe("open");
    },
    LIMIT_MS,
  );

  test(
    "an update that comes again does nothing a second time, even after the alarm has been given back",
    async () => {
      await using opened = await openAlarmChats(databases);
      const id = await raised(opened, EVERYBODY, "Anna");
      const { chats, telegram, world, bot } = opened;
      await press(opened, "Anna", "Take");
      const [pressed] = chats.Anna.presses;
      await world.act(id, "reopen");
      const { person, received } = chats.Anna;
      const chat = { id: person.id, type: "private" };
      await bot.receive({
        update_id: 1,
        callback_query: {
          id: pressed?.queryId,
          from: { id: person.id, is_bot: false, first_name: "Anna" },
          message: { message_id: received[0]?.messageId, date: 0, chat },
          data: pressed?.data,
        },
      });
      expect(await world.state(id)).toBe("open");
      expect((await kinds(opened, id)).filter((kind) => kind === "taken")).toHaveLength(1);
      // It is answered again: the first answer may have been lost.
      await eventually("a second answer", () => telegram.callsOf("answerCallbackQuery").length === 2);
      const said = telegram.callsOf("answerCallbackQuery").map(({ given }) => given.text);
      expect(said).toEqual(["You have it: 1", "You have it: 1"]);
    },
    LIMIT_MS,
  );

  test(
    "several alarms in one message are taken by one press, and resolved only by whoever has them",
    async () => {
      await using opened = await openAlarmChats(databases);
      const { world, chats } = opened;
      await raised(opened, EVERYBODY, "Anna", "Ben");
      for (const key of ["two", "three"]) await world.raise(`Trouble ${key}`, { key });
      await world.pass(60);
      await eventually("one message with both", () => chats.Anna.received.length === 2);
      await eventually(
        "it to be known",
        async () => (await sqlOn(world.url, "select 1 from alarm_chats where edit_at is null")).length >= 6,
      );
      const [, joined] = chats.Anna.received;
      expect(joined?.text.split("\n")[0]).toBe("2 alarms:");
      expect(chats.Anna.buttons(joined)).toEqual(["Take", "Pass on"]);
      await world.act((await world.store.alarms.findByNumber(2))?.id ?? 0, "take", "operator");
      await eventually("who has the first", () => joined?.text.endsWith("\n\n2: operator has it.") === true);
      const pressed = chats.Anna.pressesButton("Take", joined);
      await eventually("the bot's answer", () => pressed.answer !== undefined);
      expect(pressed.answer).toBe("You have it: 3");
      await eventually("who has both", () => joined?.text.endsWith("2: operator has it.\n3: Anna has it.") === true);
      expect(chats.Anna.buttons(joined)).toEqual(["Pass on", "Resolved"]);
      const done = chats.Anna.pressesButton("Resolved", joined);
      await eventually("the bot's answer", () => done.answer !== undefined);
      expect(done.answer).toBe("Resolved: 3");
      expect((await world.store.alarms.findByNumber(2))?.state).toBe("acknowledged");
      expect((await world.store.alarms.findByNumber(1))?.state).toBe("open");
    },
    LIMIT_MS,
  );

  test(
    "a drill has no button that ends it, and thanks for an answer",
    async () => {
      await using opened = await openAlarmChats(databases);
      const { world, chats } = opened;
      await world.policy(IN_TURN);
      const drilled = await world.alarms.desk.drill("night", { door: "web", name: "operator" });
      const id = drilled.ok ? drilled.value.id : 0;
      await eventually("Anna's message", () => chats.Anna.received.length === 1);
      expect(chats.Anna.buttons()).toEqual(["Take", "Pass on"]);
      const thanks = "Thank you: your answer to drill 1 was noted";
      expect(await press(opened, "Anna", "Take")).toBe(thanks);
      await shows(opened, "Anna", `Drill: Alarm 1 (warning): rehearsal of policy night\n\n${thanks}`, []);
      expect(await world.state(id)).toBe("open");
      expect(await kinds(opened, id)).toContain("answered");
    },
    LIMIT_MS,
  );
});
