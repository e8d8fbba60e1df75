import { type Kysely, type Migration, sql } from "kysely";
import { changesCount, counted, factsOf, SLOT_MS } from "./0015-statistics.ts";
import { isPostgres } from "./columns.ts";

/**
 * On SQLite the newest messages are not counted one by one as they come: a flood would pay for each. They are counted
 * together when `outgoing_listed.up_to` passes them, and until then by whoever reads the counters.
 */
export const countedBehind: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    if (isPostgres(db)) return;
    for (const name of REPLACED) await sql`drop trigger ${sql.ref(name)}`.execute(db);
    await sql`drop view unlisted_statistics`.execute(db);
    const early = "(select * from outgoing_messages where listed = 1 and id > (select up_to from outgoing_listed))";
    await sql`insert into outgoing_counts select state, -count(*) from ${sql.raw(early)} where true group by state
      ${addToState}`.execute(db);
    await addFacts(factsOf("message", "-1", `${early} as message`)).execute(db);
    await countTogether(db);
    await countChanges(db);
    await sql`create view newest_statistics as ${counted(
      factsOf(
        "message",
        "1",
        "(select * from outgoing_messages where id > (select up_to from outgoing_listed)) as message",
      ),
    )}`.execute(db);
  },
};

const REPLACED = [
  "outgoing_counted_in",
  "outgoing_counted_out",
  "outgoing_counted_move",
  "statistics_accepted",
  "statistics_listed",
  "statistics_in",
  "statistics_out",
  "statistics_move",
];

const addToState = sql`on conflict (state) do update set count = count + excluded.count`;
const addFacts = (facts: string) => sql`insert into message_statistics ${counted(facts)}
  on conflict (slot, outcome, modem, user_id, channel) do update set count = count + excluded.count`;

/** Messages that count alike go into the view `alike_messages` as one row: one look at the messages, and few changes. */
async function countTogether(db: Kysely<unknown>): Promise<void> {
  const slot = (at: string) => `${at} - ${at} % ${SLOT_MS}`;
  const alike = `state, ${slot("created_at")}, ${slot("sent_at")}, ${slot("settled_at")}, modem, user_id, via`;
  const columns = sql.raw("state, created_at, sent_at, settled_at, modem, user_id, via");
  await sql`create view alike_messages as select ${columns}, 1 as count from outgoing_messages`.execute(db);
  await sql`create trigger alike_messages_counted instead of insert on alike_messages begin
    insert into outgoing_counts values (new.state, new.count) ${addToState};
    ${addFacts(factsOf("new", "new.count"))};
  end`.execute(db);
  await sql`create trigger outgoing_counted_behind after update of up_to on outgoing_listed begin
    insert into alike_messages select ${sql.raw(alike)}, count(*) from outgoing_messages
      where id > old.up_to and id <= new.up_to group by ${sql.raw(alike)};
  end`.execute(db);
}

/** What is counted and changes, or goes. What goes before it is counted was there all the same. */
async function countChanges(db: Kysely<unknown>): Promise<void> {
  const isCounted = sql`old.id <= (select up_to from outgoing_listed)`;
  const changesState = sql`old.state <> new.state and ${isCounted}`;
  await sql`create trigger outgoing_counted_move after update of state on outgoing_messages when ${changesState} begin
    insert into outgoing_counts values (old.state, -1), (new.state, 1) ${addToState};
  end`.execute(db);
  await sql`create trigger outgoing_counted_out after delete on outgoing_messages when ${isCounted} begin
    insert into outgoing_counts values (old.state, -1) ${addToState};
  end`.execute(db);
  await sql`create trigger statistics_move after update of state, via on outgoing_messages
    when (${sql.raw(changesCount)}) and ${isCounted} begin
    ${addFacts(`${factsOf("new", "1")} union all ${factsOf("old", "-1")}`)};
  end`.execute(db);
  await sql`create trigger statistics_out after delete on outgoing_messages when not (${isCounted}) begin
    ${addFacts(factsOf("old", "1"))};
  end`.execute(db);
}
