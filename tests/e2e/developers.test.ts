import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { hasChromium } from "../support/chromium.ts";
import { type Stage, startStage } from "./support.ts";

const HANG_MS = 180_000;
const APIUSER = { name: "apiuser", password: "a-long-passphrase" };

let stage: Stage;
beforeAll(async () => {
  if (hasChromium) stage = await startStage();
}, HANG_MS);
afterAll(() => stage?.[Symbol.asyncDispose]());

async function run(command: string[], env: Record<string, string>): Promise<{ exit: number; output: string }> {
  const program = Bun.spawn(command, { env: { ...process.env, ...env }, stdout: "pipe", stderr: "pipe" });
  const [output, errors] = await Promise.all([
    new Response(program.stdout).text(),
    new Response(program.stderr).text(),
  ]);
  return { exit: await program.exited, output: `${output}${errors}` };
}

describe.skipIf(!hasChromium)("the page for programs", () => {
  test(
    "a user makes a token, and the curl and the Python shown send with it",
    async () => {
      const permissions = ["http-api", "rest-api", "web"];
      const added = await stage.call("/api/v1/users", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ...APIUSER, permissions }),
      });
      expect(added.status).toBe(201);
      await using watched = await stage.open();
      await watched.signIn(APIUSER);
      const { page } = watched;
      await page.goto("/developers");
      await page.getByLabel("Name of a new token").fill("disk check");
      await page.getByRole("button", { name: "Make a token" }).click();
      const token = (await page.locator(".make-token-made code").textContent()) ?? "";
      expect(token).toStartWith("aldis_");

      const snippet = page.locator("pre");
      const curl = (await snippet.textContent()) ?? "";
      expect(curl).toContain(`${stage.url}/api/v1/messages`);
      const sent = await run(["sh", "-c", curl], { ALDIS_TOKEN: token });
      expect(sent).toMatchObject({ exit: 0, output: expect.stringMatching(/"to": ?"\+491701234567"/) });
      await page.getByRole("tab", { name: "Python" }).click();
      const python = (await snippet.textContent()) ?? "";
      const again = await run(["python3", "-c", python], { ALDIS_TOKEN: token });
      expect(again).toMatchObject({ exit: 0, output: expect.stringMatching(/^\d+\n$/) });

      for (const name of ["PowerShell", "Zabbix", "Checkmk", "Alertmanager"]) {
        await page.getByRole("tab", { name }).click();
        const text = (await snippet.textContent()) ?? "";
        expect(text).toContain(stage.url);
        expect(text).not.toContain(token);
        if (name !== "PowerShell") expect(text).toContain("apiuser");
      }
      expect(await page.getByRole("link", { name: "Interactive documentation" }).getAttribute("href")).toBe("/docs");
      await page.getByText("Whoever has the permission “Manage event log” can look there.").waitFor();
      await page.reload();
      await page.getByRole("heading", { level: 1 }).waitFor();
      expect(await page.getByText(token).count()).toBe(0);
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "it says where the reason of a refused request is",
    async () => {
      expect((await fetch(`${stage.url}/api.php?username=anna&password=wrong&to=1&text=x`)).ok).toBe(false);
      await using watched = await stage.open();
      await watched.signIn();
      const { page } = watched;
      await page.goto("/developers");
      await page.getByRole("link", { name: "Requests to /api.php that were refused" }).click();
      await page
        .getByRole("option", { name: /Request to \/api\.php refused/ })
        .first()
        .waitFor();
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );
});
