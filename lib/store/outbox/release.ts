import { type Kysely, sql } from "kysely";
import type { Channel } from "../../messages/index.ts";
import { prepare, type Value } from "../prepared.ts";
import type { Schema } from "../schema/index.ts";

/**
 * Puts back the first message that was parked behind others to this recipient on the same way, for each lane. To be
 * called whenever a message leaves *sending*, its way, or *queued* for good: then everything parked has either one in
 * *sending* or a ready one before it.
 *
 * @throws the driver's error
 */
export async function releaseRecipient(db: Kysely<Schema>, { recipient, via }: Place): Promise<void> {
  await release(db, { recipient, via });
}

/** One message at a time is in *sending* at each. */
interface Place {
  recipient: string;
  via: Channel;
}

const release = prepare((db: Kysely<Schema>, value: Value<Place>) => {
  const parked = sql`outgoing_messages as message
    where message.parked = 1 and message.recipient = ${value("recipient")}
      and message.via = ${value("via")}`;
  const first = (priority: number) => sql`(
    select message.id from ${parked} and message.lane = lanes.lane and message.priority = ${sql.lit(priority)}
    order by message.due_at, message.id limit 1)`;
  return sql<{ id: number }>`
    with recursive lanes (lane) as (
      select min(message.lane) from ${parked}
      union all
      select (select min(message.lane) from ${parked} and message.lane > lanes.lane) from lanes
      where lanes.lane is not null)
    update outgoing_messages set parked = 0
    where parked = 1 and id in (
      select coalesce(${first(2)}, ${first(1)}, ${first(0)}) from lanes where lanes.lane is not null)
    returning id`.compile(db);
});
