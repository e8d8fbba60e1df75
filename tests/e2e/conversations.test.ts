import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { hasChromium } from "../support/chromium.ts";
import { eventually } from "../support/eventually.ts";
import { type Stage, startStage } from "./support.ts";

const HANG_MS = 180_000;
const ANNA = "+491701234567";
const BERND = "+491719876543";

let stage: Stage;
beforeAll(async () => {
  if (hasChromium) stage = await startStage();
}, HANG_MS);
afterAll(() => stage?.[Symbol.asyncDispose]());

const read = async <Answer>(path: string) => (await (await stage.call(`/api/v1${path}`)).json()) as Answer;
const post = (path: string, body: object) =>
  stage.call(`/api/v1${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

/** Lets a handset write to the gateway, and waits until it is in. */
async function receive(from: string, text: string): Promise<void> {
  expect((await post("/simulator/messages", { from, text })).status).toBe(202);
  await eventually("the message to be in", async () => {
    const { items } = await read<{ items: { text: string }[] }>("/incoming?limit=5");
    return items.some((item) => item.text === text);
  });
}

describe.skipIf(!hasChromium)("conversations", () => {
  test(
    "what comes in appears by itself, is read once it is seen, and is answered; the tick says when it arrived",
    async () => {
      await receive(ANNA, "Is anybody there?");
      await using watched = await stage.open();
      await watched.signIn();
      const { page } = watched;
      await page.goto("/conversations");
      const anna = page.getByRole("option", { name: /\+49 170 1234567/ });
      await anna.getByText("Is anybody there?").waitFor();
      await anna.getByText("unread").waitFor({ state: "attached" });
      await page.getByText("1 unread message.").waitFor();
      await receive(BERND, "Me too");
      await page.getByRole("option", { name: /Me too/ }).waitFor();
      await page.getByText("2 unread messages.").waitFor();
      // On every other page the navigation counts them, at the side and under the thumb.
      await using phone = await stage.open({ width: 390, height: 780 }, watched);
      await phone.page.goto("/send");
      const counted = (on: typeof page, count: number) =>
        on
          .getByRole("navigation", { name: "Pages" })
          .getByRole("link", { name: new RegExp(`^Conversations ?${count} ?unread$`) })
          .waitFor();
      await Promise.all([counted(page, 2), counted(phone.page, 2)]);

      await anna.click();
      expect(new URL(page.url()).pathname).toBe(`/conversations/${ANNA}`);
      const chat = page.getByRole("article", { name: /Conversation with/ });
      await chat.getByText("Is anybody there?").waitFor();
      await page.getByText("1 unread message.").waitFor();
      await counted(phone.page, 1);
      const { items } = await read<{ items: { text: string }[] }>("/incoming?read=false");
      expect(items.map(({ text }) => text)).toEqual(["Me too"]);

      await chat.getByRole("textbox").fill("Yes {name}, all of us");
      await chat.getByText("1 part · 137 characters left").waitFor();
      await page.keyboard.press("Enter");
      const own = chat.getByRole("listitem").filter({ hasText: "Yes {name}, all of us" });
      await own.getByRole("button", { name: "delivered", exact: true }).waitFor();
      expect(await chat.getByRole("textbox").inputValue()).toBe("");
      await own.getByRole("button").click();
      await own.getByText(/Delivered at \d\d:\d\d\. What happened/).waitFor();
      await receive(ANNA, "Good to know");
      await chat.getByText("Good to know").waitFor();
      await page.getByText("1 unread message.").waitFor();
      await counted(phone.page, 1);
      expect([...watched.problems, ...phone.problems]).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "a draft is kept for each person, over a reload, until it is sent",
    async () => {
      await receive(ANNA, "first of the drafts");
      await receive(BERND, "second of the drafts");
      await using watched = await stage.open();
      await watched.signIn();
      const { page } = watched;
      await page.goto(`/conversations/${ANNA}`);
      const answer = page.getByRole("article").getByRole("textbox");
      await answer.fill("for Anna");
      await page.getByRole("option", { name: /second of the drafts/ }).click();
      expect(await answer.inputValue()).toBe("");
      await answer.fill("for Bernd");
      await page.reload();
      await page.getByRole("option", { name: /Draft: for Anna/ }).waitFor();
      expect(await answer.inputValue()).toBe("for Bernd");
      await page.getByRole("option", { name: /for Anna/ }).click();
      await page.getByRole("article").getByText("first of the drafts").waitFor();
      expect(await answer.inputValue()).toBe("for Anna");

      // Another tab begins with it, and then has its own.
      await using other = await stage.open({}, watched);
      await other.page.goto(`/conversations/${ANNA}`);
      await other.page.getByRole("article").getByText("first of the drafts").waitFor();
      const beside = other.page.getByRole("article").getByRole("textbox");
      expect(await beside.inputValue()).toBe("for Anna");
      await beside.fill("another thought");
      expect(await answer.inputValue()).toBe("for Anna");

      await page.getByRole("button", { name: "Send" }).click();
      await page.getByRole("listitem").filter({ hasText: "for Anna" }).waitFor();
      await page.reload();
      await page.getByRole("article").getByText("first of the drafts").waitFor();
      expect(await answer.inputValue()).toBe("");
      expect(await beside.inputValue()).toBe("another thought");
      expect([...watched.problems, ...other.problems]).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "older messages come in above without moving what is read, new ones wait below, and one jumps to them",
    async () => {
      const number = "+4915155500000";
      const to = Array.from({ length: 130 }, (_, at) => ({ to: number, text: `line ${at}` }));
      for (const body of to) expect((await post("/messages", body)).status).toBe(202);
      await using watched = await stage.open();
      await watched.signIn();
      const { page } = watched;
      await page.goto(`/conversations/${number}`);
      const thread = page.getByRole("region", { name: "Messages" });
      await thread.getByText("line 129", { exact: true }).waitFor();
      await thread.focus();
      await page.keyboard.press("Home");
      await eventually("the oldest message to be there", async () => {
        await page.keyboard.press("Home");
        return (await thread.getByText("line 0", { exact: true }).count()) === 1;
      });
      const line = thread.getByText("line 60", { exact: true });
      // A scroll position is a whole number of pixels.
      const top = async () => Math.round((await line.boundingBox())?.y ?? 0);
      await line.scrollIntoViewIfNeeded();
      const before = await top();
      await receive(number, "a new one below");
      await page.getByRole("button", { name: "1 new" }).waitFor();
      expect(Math.abs((await top()) - before)).toBeLessThanOrEqual(1);
      await page.getByRole("button", { name: "1 new" }).click();
      await eventually("the newest to be seen", async () => {
        const { items } = await read<{ items: unknown[] }>(`/incoming?read=false&number=${encodeURIComponent(number)}`);
        return items.length === 0;
      });
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );

  test(
    "a stranger is offered to the address book, a name cannot be answered, a new one is begun by number, and all is searched",
    async () => {
      await receive("ACME", "Your code is 4711");
      await post("/contacts", { name: "Carla Conti", number: "+491601112223" });
      await using watched = await stage.open({ width: 390, height: 780 });
      await watched.signIn();
      const { page } = watched;
      await page.goto("/conversations/ACME");
      await page.getByText("so it cannot be answered").waitFor();
      expect(await page.getByRole("article").getByRole("textbox").count()).toBe(0);
      await page.getByRole("button", { name: "Back to the list" }).click();
      await page.getByRole("button", { name: "New conversation" }).click();
      const whom = page.getByRole("dialog").getByRole("textbox");
      await whom.fill("never");
      await page.keyboard.press("Enter");
      await page.getByText("That is not a telephone number.").waitFor();
      await whom.fill("+49 1511 7788888");
      await page.keyboard.press("Enter");
      await page.getByText("Write the first one to +49 1511 7788888 below.").waitFor();
      const book = page.getByRole("link", { name: "Add to address book" });
      expect(await book.getAttribute("href")).toBe("/address-book/new?number=%2B4915117788888");
      await page.getByRole("button", { name: "Back to the list" }).click();
      await page.getByRole("searchbox").fill("Conti");
      await page.getByRole("link", { name: /Carla Conti/ }).click();
      await page.getByRole("heading", { name: "Carla Conti" }).getByRole("link").waitFor();
      await page.goto("/conversations?q=4711");
      await page.getByRole("option", { name: /ACME/ }).waitFor();
      await page.goto("/conversations?q=nowhere-at-all");
      await page.getByText("Nothing found").waitFor();
      expect(watched.problems).toEqual([]);
    },
    HANG_MS,
  );
});
