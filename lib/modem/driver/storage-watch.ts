import { fieldsOf, toInteger } from "../at/fields.ts";
import { type DriverContext, query } from "./context.ts";
import { noticeOf } from "./notices.ts";

/**
 * Sets a notice when the memory for received messages stays full although everything readable was taken out: drafts of
 * another program, or unreadable slots. Neither is deleted, since they are not the gateway's.
 *
 * @throws ModemError as {@link tryAsk}
 */
export async function watchStorage(context: DriverContext): Promise<void> {
  const lines = await query(context, "AT+CPMS?", "+CPMS:", { priority: "background" });
  // 27.005 §3.2.2: the last pair is that of the memory for receiving.
  const numbers = fieldsOf(lines?.[0] ?? "")
    .map(toInteger)
    .filter((number) => number !== undefined);
  const [used, total] = numbers.slice(-2);
  if (used === undefined || total === undefined) return;
  const full = total > 0 && used >= total;
  context.update({ notice: noticeOf(context, full ? { used, total } : undefined) });
}
