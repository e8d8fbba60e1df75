import { type Kysely, type Migration, sql } from "kysely";
import { isPostgres, oneOf, required } from "./columns.ts";

/**
 * What was accepted, sent, delivered, failed and received, counted by the database itself in quarters of an hour: they fit into
 * the hours and days of every time zone. What is deleted stays counted.
 */
export const statistics: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const table = db.schema
      .createTable("message_statistics")
      .addColumn("slot", "bigint", required)
      .addColumn("outcome", "text", oneOf("outcome", ["accepted", "sent", "delivered", "failed", "received"]))
      // Empty: none, or not known yet.
      .addColumn("modem", "text", required)
      // 0: nobody.
      .addColumn("user_id", "bigint", required)
      .addColumn("channel", "text", required)
      .addColumn("count", "bigint", required)
      .addPrimaryKeyConstraint("message_statistics_key", ["slot", "outcome", "modem", "user_id", "channel"]);
    await (isPostgres(db) ? table : table.modifyEnd(sql`without rowid`)).execute();
    await (isPostgres(db) ? onPostgres(db) : onSqlite(db));
    const listed = isPostgres(db) ? "outgoing_messages" : "(select * from outgoing_messages where listed = 1)";
    await sql`insert into message_statistics ${counted(factsOf("message", "1", `${listed} as message`))}`.execute(db);
    await sql`insert into message_statistics
      select received_at - received_at % ${sql.lit(SLOT_MS)}, 'received', modem, 0, channel, count(*)
      from incoming_messages where state <> 'waiting'
      group by received_at - received_at % ${sql.lit(SLOT_MS)}, modem, channel`.execute(db);
  },
};

export const SLOT_MS = 900_000;

/**
 * What a row of `outgoing_messages` counts as: accepted, and what became of it. Undelivered is sent, and failed.
 *
 * @param row  `new`, `old`, or the name of a table
 * @param step  1, or -1 to take it back
 */
export function factsOf(row: string, step: string, from?: string): string {
  const source = from === undefined ? "" : `from ${from}`;
  const fact = (at: string, outcome: string, modem: string, where: string) =>
    `select ${at} as at, ${outcome} as outcome, ${modem} as modem, coalesce(${row}.user_id, 0) as user_id,
      ${row}.via as channel, ${step} as step ${source} where ${where}`;
  const modem = `coalesce(${row}.modem, '')`;
  return [
    fact(`${row}.created_at`, "'accepted'", "''", "true"),
    fact(
      `coalesce(${row}.sent_at, ${row}.settled_at, ${row}.created_at)`,
      "'sent'",
      modem,
      `${row}.state in ('sent', 'delivered', 'undelivered')`,
    ),
    fact(
      `coalesce(${row}.settled_at, ${row}.created_at)`,
      `case ${row}.state when 'delivered' then 'delivered' else 'failed' end`,
      modem,
      `${row}.state in (${SETTLED})`,
    ),
  ].join(" union all ");
}

const SETTLED = "'delivered', 'undelivered', 'failed', 'expired'";
/** Only a move between these changes what a message counts as. */
const COUNTS = `'sent', ${SETTLED}`;
export const changesCount = `old.via <> new.via or old.state <> new.state and (old.state in (${COUNTS}) or new.state in (${COUNTS}))`;

/** Sums facts; those that cancel out are none. */
export const counted = (facts: string) =>
  sql.raw(`select at - at % ${SLOT_MS} as slot, outcome, modem, user_id, channel, sum(step) as count
    from (${facts}) as facts group by at - at % ${SLOT_MS}, outcome, modem, user_id, channel having sum(step) <> 0`);

const received = (row: string) =>
  sql.raw(
    `select ${row}.received_at - ${row}.received_at % ${SLOT_MS}, 'received', ${row}.modem, 0, ${row}.channel, 1`,
  );

/** What is not listed is counted by whoever reads, and once it is listed or deleted, here. */
async function onSqlite(db: Kysely<unknown>): Promise<void> {
  const onConflict = sql`on conflict (slot, outcome, modem, user_id, channel)
    do update set count = count + excluded.count`;
  const isListed = (row: string) => `case ${row}.listed when 1 then 1 else 0 end`;
  const difference = counted(`${factsOf("new", isListed("new"))} union all ${factsOf("old", `-${isListed("old")}`)}`);
  // What waits was accepted, and nothing else: no sum over facts, since this is done for each message of a flood.
  const accepted = sql`insert into message_statistics values (new.created_at - new.created_at % ${sql.lit(SLOT_MS)},
    'accepted', '', coalesce(new.user_id, 0), new.via, 1) ${onConflict}`;
  const waits = sql`new.listed = 1 and new.state = 'queued'`;
  await sql`create trigger statistics_accepted after insert on outgoing_messages when ${waits}
    begin ${accepted}; end`.execute(db);
  await sql`create trigger statistics_listed after update of listed on outgoing_messages
    when ${waits} and old.listed = 0 and old.state = 'queued'
    begin ${accepted}; end`.execute(db);
  await sql`create trigger statistics_in after insert on outgoing_messages
    when new.listed = 1 and new.state <> 'queued'
    begin insert into message_statistics ${counted(factsOf("new", "1"))} ${onConflict}; end`.execute(db);
  await sql`create trigger statistics_out after delete on outgoing_messages when old.listed = 0
    begin insert into message_statistics ${counted(factsOf("old", "1"))} ${onConflict}; end`.execute(db);
  await sql`create trigger statistics_move after update of state, listed, via on outgoing_messages
    when new.listed = 1 and (old.listed = 0 or ${sql.raw(changesCount)})
      and not (old.listed = 0 and old.state = 'queued' and new.state = 'queued')
    begin insert into message_statistics ${difference} ${onConflict}; end`.execute(db);
  await sql`create trigger statistics_received after insert on incoming_messages when new.state <> 'waiting'
    begin insert into message_statistics ${received("new")} where true ${onConflict}; end`.execute(db);
  await sql`create trigger statistics_joined after update of state on incoming_messages
    when old.state = 'waiting' and new.state <> 'waiting'
    begin insert into message_statistics ${received("new")} where true ${onConflict}; end`.execute(db);
  // What is not listed yet, in the same words.
  await sql`create view unlisted_statistics as ${counted(
    factsOf(
      "message",
      "1",
      "(select * from outgoing_messages where listed = 0 and id > (select up_to from outgoing_listed)) as message",
    ),
  )}`.execute(db);
}

/** Rows are added and merged later: two transactions never wait for one row. */
async function onPostgres(db: Kysely<unknown>): Promise<void> {
  await sql`create table message_statistics_added (
    slot bigint not null, outcome text not null, modem text not null, user_id bigint not null, channel text not null,
    count bigint not null)`.execute(db);
  const added = sql`insert into message_statistics_added (slot, outcome, modem, user_id, channel, count)`;
  await sql`create or replace function outgoing_counted_in() returns trigger language plpgsql as $$ begin
    insert into outgoing_counts select state, count(*) from added group by state;
    ${added} ${counted(factsOf("message", "1", "added as message"))};
    return null; end $$`.execute(db);
  await sql`create or replace function outgoing_counted_move() returns trigger language plpgsql as $$ begin
    if old.state <> new.state then insert into outgoing_counts values (old.state, -1), (new.state, 1); end if;
    if ${sql.raw(changesCount)} then
      ${added} ${counted(`${factsOf("new", "1")} union all ${factsOf("old", "-1")}`)};
    end if;
    return null; end $$`.execute(db);
  await sql`drop trigger outgoing_counted_move on outgoing_messages`.execute(db);
  await sql`create trigger outgoing_counted_move after update of state, via on outgoing_messages
    for each row when (old.state <> new.state or old.via <> new.via) execute function outgoing_counted_move()`.execute(
    db,
  );
  await sql`create function incoming_counted() returns trigger language plpgsql as $$ begin
    ${added} ${received("new")}; return null; end $$`.execute(db);
  await sql`create trigger incoming_counted_in after insert on incoming_messages
    for each row when (new.state <> 'waiting') execute function incoming_counted()`.execute(db);
  await sql`create trigger incoming_counted_joined after update of state on incoming_messages
    for each row when (old.state = 'waiting' and new.state <> 'waiting') execute function incoming_counted()`.execute(
    db,
  );
}
