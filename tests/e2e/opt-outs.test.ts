import { expect, test } from "bun:test";
import { hasChromium } from "../support/chromium.ts";
import { contactOf } from "./states.ts";
import { type Stage, startStage } from "./support.ts";

const HANG_MS = 180_000;
const ANNA = "+491701234567";
const BERND = "+491719876543";
const CLERK = { name: "clerk", password: "a-long-passphrase" };

async function post(stage: Stage, path: string, body: object, user?: typeof CLERK): Promise<void> {
  const headers = new Headers({ "content-type": "application/json" });
  const init = { method: "POST", headers, body: JSON.stringify(body) };
  if (user !== undefined) headers.set("authorization", `Basic ${btoa(`${user.name}:${user.password}`)}`);
  const answer = await (user === undefined ? stage.call(path, init) : fetch(`${stage.url}${path}`, init));
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}

const isOut = async (stage: Stage, number: string) =>
  ((await (await stage.call(`/api/v1/opt-outs/${encodeURIComponent(number)}`)).json()) as { optedOut: boolean })
    .optedOut;

test.if(hasChromium)(
  "who sends STOP is on the page at once, with the message; by hand a number is opted out and in again",
  async () => {
    await using stage = await startStage({ args: ["--opt-out", "on"] });
    const contact = await contactOf(stage, "Anna Berg", ANNA);
    await post(stage, "/api/v1/users", { ...CLERK, permissions: ["rest-api", "web"] });
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    await post(stage, "/api/v1/messages", { to: BERND, text: "Tomorrow at nine", sendAt }, CLERK);
    await using watched = await stage.open();
    await watched.signIn();
    const { page } = watched;
    await page.goto("/opt-outs");
    await page.getByText("Nobody has opted out").waitFor();
    await page.getByText(/nothing but one of these words/).waitFor();
    await page.getByText(/^STOP, .*ABMELDEN/).waitFor();

    await post(stage, "/api/v1/simulator/messages", { from: ANNA, text: "Stop!" });
    await page.getByRole("option", { name: /^\+49 170 1234567/ }).click();
    const detail = page.getByRole("complementary");
    await detail.getByText("Opted out by message").waitFor();
    await detail.getByText("Stop!").waitFor();
    await page.getByText("1 number gets no more messages.").waitFor();
    await detail.getByRole("link", { name: "Show the message" }).click();
    await page.waitForURL(/\/messages\/incoming\/\d+$/);

    await page.goto("/opt-outs");
    await page.getByRole("button", { name: "Opt a number out" }).click();
    const sheet = page.getByRole("dialog");
    await sheet.getByLabel("Number").fill("somebody");
    await sheet.getByRole("button", { name: "Opt a number out" }).click();
    await sheet.getByText(/not a telephone number/).waitFor();
    await sheet.getByLabel("Number").fill("+49 171 9876543");
    await sheet.getByLabel("Reason").fill("asked by telephone");
    await sheet.getByRole("button", { name: "Opt a number out" }).click();
    await page.getByText("+49 171 9876543 gets no more messages. 1 message that waited is cancelled.").waitFor();
    await detail.getByText("Opted out by anna").waitFor();
    await detail.getByText("asked by telephone").waitFor();
    expect(await isOut(stage, BERND)).toBe(true);
    await page.getByRole("searchbox").fill("170 12");
    await page.getByRole("option", { name: /^\+49 171/ }).waitFor({ state: "detached" });

    await page.goto(`/conversations/${ANNA}`);
    await page.getByText(/Opted out since .* You may send to this number all the same/).waitFor();
    await page.goto(`/address-book/${contact}`);
    await page.getByRole("link", { name: "How it came to that" }).click();
    await detail.getByRole("link", { name: "Anna Berg" }).waitFor();
    await detail.getByRole("button", { name: "Opt in again" }).click();
    await sheet.getByText(/Do it only if whoever has it asked for it/).waitFor();
    await sheet.getByRole("button", { name: "Opt in again" }).click();
    await detail.getByText("Opted in by anna").waitFor();
    await detail.getByText("Gets messages", { exact: true }).waitFor();
    expect([await isOut(stage, ANNA), await isOut(stage, BERND)]).toEqual([false, true]);
    expect(watched.problems).toEqual([]);
  },
  HANG_MS,
);
