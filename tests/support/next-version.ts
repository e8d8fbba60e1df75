#!/usr/bin/env bun
/**
 * `aldis` as its next version would be: with one migration more, which changes what old programs may not go on with, and another number.
 * `ALDIS_NEXT_MIGRATION` names the migration.
 */
import { type Kysely, sql } from "kysely";
import { createCommandLine, runAsProcess } from "../../lib/cli/index.ts";
import { migrations } from "../../migrations/index.ts";
import manifest from "../../package.json" with { type: "json" };
import { createApp } from "../../server.ts";

const name = process.env.ALDIS_NEXT_MIGRATION ?? "9999-next-version";
(migrations as Record<string, object>)[name] = {
  async up(db: Kysely<unknown>) {
    await sql`create table next_version (id bigint)`.execute(db);
    // Long enough for old nodes to wait for the lock.
    await sql`alter table outgoing_messages add column next_version bigint`.execute(db);
  },
};
(manifest as { version: string }).version = "99.0.0";

await runAsProcess(createCommandLine({ createApp }));
