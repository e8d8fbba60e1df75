import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { PERMISSIONS } from "../../../lib/auth/index.ts";
import { hasChromium, startChromium } from "../../support/chromium.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { sqlOn } from "../../support/sql.ts";
import { type DescribedOperation, readDocument, responseOf } from "../../support/v1.ts";
import { RIGHTS } from "../v1/rights.ts";

/** Tables in which a change by somebody would be seen; when a sign-in was used last is left out. */
const STATE = [
  ...[
    "select id, recipient, text, state from outgoing_messages order by id",
    "select id, text from incoming_parts order by id",
  ],
  ...[
    "select * from contacts order by id",
    "select * from contact_groups order by id",
    "select * from contact_group_members",
  ],
  ...[
    "select * from templates order by id",
    "select id, name, password_hash, disabled, revision from users order by id",
  ],
  ...["select * from user_permissions order by user_id, permission", "select id, name from api_tokens order by id"],
  ...[
    "select id_hash, user_id from sessions order by id_hash",
    "select user_id from second_factors",
    "select * from identities",
  ],
  "select id, is_active, holder from alarms order by id",
  "select id, alarm_id, news from alarm_tellings where news is not null order by id",
  "select * from settings where key like 'option.%' order by key",
];

/** One operation as a page of somebody else would call it. */
interface Attack {
  method: string;
  url: string;
  body: string;
  /** Whether a window or a frame shows the answer, by the document: a file is saved, and a stream does not end. */
  isPage: boolean;
}

/** Every operation of the API, on things that are there, with what it takes. */
async function attacksOn(gateway: TestGateway): Promise<Attack[]> {
  const { document, operations } = await readDocument(gateway);
  const made: Attack[] = [];
  for (const [name, operation] of operations) {
    const right = RIGHTS[name];
    if (right === undefined) throw new Error(`${name} is not in the table`);
    const [method = "", pattern = ""] = name.split(" ");
    const values = (await right.path?.(gateway)) ?? {};
    const path = pattern.replace(/\{(\w+)\}/g, (_, parameter: string) => values[parameter] ?? "1");
    const query = right.query === undefined ? "" : `?${right.query}`;
    const types = Object.keys(responseOf(document, operation, 200)?.content ?? {});
    made.push({
      method,
      url: `${gateway.url}${path}${query}`,
      body: exampleOf(operation, right.body),
      isPage: types.every((type) => type === "application/json"),
    });
  }
  return made;
}

/**
 * Waits until what the examples send at once has arrived. News of an alarm that somebody took comes a minute after its call, in the midst of
 * what is compared: none comes.
 */
async function comeToRest({ database }: TestGateway): Promise<void> {
  await sqlOn(database, `update alarm_tellings set due_at = null, dropped_at = ${Date.now()} where due_at is not null`);
  await eventually("the examples' messages have arrived", async () => {
    const underWay = `state in ('sending', 'sent') or (state = 'queued' and send_at <= ${Date.now()})`;
    return (await sqlOn(database, `select id from outgoing_messages where ${underWay}`)).length === 0;
  });
}

function exampleOf({ requestBody }: DescribedOperation, body: unknown): string {
  const [example] = Object.values(requestBody?.content ?? {});
  const given = body ?? example?.example ?? {};
  return typeof given === "string" ? given : JSON.stringify(given);
}

const SCRIPT = readFileSync(join(import.meta.dir, "../../support/other-origin.mjs"), "utf8");

/** Opens each page in a window that the other page opens, and goes from the other page itself to each file and stream. */
async function navigateTo(page: Page, attacks: readonly Attack[]): Promise<void> {
  for (const { url, isPage } of attacks) {
    if (isPage) await openWindow(page, url);
    else await leaveFor(page, url);
  }
}

async function openWindow(page: Page, url: string): Promise<void> {
  const opened = page.context().waitForEvent("page");
  await page.evaluate(`void window.open(${JSON.stringify(url)})`);
  const window = await opened;
  await window.waitForLoadState().catch((error: unknown) => {
    throw new Error(`${url} did not load`, { cause: error });
  });
  await window.close();
}

/** Waits until the file is saved, or the stream or a refusal is shown, and comes back. */
async function leaveFor(page: Page, url: string): Promise<void> {
  const own = page.url();
  const saved = page.waitForEvent("download").then((download) => download.failure());
  const shown = page.waitForEvent("framenavigated");
  // Who comes second waits until the page is closed.
  for (const end of [saved, shown]) end.catch(() => undefined);
  await page.evaluate(`void (location.href = ${JSON.stringify(url)})`);
  await Promise.race([saved, shown]).catch((error: unknown) => {
    throw new Error(`${url} was neither saved nor shown`, { cause: error });
  });
  await page.goto(own);
}

describe.skipIf(!hasChromium)("Chromium with a session, on a page of another origin", () => {
  test.each(["localhost", "127.0.0.1"])(
    "at %s changes nothing by any route and reads nothing: forms, fetch, images, frames, windows, sockets",
    async (hostname) => {
      await using gateway = await startTestGateway();
      await gateway.addUser("clerk", ...Object.keys(PERMISSIONS));
      using evil = Bun.serve({
        hostname: "127.0.0.1",
        port: 0,
        fetch: () =>
          new Response(`<!doctype html><title>evil</title><body><script>${SCRIPT}</script>`, {
            headers: { "content-type": "text/html" },
          }),
      });
      const attacks = await attacksOn(gateway);
      const browser = await startChromium();
      try {
        const context = await browser.newContext();
        const own = await context.newPage();
        await own.goto(`${gateway.url}/docs`);
        /** The same from a page of the gateway. */
        const ask = (path: string, body: object) =>
          own.evaluate(
            async ([url, text]) => {
              const headers = { "content-type": "application/json" };
              return (await fetch(url, { method: "POST", headers, body: text })).status;
            },
            [path, JSON.stringify(body)] as const,
          );
        expect(await ask("/api/v1/sessions", { name: "clerk", password: "secret" })).toBe(201);
        expect(await context.cookies()).toMatchObject([
          { name: `aldis-${new URL(gateway.url).port}`, httpOnly: true, sameSite: "Lax" },
        ]);
        const state = async () => {
          const rows = [];
          for (const query of STATE) rows.push([query, await sqlOn(gateway.database, query)]);
          return JSON.stringify(rows);
        };
        const page = await context.newPage();
        await page.goto(`http://${hostname}:${evil.port}/`);
        await comeToRest(gateway);
        const before = await state();
        const call = `attackGateway(${JSON.stringify(gateway.url)}, ${JSON.stringify(attacks)})`;
        expect(await page.evaluate(call)).toBe(0);
        await navigateTo(
          page,
          attacks.filter(({ method }) => method === "GET"),
        );
        expect(await state()).toBe(before);
        // The session lives, and a page of the gateway may: what is compared shows changes.
        expect(await ask("/api/v1/contacts", { name: "Anna" })).toBe(201);
        expect(await state()).not.toBe(before);
        const refused = await gateway.events({ kind: "v1.refused" });
        expect(refused.some(({ details }) => details?.reason === "cross-site")).toBe(true);
      } finally {
        await browser.close();
      }
    },
    180_000,
  );
});
