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
  await walkErasures(client);
}

/** What an erasure would remove is found out, and kept as a record. */
async function walkErasures(client: Client): Promise<void> {
  const { id } = await good(client.POST("/api/v1/erasures", { body: { number: "+491700000009", dryRun: true } }));
  const done = await eventually("the dry run is over", async () => {
    const erasure = await good(client.GET("/api/v1/erasures/{id}", { params: { path: { id } } }));
    return erasure.state === "done" && erasure;
  });
  expect(done).toMatchObject({ dryRun: true, removed: [], left: [], namedBy: [] });
  const { items } = await good(client.GET("/api/v1/erasures"));
  expect(items.map((each) => each.id)).toContain(id);
}
