import { type Kysely, type Migration, sql } from "kysely";
import { SLOT_MS } from "./0015-statistics.ts";
import { flag, isPostgres, oneOf, required } from "./columns.ts";

/** What kind of message came in, which of them lists leave out, and calls; calls and silent messages are counted apart. */
export const incomingKinds: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await columns(db);
    await kindsOfOld(db);
    await lists(db);
    await statistics(db);
  },
};

const KINDS = ["text", "flash", "silent", "replace", "waiting", "mms", "wap-push", "binary", "undecodable", "call"];

async function columns(db: Kysely<unknown>): Promise<void> {
  const table = () => db.schema.alterTable("incoming_messages");
  await table()
    .addColumn("kind", "text", (column) => oneOf("kind", KINDS)(column).defaultTo("text"))
    .execute();
  // In no list: silent, an indication without a text to keep, or replaced by a newer message.
  await table().addColumn("hidden", "integer", flag("hidden")).execute();
  // What is said to wait elsewhere, as JSON.
  await table().addColumn("waiting", "text").execute();
  await table().addColumn("replace_type", "integer").execute();
  // Not a foreign key: the newer message may be deleted.
  await table().addColumn("replaced_by", "bigint").execute();
  await table().addColumn("rang_ms", "bigint").execute();
}

/** `application/vnd.wap.mms-message` and its short form, as the second header of a WAP push. */
const MMS_TYPE = Buffer.from("application/vnd.wap.mms-message").toHex();
const SHORT_MMS_TYPE = "be";

/** As far as what is stored of them tells. */
async function kindsOfOld(db: Kysely<unknown>): Promise<void> {
  const first = sql`from incoming_parts as part where part.message_id = incoming_messages.id and part.part = 1`;
  const set = (values: ReturnType<typeof sql>, where: ReturnType<typeof sql>) =>
    sql`update incoming_messages set ${values} where ${where}`.execute(db);
  await set(sql`kind = 'flash'`, sql`class = 0`);
  await set(sql`kind = 'binary'`, sql`data is not null`);
  const isPush = sql`kind = 'binary' and data like '__06%'
    and exists (select 1 ${first} and part.destination_port in (2948, 2949))`;
  await set(sql`kind = 'wap-push'`, isPush);
  const has = (pattern: string) => sql`lower(data) like ${sql.lit(pattern)}`;
  const isMms = sql`${has(`%${MMS_TYPE}%`)} or ${has(`__06__${SHORT_MMS_TYPE}%`)} or ${has(`__06____${SHORT_MMS_TYPE}%`)}`;
  await set(sql`kind = 'mms'`, sql`kind = 'wap-push' and (${isMms})`);
  await set(sql`kind = 'undecodable'`, sql`state = 'undecodable'`);
  await set(sql`kind = 'silent', hidden = 1`, sql`exists (select 1 ${first} and part.protocol = 64)`);
}

/** Repeated by every query of a list. */
const IS_LISTED = sql`state <> 'waiting' and hidden = 0`;

async function lists(db: Kysely<unknown>): Promise<void> {
  const index = async (name: string, keys: string, condition?: string) => {
    await sql`drop index if exists ${sql.ref(name)}`.execute(db);
    const more = condition === undefined ? sql`` : sql` and ${sql.raw(condition)}`;
    await sql`create index ${sql.ref(name)} on incoming_messages (${sql.raw(keys)})
      where ${IS_LISTED}${more}`.execute(db);
  };
  await index("incoming_received", "received_at, id");
  await index("incoming_sender", "sender, received_at, id");
  await index("incoming_modem", "modem, received_at, id");
  await index("incoming_kind", "kind, received_at, id");
  await index("incoming_telegram", "received_at, id", "channel = 'telegram'");
  await index("incoming_unread", "received_at, id", "read_at is null");
  await index("incoming_read", "received_at, id", "read_at is not null");
  await index("incoming_replace", "sim, sender, replace_type", "kind = 'replace'");
  await sql`create index incoming_replaced on incoming_messages (replaced_by)
    where replaced_by is not null`.execute(db);
}

const OUTCOMES = ["accepted", "sent", "delivered", "failed", "received", "calls", "silent", "blocked"];

/** `blocked` is what was not accepted from its sender: nothing else is kept of it. */
async function statistics(db: Kysely<unknown>): Promise<void> {
  if (isPostgres(db)) {
    await db.schema.alterTable("message_statistics").dropConstraint("message_statistics_outcome_check").execute();
    await sql`alter table message_statistics add constraint message_statistics_outcome_check
      check (outcome in (${sql.join(OUTCOMES.map((outcome) => sql.lit(outcome)))}))`.execute(db);
    await sql`create or replace function incoming_counted() returns trigger language plpgsql as $$ begin
      insert into message_statistics_added (slot, outcome, modem, user_id, channel, count) ${COUNTED};
      return null; end $$`.execute(db);
    return;
  }
  // Not renamed: SQLite would look for the table in every trigger meanwhile.
  await sql`create table statistics_before as select * from message_statistics`.execute(db);
  await sql`drop table message_statistics`.execute(db);
  await db.schema
    .createTable("message_statistics")
    .addColumn("slot", "bigint", required)
    .addColumn("outcome", "text", oneOf("outcome", OUTCOMES))
    .addColumn("modem", "text", required)
    .addColumn("user_id", "bigint", required)
    .addColumn("channel", "text", required)
    .addColumn("count", "bigint", required)
    .addPrimaryKeyConstraint("message_statistics_key", ["slot", "outcome", "modem", "user_id", "channel"])
    .modifyEnd(sql`without rowid`)
    .execute();
  await sql`insert into message_statistics select * from statistics_before`.execute(db);
  await sql`drop table statistics_before`.execute(db);
  const counts = sql`insert into message_statistics ${COUNTED} where true
    on conflict (slot, outcome, modem, user_id, channel) do update set count = count + excluded.count`;
  await sql`drop trigger statistics_received`.execute(db);
  await sql`create trigger statistics_received after insert on incoming_messages when new.state <> 'waiting'
    begin ${counts}; end`.execute(db);
  await sql`drop trigger statistics_joined`.execute(db);
  await sql`create trigger statistics_joined after update of state on incoming_messages
    when old.state = 'waiting' and new.state <> 'waiting' begin ${counts}; end`.execute(db);
}

const COUNTED = sql.raw(`select new.received_at - new.received_at % ${SLOT_MS},
  case new.kind when 'call' then 'calls' when 'silent' then 'silent' else 'received' end, new.modem, 0, new.channel, 1`);
