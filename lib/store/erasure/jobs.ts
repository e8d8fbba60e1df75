import { parseJson } from "../../json.ts";
import type { PersonTraces } from "../../messages/index.ts";

/** A job, and who sent the message that it came of: `null` when that message is gone. */
interface JobRow {
  event_id: string;
  destination: string;
  payload: string;
  message_sender: unknown;
}

/**
 * Whether a job is the person's, and not one about somebody else that only mentions the person: it goes to them, or it tells of a message
 * from or to them. A job whose message is gone, and that does not say whose it was, is theirs when it names them. Pure.
 */
export function isJobOf(row: JobRow, traces: PersonTraces): boolean {
  const isPersons = (value: unknown) => typeof value === "string" && (traces.isNumber(value) || traces.isIn(value));
  if (isPersons(row.destination) || traces.isNumber(row.message_sender)) return true;
  const { to, sender, data } = objectOf(parseJson(row.payload));
  const { from, to: recipient } = objectOf(data);
  if ([to, sender, from, recipient].some(isPersons)) return true;
  const saysWhose = [row.message_sender ?? undefined, sender, from, recipient].some((value) => value !== undefined);
  return !saysWhose && row.event_id.startsWith(OF_INCOMING) && traces.maskedJson(row.payload) !== row.payload;
}

/** How the IDs of events about what came in begin. */
const OF_INCOMING = "in-";

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
