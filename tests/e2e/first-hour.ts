import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { findClientProgram } from "../support/client-programs.ts";
import { eventually } from "../support/eventually.ts";
import { runProgram } from "../support/programs.ts";
import type { Stage, WatchedPage } from "./support.ts";

/** The guide that {@link walkFirstHour} walks through. */
export const GUIDE = readFileSync(join(import.meta.dir, "../../docs/first-hour.md"), "utf8");
const GUIDE_URL = "http://127.0.0.1:8080";
const ADMIN_PASSWORD = "correct horse battery";
const ANNA = "+491701234567";
const ZABBIX_SENDER = join(import.meta.dir, "../clients/zabbix-sender.js");

/** The blocks of commands of the guide, in order. */
export const COMMANDS = [...GUIDE.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);

interface Walk {
  stage: Stage;
  watched: WatchedPage;
  /** A serial device with a modem that answers. */
  device: string;
  /** Called where the guide has the picture of that name. */
  picture(name: string, page: Page): Promise<void>;
  /** Called when a part of the guide is done, with the number of clicks, keys and filled fields that it took. */
  done(part: string, actions: number): void;
}

/** Does what docs/first-hour.md says, in English, on a gateway that nobody has set up. Rejects where the guide is wrong. */
export async function walkFirstHour(walk: Walk): Promise<void> {
  const hand = createHand(walk.watched.page);
  await setUp(walk, hand);
  await answer(walk, hand);
  await addPeople(walk, hand);
  await connectMonitoring(walk, hand);
  await takeAlarm(walk, hand);
  await addModem(walk, hand);
}

type Hand = ReturnType<typeof createHand>;

/** Counts what a person does. */
function createHand(page: Page) {
  let actions = 0;
  return {
    async click(
      role: "button" | "link" | "tab" | "option",
      name: string | RegExp,
      within: Pick<Page, "getByRole"> = page,
    ) {
      actions++;
      await within.getByRole(role, { name, exact: true }).first().click();
    },
    async fill(label: string, text: string, within: Pick<Page, "getByLabel"> = page) {
      actions++;
      await within.getByLabel(label, { exact: true }).first().fill(text);
    },
    async press(key: string) {
      actions++;
      await page.keyboard.press(key);
    },
    taken() {
      const taken = actions;
      actions = 0;
      return taken;
    },
  };
}

async function setUp({ stage, watched: { page }, picture, done }: Walk, hand: Hand): Promise<void> {
  const [, link = ""] = await stage.gateway.printed(/^Set-up: +(\S+\/setup#\S+)/m);
  await page.goto(link);
  await hand.fill("Password", ADMIN_PASSWORD);
  await page.getByText(/^Very good/).waitFor();
  await picture("first-hour-set-up", page);
  await hand.click("button", "Make the administrator");
  await hand.click("button", "Continue");
  await hand.click("button", "Send it");
  await page.getByText(/^The simulated telephone has it/).waitFor();
  await page.getByText("Go to Aldis").scrollIntoViewIfNeeded();
  await picture("first-hour-first-message", page);
  done("first message", hand.taken());
}

async function answer({ watched: { page }, picture, done }: Walk, hand: Hand): Promise<void> {
  await hand.click("link", "Open the handset");
  const handset = page.getByRole("region", { name: "Handset +49 170 1234567" });
  await handset.getByText("Hello from Aldis!").waitFor();
  await hand.fill("Answer", "On my way", handset);
  await hand.press("Enter");
  await handset.getByRole("log").getByText("On my way").waitFor();
  await picture("first-hour-handset", page);
  // With how many are unread.
  await hand.click("link", /^Conversations/);
  await hand.click("option", /170 1234567/);
  await page.getByRole("article").getByText("On my way").waitFor();
  done("first answer", hand.taken());
}

async function addPeople({ watched: { page }, picture, done }: Walk, hand: Hand): Promise<void> {
  await hand.click("link", "Address book");
  await hand.click("link", "Add the first contact");
  const sheet = page.getByRole("dialog");
  await hand.fill("Name", "Anna Berg", sheet);
  await hand.fill("Number", "0170 1234567", sheet);
  await hand.click("button", "Add", sheet);
  await page.getByRole("heading", { level: 2, name: "Anna Berg" }).waitFor();
  done("first contact", hand.taken());
  await sheet.waitFor({ state: "detached" });
  await hand.click("link", "Settings");
  await hand.click("link", "Groups");
  await hand.click("button", "New group");
  await hand.fill("Name", "admins", sheet);
  await hand.click("button", "New group", sheet);
  await hand.fill("Add a member", "Anna");
  await page.getByRole("option", { name: "Anna Berg", exact: true }).waitFor();
  await hand.press("Enter");
  await page.getByText("Anna Berg is a member now").waitFor();
  await picture("first-hour-group", page);
  done("first group", hand.taken());
}

async function connectMonitoring({ stage, watched: { page }, picture, done }: Walk, hand: Hand): Promise<void> {
  await hand.click("link", "Settings");
  await hand.click("link", "System users");
  await hand.click("button", "Add a user");
  const sheet = page.getByRole("dialog");
  await hand.fill("Name", "zabbix", sheet);
  await hand.fill("Password", "a-long-passphrase", sheet);
  await hand.click("button", /^Monitoring system/, sheet);
  await picture("first-hour-user", page);
  await hand.click("button", "Add a user", sheet);
  await page.getByRole("heading", { level: 2, name: "zabbix" }).waitFor();
  done("first program", hand.taken());
  await sendByCurl(stage);
  await arrives(stage, "Disk full on db1");

  await sheet.waitFor({ state: "detached" });
  await hand.click("link", "Settings");
  await hand.click("link", "API");
  await hand.click("tab", "Zabbix");
  const snippet = (await page.locator("pre").textContent()) ?? "";
  await picture("first-hour-zabbix", page);
  await notifyAsZabbix(stage, snippet);
}

async function sendByCurl(stage: Stage): Promise<void> {
  const [, curl = ""] = COMMANDS;
  const sent = await runProgram(["sh", "-c", curl.replaceAll(GUIDE_URL, stage.url)], { timeoutMs: 60_000 });
  if (sent.exit !== 0 || !sent.output.includes("OK")) throw new Error(`curl: ${sent.exit} ${sent.output}`);
}

/** Runs a sender in Zabbix's own engine with the parameters that the page shows; a user and a password come from the guide. */
async function notifyAsZabbix(stage: Stage, snippet: string): Promise<void> {
  const shown = Object.fromEntries(
    snippet
      .split("\n")
      .flatMap((line) => [...line.matchAll(/^(\w+): +(.*)$/g)].map(([, name = "", value = ""]) => [name, value])),
  );
  for (const name of Object.keys(shown)) {
    if (!GUIDE.includes(`| \`${name}\` |`)) throw new Error(`the guide does not explain ${name}, which the page shows`);
  }
  const zabbix = findClientProgram("zabbix_js");
  if (zabbix === undefined) return;
  const login = { username: "zabbix", password: "a-long-passphrase" };
  const parameters = { ...shown, ...login, send_to: "group:admins", text: "[PROBLEM] Zabbix says hello" };
  const ran = await runProgram([zabbix, "-s", ZABBIX_SENDER, "-p", JSON.stringify(parameters)], { timeoutMs: 120_000 });
  if (ran.exit !== 0) throw new Error(`Zabbix: ${ran.output}`);
  await arrives(stage, "[PROBLEM] Zabbix says hello");
}

async function takeAlarm({ stage, watched: { page }, picture, done }: Walk, hand: Hand): Promise<void> {
  await hand.click("link", "Settings");
  await hand.click("link", "Alarm policies");
  await hand.click("button", "New policy");
  const sheet = page.getByRole("dialog");
  await hand.fill("Name", "night", sheet);
  for (const step of ["Step 1", "Step 2"]) await hand.fill("Group", "admins", sheet.getByRole("group", { name: step }));
  await hand.click("button", "Add the policy", sheet);
  await page.getByRole("heading", { level: 2, name: "night" }).waitFor();
  await sheet.waitFor({ state: "detached" });
  await hand.click("link", "Settings");
  await hand.click("link", "Groups");
  await hand.click("option", /^admins/);
  await hand.fill("Alarm policy", "night");
  await hand.click("option", "night");
  await page.getByText("Messages to the group open alarms of night").waitFor();
  await sendByCurl(stage);
  await hand.click("link", "Open the handset");
  const handset = page.getByRole("region", { name: "Handset +49 170 1234567" });
  await handset.getByText(/^Alarm 1 .*Disk full on db1/).waitFor();
  await hand.fill("Answer", "1", handset);
  await hand.press("Enter");
  await handset.getByText(/^You have alarm 1/).waitFor();
  await picture("first-hour-alarm", page);
  // With how many nobody has.
  await hand.click("link", /^Alarms/);
  await page
    .getByText(/^Anna Berg has it since/)
    .first()
    .waitFor();
  done("first alarm", hand.taken());
}

async function addModem({ watched: { page }, device, picture, done }: Walk, hand: Hand): Promise<void> {
  await hand.click("link", "Settings");
  await hand.click("link", "Modems");
  await hand.click("button", "Add a modem");
  const sheet = page.getByRole("dialog");
  await hand.fill("Device", device, sheet);
  await hand.fill("Name of the modem", "roof", sheet);
  await hand.click("button", "Add a modem", sheet);
  await page.waitForURL("**/modems/roof");
  await page.getByText("1 of 1 modem is ready.").waitFor();
  // Nothing is simulated any more.
  await page.getByText("Simulated modem: nothing is really sent.").waitFor({ state: "detached" });
  await picture("first-hour-modem", page);
  done("first modem", hand.taken());
}

/** Waits until the telephone of the guide has a text. */
async function arrives(stage: Stage, text: string): Promise<void> {
  const url = `${stage.url}/api/v1/simulator/messages`;
  const headers = { authorization: `Basic ${btoa(`admin:${ADMIN_PASSWORD}`)}` };
  const messages = async () =>
    (await (await fetch(url, { headers })).json()) as { items: { to: string; text: string }[] };
  await eventually(text, async () => (await messages()).items.some((each) => each.to === ANNA && each.text === text));
}
