import { type Kysely, type Selectable, sql } from "kysely";
import { defined } from "../../defined.ts";
import type { AlarmCase, AlarmChanged, AlarmChat, AlarmChatStore, AlarmPress } from "../../messages/index.ts";
import { no, ok } from "../../result.ts";
import type { Backend } from "../backend.ts";
import { lockFree } from "../dialect.ts";
import type { GroupCommit } from "../group-commit.ts";
import { doOnce } from "../once.ts";
import { read } from "../read.ts";
import type { AlarmChatsTable } from "../schema/alarms.ts";
import type { Schema } from "../schema/index.ts";
import { isDamaged, sealed } from "../sealing/sealed-texts.ts";
import { changesOf } from "../stream/changes.ts";
import { storable } from "../text.ts";
import { addEntries, apply } from "./apply.ts";
import { casesOf, lockAlarms } from "./cases.ts";
import { tellDue } from "./tell.ts";

/** Messages of alarms with buttons, on a database. */
export function createAlarmChatStore(backend: Backend, writer: GroupCommit): AlarmChatStore {
  return {
    calledBy: (messageId) => read(backend, (db) => calledBy(db, messageId)),
    shown: (chat) => writer.write((db) => keep(db, chat, { replace: true })),
    press: (press) => {
      let changes: AlarmChanged[] = [];
      return writer.write(async (db) => {
        changes = [];
        const done = await doOnce(db, { key: press.once, now: press.now }, async () => {
          const pressed = await doPress(db, press, backend);
          if (!pressed.ok) return pressed;
          changes = pressed.value.changes;
          return ok({ text: pressed.value.text });
        });
        return done.ok ? { ...done, value: { ...done.value, changes } } : done;
      });
    },
    claimStale: async (options) =>
      (await read(backend, (db) => isAnyStale(db, options.now))) ? writer.write((db) => claimStale(db, options)) : [],
    nextEdit: () =>
      read(backend, async (db) => {
        const query = db.selectFrom("alarm_chats").select(({ fn }) => fn.min("edit_at").as("at"));
        const row = await query.where("edit_at", "is not", null).executeTakeFirst();
        return row?.at ?? undefined;
      }),
    edited: ({ messageId }, { shown, render, now }) =>
      writer.write(async (db) => {
        // No change of an alarm is under way that this could not see.
        await lockAlarms(db);
        const isCurrent = render(await calledBy(db, messageId)) === shown;
        await db
          .updateTable("alarm_chats")
          .set({ shown: shownText(db, messageId, shown), edit_at: isCurrent ? null : now, attempts: 0 })
          .where("message_id", "=", messageId)
          .execute();
      }),
    editLater: ({ messageId }, at) =>
      writer.write(async (db) => {
        await db.updateTable("alarm_chats").set({ edit_at: at }).where("message_id", "=", messageId).execute();
      }),
    editGivenUp: ({ messageId }, options) => writer.write((db) => giveUp(db, messageId, options)),
  };
}

const shownText = (db: Kysely<Schema>, messageId: number, shown: string) =>
  sealed(db, "chat.shown", { row: { message_id: messageId }, text: storable(shown) });

/** In the order of the alarms' numbers. @throws the driver's error */
async function calledBy(db: Kysely<Schema>, messageId: number): Promise<AlarmCase[]> {
  const calls = db
    .selectFrom("alarm_tellings")
    .select("alarm_id")
    .where("message_id", "=", messageId)
    .where("news", "is", null);
  return casesOf(db, await db.selectFrom("alarms").selectAll().where("id", "in", calls).orderBy("number").execute());
}

/** It has to be looked at, since its alarms may have changed before it was there. Nothing for a message that is gone. */
async function keep(
  db: Kysely<Schema>,
  { messageId, chatId, shownId, shown, now }: Parameters<AlarmChatStore["shown"]>[0],
  { replace }: { replace: boolean },
): Promise<void> {
  const message = db
    .selectFrom("outgoing_messages")
    .select(({ val, ref }) => [
      ref("id").as("message_id"),
      val(chatId).as("chat_id"),
      val(shownId).as("shown_id"),
      val(shownText(db, messageId, shown)).as("shown"),
      val(now).as("edit_at"),
    ])
    .where("id", "=", messageId);
  await db
    .insertInto("alarm_chats")
    .columns(["message_id", "chat_id", "shown_id", "shown", "edit_at"])
    .expression(message)
    .onConflict((conflict) =>
      replace
        ? conflict.column("message_id").doUpdateSet((eb) => ({
            chat_id: eb.ref("excluded.chat_id"),
            shown_id: eb.ref("excluded.shown_id"),
            shown: eb.ref("excluded.shown"),
            edit_at: eb.ref("excluded.edit_at"),
            attempts: 0,
          }))
        : conflict.column("message_id").doNothing(),
    )
    .execute();
}

async function doPress(db: Kysely<Schema>, press: AlarmPress, backend: Backend) {
  const { messageId, address, now, compose } = press;
  await lockAlarms(db);
  const cases = await calledBy(db, messageId);
  const isCalled = ({ calls }: AlarmCase) =>
    calls.some((call) => call.messageId === messageId && call.address === address && call.droppedAt === undefined);
  if (cases.length === 0 || !cases.every(isCalled)) return no("not-called" as const);
  // The gateway may have ended before it knew that Telegram shows the message.
  await keep(db, { ...press, shown: "" }, { replace: false });
  const { decisions, text } = press.decide(cases);
  const changes: AlarmChanged[] = [];
  for (const found of cases) {
    const decision = decisions.get(found.alarm.id);
    if (decision !== undefined) changes.push(await apply(db, found, { decision, now, backend }));
  }
  if (changes.length > 0) await tellDue(db, { now, compose, backend });
  return ok({ text, changes });
}

const isAnyStale = async (db: Kysely<Schema>, now: number): Promise<boolean> =>
  (await db.selectFrom("alarm_chats").select("message_id").where("edit_at", "<=", now).limit(1).execute()).length > 0;

async function claimStale(
  db: Kysely<Schema>,
  { now, limit, leaseMs }: Parameters<AlarmChatStore["claimStale"]>[0],
): Promise<AlarmChat[]> {
  const { rows } = await sql<Selectable<AlarmChatsTable>>`
    update alarm_chats set edit_at = ${now + leaseMs}, attempts = attempts + 1
    where message_id in (
      select stale.message_id from alarm_chats as stale where stale.edit_at <= ${now}
      order by stale.edit_at, stale.message_id limit ${limit} ${lockFree(db, "update", "stale")})
    returning *`.execute(db);
  const chats: AlarmChat[] = [];
  for (const row of rows) {
    const message = await db
      .selectFrom("outgoing_messages")
      .select(["text", "recipient", "created_at", "taken_units"])
      .where("id", "=", row.message_id)
      .executeTakeFirst();
    chats.push({
      messageId: row.message_id,
      chatId: row.chat_id,
      shownId: row.shown_id,
      shown: row.shown,
      // What Telegram shows stays where the text does not open.
      text: message === undefined || isDamaged(message) ? "" : message.text.slice(message.taken_units),
      attempts: row.attempts,
      cases: await calledBy(db, row.message_id),
    });
  }
  return chats;
}

async function giveUp(
  db: Kysely<Schema>,
  messageId: number,
  { why, now }: { why: string; now: number },
): Promise<void> {
  await db.updateTable("alarm_chats").set({ edit_at: null }).where("message_id", "=", messageId).execute();
  const entries = (await calledBy(db, messageId)).map(({ alarm, calls }) => {
    const { person, way, address } = calls.find((call) => call.messageId === messageId) ?? {};
    const about = defined({ person, way, address });
    return { alarmId: alarm.id, entry: { kind: "not-told" as const, ...about, messageId, detail: why } };
  });
  await addEntries(db, entries, now);
  for (const { alarmId } of entries) changesOf(db)?.push({ type: "alarm", id: alarmId });
}
