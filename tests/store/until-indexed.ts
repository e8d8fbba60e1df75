import { eventually } from "../support/eventually.ts";

/**
 * Indexes minute after minute. On PostgreSQL a step waits for the transactions of the whole server, so also for those of
 * other tests.
 */
export async function untilIndexed(step: (minute: number) => Promise<number>, messages: number): Promise<void> {
  let minute = 0;
  await eventually(`${messages} messages in the index`, async () => (await step(minute++)) === messages);
}
