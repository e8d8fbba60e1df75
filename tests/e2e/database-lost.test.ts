import { expect, test } from "bun:test";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { hasChromium } from "../support/chromium.ts";
import { startStage } from "./support.ts";

const HANG_MS = 180_000;

test.skipIf(!hasChromium).each([
  ["en", "The database's file was deleted, moved or replaced", "rename this file to aldis.sqlite"],
  ["de", "Die Datei der Datenbank wurde gelöscht, verschoben oder ersetzt", "diese Datei in aldis.sqlite um"],
] as const)(
  "the database's file is gone: an open page says so, and what to do, and no backup is made (%s)",
  async (language, said, todo) => {
    await using stage = await startStage();
    await using watched = await stage.open({ language });
    const { page } = watched;
    await watched.signIn();
    await page.goto("/dashboard");
    await page.getByRole("heading", { level: 1 }).waitFor();
    await watched.rest();
    for (const suffix of ["", "-wal", "-shm"]) rmSync(join(stage.data, `aldis.sqlite${suffix}`), { force: true });
    const band = page.getByRole("alert").filter({ hasText: said });
    await band.waitFor();
    expect(await band.textContent()).toContain(todo);
    await page
      .getByText(/^(0 of 1|0 von 1)|^(None|Keines)/)
      .first()
      .waitFor();

    const refused = await stage.call("/api/v1/backups", { method: "POST" });
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ detail: expect.stringContaining("aldis.sqlite.rescued-") });
    expect(readdirSync(stage.data).filter((name) => name === "aldis.sqlite")).toEqual([]);
    const sent = await stage.call("/api/v1/messages", {
      method: "POST",
      body: JSON.stringify({ to: "+491701234567", text: "Hello" }),
    });
    expect(sent.status).toBe(503);
    expect(sent.headers.get("retry-after")).toBeNull();
  },
  HANG_MS,
);
