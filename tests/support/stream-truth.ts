import type { ResumingClient } from "./resuming-client.ts";
import { sqlOn } from "./sql.ts";

/** A change as the log of changes has it. */
interface LoggedChange {
  writer: number;
  seq: number;
  type: string;
  id: number;
  /** Of a message. */
  state: string;
  /** Who sent the message. */
  sender: string | undefined;
}

/** The whole log, in the order of each message's changes. */
export async function readLoggedChanges(database: string): Promise<LoggedChange[]> {
  const rows = await sqlOn(
    database,
    `select entry.writer, entry.seq, entry.type, entry.ref, entry.state, users.name
      from stream_entries as entry
      left join outgoing_messages as message on entry.type = 'message' and message.id = entry.ref
      left join users on users.id = message.user_id
      order by entry.at_us, entry.writer, entry.seq`,
  );
  return rows.map(({ writer, seq, type, ref, state, name }) => ({
    writer: Number(writer),
    seq: Number(seq),
    type: String(type),
    id: Number(ref),
    state: type === "message" ? String(state) : "",
    sender: typeof name === "string" ? name : undefined,
  }));
}

/** What a client missed, saw twice, or saw in another order than it happened, as far as it has come. */
export function problemsOfClient(
  { user, start, cursor, seen }: ResumingClient,
  changes: readonly LoggedChange[],
): string[] {
  const mayBeSeen = changes.filter(
    ({ writer, seq, type, sender }) =>
      seq > (start.get(writer) ?? 0) &&
      seq <= (cursor.get(writer) ?? 0) &&
      (user === "clerk" ? type !== "modem" : sender === user),
  );
  const expected = statesOf(mayBeSeen);
  const found = statesOf(seen);
  return [...new Set([...expected.keys(), ...found.keys()])].flatMap((thing) => {
    const [should, did] = [expected.get(thing) ?? "nothing", found.get(thing) ?? "nothing"];
    return should === did ? [] : [`${user} saw ${did} of ${thing} instead of ${should}`];
  });
}

/** What the log lacks: messages that were accepted, and the states in which messages are. */
export async function problemsOfLog(
  database: string,
  changes: readonly LoggedChange[],
  accepted: ReadonlySet<number>,
): Promise<string[]> {
  const newest = new Map(changes.filter(({ type }) => type === "message").map(({ id, state }) => [id, state]));
  const messages = await sqlOn(database, "select id, state from outgoing_messages");
  const incoming = await sqlOn(database, "select id from incoming_messages");
  const received = new Set(changes.filter(({ type }) => type === "incoming").map(({ id }) => id));
  return [
    ...[...accepted].filter((id) => !newest.has(id)).map((id) => `message ${id} was accepted and is not in the log`),
    ...messages
      .filter(({ id, state }) => newest.get(Number(id)) !== state)
      .map(({ id, state }) => `message ${id} is ${state}, and the log says ${newest.get(Number(id))}`),
    ...incoming.filter(({ id }) => !received.has(Number(id))).map(({ id }) => `message ${id} came in, not in the log`),
  ];
}

/** States of each thing, in order. */
function statesOf(changes: readonly { type: string; id: number; state: string }[]): Map<string, string> {
  const states = new Map<string, string>();
  for (const { type, id, state } of changes) {
    const thing = `${type} ${id}`;
    const before = states.get(thing);
    const one = state === "" ? "it" : state;
    states.set(thing, before === undefined ? one : `${before}, ${one}`);
  }
  return states;
}
