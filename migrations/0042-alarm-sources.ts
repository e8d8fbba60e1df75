import { type Kysely, type Migration, sql } from "kysely";

/** An alarm is of its policy, whatever that is called; each source has keys of its own. */
export const alarmSources: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    // No reference: an alarm outlives its policy.
    await db.schema.alterTable("alarms").addColumn("policy_id", "bigint").execute();
    await sql`update alarms set policy_id = (select id from policies where policies.name_key = alarms.policy_key)`.execute(
      db,
    );
    await sql`drop index alarms_key`.execute(db);
    await sql`create index alarms_key on alarms (key) where is_active = 1 and key is not null`.execute(db);
  },
};
