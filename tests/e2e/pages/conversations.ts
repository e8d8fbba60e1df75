import type { Page } from "playwright-core";
import { eventually } from "../../support/eventually.ts";
import { contactOf, FAILED, failing, heading, nothing, type TestedPage, waiting } from "../states.ts";
import type { Stage } from "../support.ts";

const ANNA = "+491701234567";
const TITLE = heading(/^(Conversations|Unterhaltungen)$/);

/** A person who is known and one who is not, a sender with a name; an answer that arrived, one that did not, one that waits. */
async function fill(_page: Page, stage: Stage): Promise<void> {
  const known = (await (await stage.call("/api/v1/conversations")).json()) as { items: unknown[] };
  if (known.items.length > 0) return;
  const post = async (path: string, body: object) => {
    const headers = { "content-type": "application/json" };
    const response = await stage.call(path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  };
  const count = async (path: string) => ((await (await stage.call(path)).json()) as { items: unknown[] }).items.length;
  const receive = async (from: string, text: string) => {
    const before = await count("/api/v1/incoming");
    await post("/api/v1/simulator/messages", { from, text });
    await eventually("the message to be in", async () => (await count("/api/v1/incoming")) > before);
  };
  await contactOf(stage, "Anna Berg", ANNA);
  await receive("ACME Bank", "Your code is 4711. Never tell it to anybody.");
  await receive("+4915112345678", "Is the heating in building 7 all right again?");
  await receive(ANNA, "The pump in hall 3 has stopped again. I am driving there now.");
  await post("/api/v1/messages", { to: ANNA, text: "Thank you! Take the spare seal with you, shelf 12." });
  await receive(ANNA, "Got it.\nBack in twenty minutes.");
  await post("/api/v1/messages", { to: ANNA, text: "Call me when it runs – I tell the shift." });
  await post("/api/v1/messages", { to: "+4917055501021", text: "Does this number still exist?" });
  await post("/api/v1/messages", {
    to: ANNA,
    text: "And again at seven",
    sendAt: new Date(Date.now() + 3_600_000).toISOString(),
  });
  await eventually("the messages to be delivered", async () => (await count("/api/v1/messages?state=delivered")) >= 2);
  await eventually("one to fail", async () => (await count("/api/v1/messages?state=failed")) >= 1);
}

export const CONVERSATIONS: readonly TestedPage[] = [
  {
    name: "conversations",
    path: "/conversations",
    states: {
      filled: {
        before: fill,
        async after(page) {
          await TITLE(page);
          await page.getByRole("option", { name: /Anna Berg/ }).waitFor();
        },
      },
      empty: {
        before: nothing("**/api/v1/{conversations,incoming}?*"),
        async after(page) {
          await TITLE(page);
          await page.getByText(/^(No conversations yet|Noch keine Unterhaltungen)$/).waitFor();
        },
      },
      loading: { before: waiting("**/api/v1/conversations?*"), after: TITLE },
      failed: {
        before: failing("**/api/v1/conversations?*"),
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").waitFor();
        },
      },
    },
  },
  {
    name: "conversation",
    path: `/conversations/${ANNA}`,
    states: {
      filled: {
        before: fill,
        async after(page) {
          await page.getByText("Call me when it runs – I tell the shift.").last().waitFor();
          await page.getByRole("heading", { name: "Anna Berg" }).waitFor();
        },
      },
      refused: {
        before: fill,
        async after(page) {
          await page.goto("/conversations/+4917055501021");
          await page.locator(".bubble-story", { hasText: "CMS 21" }).waitFor();
        },
      },
      loading: {
        before: waiting("**/api/v1/conversations/*"),
        after: (page) => page.locator(".bubble-waiting").first().waitFor(),
      },
      failed: {
        before: failing("**/api/v1/conversations/*"),
        expected: FAILED,
        async after(page) {
          await page.getByRole("alert").first().waitFor();
        },
      },
    },
  },
];
