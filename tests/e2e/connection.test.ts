import { expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { hasChromium } from "../support/chromium.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free-port.ts";
import { hasNginx, startNginx } from "../support/nginx.ts";
import { type Stage, startStage } from "./support.ts";

const HANG_MS = 120_000;
const ANNA = "+491701234567";
/** What Chromium says of requests that found nobody. */
const NOBODY_THERE = /net::ERR_/;

/** Lets the handset write, once the modem is there. */
async function receive(stage: Stage, text: string): Promise<void> {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ from: ANNA, text });
  await eventually("the modem to take a message", async () => {
    const answer = await stage.call("/api/v1/simulator/messages", { method: "POST", headers, body });
    return answer.ok;
  });
}

const sentOf = async (stage: Stage, text: string) =>
  (
    (await (await stage.call(`/api/v1/messages?q=${encodeURIComponent(text)}`)).json()) as {
      items: { text: string; to: string }[];
    }
  ).items;

/** A document that is loaded again has forgotten this. */
const remember = (page: Page) => page.evaluate("globalThis.isSameDocument = true");
const remembers = (page: Page) => page.evaluate("globalThis.isSameDocument === true");
const band = (page: Page) => page.locator(".band", { hasText: "The gateway does not answer." });

test.if(hasChromium)(
  "the gateway dies and comes back: the page says so, keeps what is written, and goes on by itself without a gap",
  async () => {
    await using stage = await startStage();
    await using watched = await stage.open();
    const { page } = watched;
    await watched.signIn();
    await page.goto("/messages");
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.goto(`/conversations/${ANNA}`);
    const chat = page.getByRole("article");
    const answer = chat.getByRole("textbox");
    await receive(stage, "Before the cut");
    await chat.getByText("Before the cut").waitFor();
    await remember(page);

    const startAgain = await stage.fail();
    await band(page).waitFor();
    await answer.fill("Half an answer");
    await page.keyboard.press("Enter");
    await chat.getByText("It is not known whether this was done").waitFor();
    expect(await answer.inputValue()).toBe("Half an answer");

    await startAgain();
    await receive(stage, "Sent meanwhile");
    // The page waits for up to 15 s between two tries, and a busy machine takes its time for each.
    await chat.getByText("Sent meanwhile").waitFor({ timeout: HANG_MS });
    await band(page).waitFor({ state: "detached" });
    await receive(stage, "And on it goes");
    await chat.getByText("And on it goes").waitFor();

    expect(await answer.inputValue()).toBe("Half an answer");
    await answer.press("Enter");
    await chat.locator(".bubble-text", { hasText: "Half an answer" }).waitFor();
    // The message may be seen before the answer to the request is.
    await eventually("the field is empty", async () => (await answer.inputValue()) === "");
    expect(await sentOf(stage, "Half an answer")).toHaveLength(1);
    expect(await remembers(page)).toBe(true);
    expect(watched.problems.filter((problem) => !NOBODY_THERE.test(problem))).toEqual([]);
  },
  HANG_MS,
);

test.if(hasChromium)(
  "a page that could not be read while the gateway was away is there once it is back",
  async () => {
    await using stage = await startStage();
    await using watched = await stage.open();
    const { page } = watched;
    await watched.signIn();
    const navigation = page.getByRole("navigation", { name: "Pages" });
    const visit = (title: string) => navigation.getByRole("link", { name: title }).click();
    // Its program is here already: what is missing is its data.
    await page.goto("/messages/queue");
    await page.getByRole("heading", { level: 1, name: "Queue" }).waitFor();
    await visit("Send");
    await page.locator(".send-form").waitFor();
    await remember(page);

    const startAgain = await stage.fail();
    await band(page).waitFor();
    await visit("Messages");
    await page.getByRole("button", { name: "Try again" }).first().waitFor();
    await startAgain();
    await band(page).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Try again" }).first().waitFor({ state: "detached" });
    expect(await remembers(page)).toBe(true);
    expect(watched.problems.filter((problem) => !NOBODY_THERE.test(problem))).toEqual([]);
  },
  HANG_MS,
);

test.if(hasChromium)(
  "the browser loses the network: the draft stays, and what happened meanwhile is told afterwards",
  async () => {
    await using stage = await startStage();
    await using watched = await stage.open({ width: 390, height: 780 });
    const { page, context } = watched;
    await watched.signIn();
    await page.goto(`/conversations/${ANNA}`);
    const chat = page.getByRole("article");
    await receive(stage, "Before");
    await chat.getByText("Before", { exact: true }).waitFor();
    await remember(page);

    await context.setOffline(true);
    await chat.getByRole("textbox").fill("Written in a tunnel");
    await band(page).waitFor();
    await receive(stage, "In the tunnel");
    await eventually("the message to be in", async () => {
      const { items } = (await (await stage.call("/api/v1/incoming?limit=1")).json()) as { items: { text: string }[] };
      return items[0]?.text === "In the tunnel";
    });
    expect(await chat.getByText("In the tunnel").count()).toBe(0);
    await context.setOffline(false);
    await chat.getByText("In the tunnel").waitFor();
    await band(page).waitFor({ state: "detached" });
    await receive(stage, "After it");
    await chat.getByText("After it").waitFor();
    expect(await chat.getByRole("textbox").inputValue()).toBe("Written in a tunnel");
    expect(await remembers(page)).toBe(true);
    expect(watched.problems.filter((problem) => !NOBODY_THERE.test(problem))).toEqual([]);
  },
  HANG_MS,
);

test.if(hasChromium && hasNginx())(
  "a proxy answers while the gateway is away: afterwards nothing is missing either",
  async () => {
    const port = await freePort();
    const base = `https://127.0.0.1:${port}/sms`;
    await using stage = await startStage({ args: ["--public-url", `${base}/`, "--trusted-proxies", "127.0.0.1"] });
    await using _nginx = await startNginx({ target: stage.url, tlsPort: port });
    await using watched = await stage.open({ at: base });
    const { page, context } = watched;
    const data = { name: "anna", password: "correct-horse-battery" };
    expect((await context.request.post(`${base}/api/v1/sessions`, { data })).status()).toBe(201);
    await page.goto(`${base}/conversations/${ANNA}`);
    const chat = page.getByRole("article");
    await receive(stage, "Before the cut");
    await chat.getByText("Before the cut").waitFor();
    await remember(page);

    const startAgain = await stage.fail();
    // The stream itself is refused, so that a new one follows, which knows nothing of the one before.
    await page.waitForResponse((response) => response.status() === 502 && response.url().endsWith("/api/v1/me"));
    await band(page).waitFor();
    await startAgain();
    await receive(stage, "Sent meanwhile");
    await chat.getByText("Sent meanwhile").waitFor();
    await band(page).waitFor({ state: "detached" });
    expect(await remembers(page)).toBe(true);
    expect(watched.problems.filter((problem) => !NOBODY_THERE.test(problem) && !/ 502 /.test(problem))).toEqual([]);
  },
  HANG_MS,
);
