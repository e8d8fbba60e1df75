import { expect } from "bun:test";
import { eventually } from "./eventually.ts";
import { type Client, done, good } from "./v1-calls.ts";

/** A backup is made, read again, fetched and deleted. */
export async function walkBackups(client: Client): Promise<void> {
  const made = () =>
    eventually("nothing is made or checked", async () => {
      const state = await good(client.GET("/api/v1/backups"));
      return state.running === undefined && state;
    });
  expect((await good(client.POST("/api/v1/backups"))).running).toMatchObject({ kind: "by-hand" });
  const { items, last } = await made();
  expect(last?.problem).toBeUndefined();
  const params = { path: { file: items[0]?.file ?? "" } };
  expect((await good(client.POST("/api/v1/backups/{file}/check", { params }))).running?.kind).toBe("check");
  expect((await made()).items[0]?.checkedAt).toBeDefined();
  const fetched = await client.GET("/api/v1/backups/{file}", { params, parseAs: "arrayBuffer" });
  expect(fetched.response.headers.get("content-disposition")).toContain(params.path.file);
  await done(client.DELETE("/api/v1/backups/{file}", { params }));
  expect((await good(client.GET("/api/v1/backups"))).items).toEqual([]);
}

/** A configuration is exported, and imported where it is there already. */
export async function walkConfiguration(client: Client): Promise<void> {
  const file = (await good(client.POST("/api/v1/configuration/export", { body: {} }))) as Record<string, never>;
  // The published type of a body that is a file is that of its JSON.
  const { id, conflicts } = await good(client.POST("/api/v1/configuration/plan", { body: { file } }));
  expect(conflicts).toEqual([]);
  const done = await good(client.POST("/api/v1/configuration/import", { body: { file, plan: id } }));
  expect(done.sections.filter(({ added, changed }) => added + changed > 0)).toEqual([]);
}
