import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { hasChromium } from "../support/chromium.ts";
import { speaking, VIEWS } from "./speaking.ts";
import { type Stage, startStage } from "./support.ts";

const HANG_MS = 180_000;
const PASSWORD = "a-long-passphrase";

let stage: Stage;
beforeAll(async () => {
  if (hasChromium) stage = await startStage();
}, HANG_MS);
afterAll(() => stage?.[Symbol.asyncDispose]());

interface User {
  id: number;
  name: string;
  disabled: boolean;
  permissions: string[];
}

async function userNamed(name: string): Promise<User | undefined> {
  const { items } = (await (await stage.call("/api/v1/users?limit=100")).json()) as { items: User[] };
  return items.find((user) => user.name === name);
}

async function add(name: string, permissions: string[]): Promise<User> {
  const answer = await stage.call("/api/v1/users", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, password: PASSWORD, permissions }),
  });
  expect(answer.status).toBe(201);
  return (await answer.json()) as User;
}

/** Waits until no panel or question is open any more. */
const closed = (page: Page) => page.getByRole("dialog").waitFor({ state: "detached" });

describe.skipIf(!hasChromium)("system users", () => {
  for (const view of VIEWS) {
    test(
      `a user is added with a preset, and the pencil changes single permissions: at ${view.width} px, in ${view.language}`,
      async () => {
        const t = speaking(view.language);
        const name = `apiuser${view.width}`;
        await using watched = await stage.open(view);
        await watched.signIn();
        const { page } = watched;
        await page.goto("/users");
        await page.getByRole("button", { name: t("users.add") }).click();
        const sheet = page.getByRole("dialog");
        const nameField = sheet.getByLabel(t("users.name"), { exact: true });
        await nameField.fill("Ann\u0430");
        await sheet.getByText(t("parts.looksLike", { name: "anna" })).waitFor();
        await nameField.fill(name);
        const password = sheet.getByLabel(t("users.password"), { exact: true });
        await password.fill("admin1");
        await sheet.getByRole("status").getByText(t("parts.strength.weak")).waitFor();
        await password.fill(PASSWORD);
        await sheet.getByRole("status").getByText(t("parts.strength.strong")).waitFor();
        await sheet.getByRole("button", { name: t("users.preset.monitoring-system") }).click();
        await sheet.getByRole("button", { name: t("users.add") }).click();
        await page.getByRole("heading", { level: 2, name }).waitFor();
        const made = await userNamed(name);
        expect(made?.permissions).toEqual(["http-api"]);
        expect(new URL(page.url()).pathname).toBe(`/users/${made?.id}`);

        await closed(page);
        // On a telephone the detail stands over the list.
        if (view.width === 390) await page.keyboard.press("Escape");
        const row = page.getByRole("option", { name: new RegExp(`^${name}`) });
        await row.locator(".users-pencil").click();
        await sheet.getByRole("button", { name: t("users.preset.sends-messages") }).click();
        await sheet.getByRole("checkbox", { name: t("permission.sent-messages") }).check();
        await sheet.getByText(t("users.changes", { added: 3, taken: 0 })).waitFor();
        await sheet.getByRole("button", { name: t("users.savePermissions") }).click();
        await page.getByText(t("users.permissionsSaved", { name })).waitFor();
        await row.getByText(t("users.permissionCount", { count: 4 })).waitFor();
        expect((await userNamed(name))?.permissions).toEqual(["http-api", "rest-api", "sent-messages", "web"]);
        expect(watched.problems).toEqual([]);
      },
      HANG_MS,
    );
  }

  test(
    "the last who manages users stays, and a change that somebody else made meanwhile is not overwritten: both in words",
    async () => {
      const { id } = await add("shared", ["web"]);
      await using watched = await stage.open();
      await watched.signIn();
      const { page } = watched;
      await page.goto("/users");
      const sheet = page.getByRole("dialog");
      await page.getByRole("option", { name: /^anna/ }).locator(".users-pencil").click();
      await sheet.getByRole("button", { name: "Reads only" }).click();
      await sheet.getByRole("button", { name: "Save permissions" }).click();
      await sheet.getByText(/nobody else could manage users and permissions/).waitFor();
      await page.keyboard.press("Escape");
      const question = page.getByRole("dialog", { name: "Discard changes?" });
      await question.getByRole("button", { name: "Discard" }).click();
      await closed(page);
      expect((await userNamed("anna"))?.permissions).toContain("permissions");

      await page
        .getByRole("option", { name: /^shared/ })
        .locator(".users-pencil")
        .click();
      await sheet.getByRole("checkbox", { name: /^Monitoring/ }).check();
      await stage.call(`/api/v1/users/${id}/permissions`, {
        method: "PUT",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ permissions: ["web", "contacts"] }),
      });
      await sheet.getByRole("button", { name: "Save permissions" }).click();
      await sheet.getByText(/Somebody else has changed this meanwhile/).waitFor();
      expect((await userNamed("shared"))?.permissions).toEqual(["contacts", "web"]);
      await sheet.getByRole("button", { name: "Try again" }).click();
      await sheet.getByText("Nothing changed yet.").waitFor();
      expect(await sheet.getByRole("checkbox", { name: /^Manage contacts/ }).isChecked()).toBe(true);
    },
    HANG_MS,
  );

  test(
    "limits, disabling and removing; a session that is ended elsewhere leads to one sign-in",
    async () => {
      const { id } = await add("guest", ["web"]);
      await using theirs = await stage.open();
      await theirs.signIn({ name: "guest", password: PASSWORD });
      await theirs.page.goto("/account");
      await theirs.page.getByRole("heading", { level: 1 }).waitFor();

      await using watched = await stage.open();
      await watched.signIn();
      const { page } = watched;
      await page.goto(`/users/${id}`);
      await page.getByLabel(/^Requests and message parts/).fill("30");
      await page.getByLabel(/^Only from these networks/).fill("127.0.0.0/8\n::1/128");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByText("The limits of guest are saved").waitFor();
      expect(await userNamed("guest")).toMatchObject({ requestsPerMinute: 30, networks: ["127.0.0.0/8", "::1"] });

      await page.getByRole("button", { name: "Sign out there" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Sign out there" }).click();
      await page.getByText("Not signed in with any browser.").waitFor();
      const asked: string[] = [];
      theirs.page.on("request", (request) => asked.push(request.url()));
      await theirs.page.reload();
      await theirs.page.getByRole("heading", { name: "Sign in" }).waitFor();
      await theirs.page.waitForLoadState("networkidle");
      expect(asked.filter((url) => url.endsWith("/api/v1/me"))).toHaveLength(1);

      await closed(page);
      await page.getByRole("button", { name: "Disable" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
      await page.getByText("guest is disabled").waitFor();
      await closed(page);
      await page.getByRole("button", { name: "Enable" }).click();
      await page.getByText("guest may sign in again").waitFor();
      await page.getByRole("button", { name: "Remove", exact: true }).click();
      await page.getByText(/Messages that the user sent stay/).waitFor();
      await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
      await page.getByText("guest was removed").waitFor();
      expect(await userNamed("guest")).toBeUndefined();
    },
    HANG_MS,
  );

  test(
    "who may not manage users neither sees the page nor gets an answer",
    async () => {
      await add("plain", ["web"]);
      await using watched = await stage.open();
      await watched.signIn({ name: "plain", password: PASSWORD });
      const { page } = watched;
      await page.goto("/users");
      await page.getByText(/You may not use “System users”/).waitFor();
      await page.goto("/settings");
      await page.getByRole("heading", { level: 1 }).waitFor();
      expect(
        await page
          .getByRole("main")
          .getByRole("link", { name: /System users/ })
          .count(),
      ).toBe(0);
      const statuses = await page.evaluate(async () => {
        const answers = await Promise.all(["/api/v1/users", "/api/v1/users/1/permissions"].map((path) => fetch(path)));
        return answers.map(({ status }) => status);
      });
      expect(statuses).toEqual([403, 403]);
    },
    HANG_MS,
  );
});
