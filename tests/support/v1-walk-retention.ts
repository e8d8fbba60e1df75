import { expect } from "bun:test";
import { eventually } from "./eventually.ts";
import { type Client, good } from "./v1-calls.ts";

/** What is kept is looked at, and a run by hand deletes nothing. */
export async function walkRetention(client: Client): Promise<void> {
  const before = await good(client.GET("/api/v1/retention"));
  expect(before.kinds.map(({ kind }) => kind)).toContain("sent");
  const { removed } = await good(client.GET("/api/v1/retention/preview"));
  expect(removed.every(({ count }) => count === 0)).toBe(true);
  await good(client.POST("/api/v1/retention/run"));
  const last = await eventually("the run is over", async () => {
    const state = await good(client.GET("/api/v1/retention"));
    return state.runningSince === undefined && state.last;
  });
  expect(last).toMatchObject({ whole: true });
}
