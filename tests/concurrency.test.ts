import { expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { createAddressBook, createNumberReader } from "../lib/routing/index.ts";
import { openStore } from "../lib/store/index.ts";
import { fillAddressBook } from "./http/php/api-php/address-book.ts";
import { NUMBERS } from "./http/php/api-php/modes.ts";
import { eachDatabase } from "./support/database.ts";
import { runAldis, startAldis } from "./support/process.ts";
import { recordEvents } from "./support/recorded-events.ts";
import { temporaryDirectory } from "./support/run-cli.ts";
import { seededRandom } from "./support/seeded-random.ts";
import { sqlOn } from "./support/sql.ts";

const SENDERS = 64;
const REQUESTS = 10_000;

/** A request, and the messages that come of it: recipient, channel and kind of each, in order. */
interface Kind {
  query: Record<string, string>;
  messages: string[];
}

const { alice, bob, dora } = NUMBERS;
const GIVEN = "+491701234567";
const KINDS: readonly Kind[] = [
  { query: { to: "01701234567" }, messages: [`${GIVEN} sms text`] },
  {
    query: { to: "01701234567,+436641234567;22922" },
    messages: [GIVEN, "+436641234567", "22922"].map((to) => `${to} sms text`),
  },
  { query: { to: "01701234567", ring: "" }, messages: [`${GIVEN} sms ring`] },
  { query: { mode: "user", to: "alice" }, messages: [`${alice} sms text`] },
  { query: { mode: "user", to: "2", flash: "" }, messages: [`${bob} sms text`] },
  { query: { mode: "group", to: "admins" }, messages: [alice, bob].map((to) => `${to} sms text`) },
  { query: { mode: "group", to: "mixed" }, messages: [`${alice} sms text`] },
  { query: { mode: "telnumber", to: "01701234567" }, messages: [`${GIVEN} auto text`] },
  { query: { mode: "teluser", to: "dora, Vienna" }, messages: [`${dora} auto text`] },
  { query: { mode: "telgroup", to: "1" }, messages: [alice, bob].map((to) => `${to} auto text`) },
  // There is no bot.
  { query: { mode: "telgroup", to: "admins", telauto: "false" }, messages: [] },
  { query: { mode: "group", to: "admins", regex: "2222$", list: "black" }, messages: [`${alice} sms text`] },
  { query: { mode: "group", to: "nobody" }, messages: [] },
  { query: { mode: "group", to: "empty" }, messages: [] },
  { query: { mode: "user", to: "carol" }, messages: [] },
  { query: { to: "hello" }, messages: [] },
  { query: { to: "01701234567", regex: "(a+)+$", list: "white" }, messages: [] },
];

eachDatabase("64 senders at once", (databases) => {
  test("10,000 requests in all modes: accepted answers, stored messages and X-Message-Id agree exactly", async () => {
    const url = await databases.create();
    const data = temporaryDirectory();
    await using cleanUp = new AsyncDisposableStack();
    cleanUp.defer(() => rmSync(data, { recursive: true }));
    const setting = ["--data", data, "--database", url];
    const added = await runAldis(["user", "add", "apiuser", "--grant", "http-api", "--password-stdin", ...setting], {
      stdin: "secret\n",
    });
    expect(added.exit).toBe(0);
    const store = await openStore({ url });
    const numbers = createNumberReader({ country: "DE" });
    await fillAddressBook(createAddressBook({ store: store.addressBook, numbers, events: recordEvents() }));
    await store.close();

    await using gateway = startAldis(["serve", "--port", "0", "--log-level", "error", ...setting]);
    const [, address] = await gateway.printed(/^Gateway: +(\S+)/m);
    const random = seededRandom(64);
    const plan = Array.from({ length: REQUESTS }, () => KINDS[random(KINDS.length)] as Kind);
    const answers: { kind: Kind; status: number; body: string; ids: number[] }[] = [];
    let next = 0;
    async function send(): Promise<void> {
      for (let at = next++; at < plan.length; at = next++) {
        const kind = plan[at] as Kind;
        const query = new URLSearchParams({
          username: "apiuser",
          password: "secret",
          text: `message ${at}`,
          ...kind.query,
        });
        const response = await fetch(`${address}/api.php?${query}`, { method: at % 2 === 0 ? "GET" : "POST" });
        const ids = response.headers.get("x-message-id")?.split(",").map(Number) ?? [];
        answers.push({ kind, status: response.status, body: await response.text(), ids });
      }
    }
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: SENDERS }, send));
    const seconds = (performance.now() - startedAt) / 1000;
    // Accepted is safe: nothing is left for an orderly end.
    await gateway.kill();

    const rows = await sqlOn(url, "select id, recipient, channel, kind from outgoing_messages order by id");
    const stored = new Map(rows.map((row) => [Number(row.id), `${row.recipient} ${row.channel} ${row.kind}`]));
    const given = answers.flatMap((answer) => answer.ids);
    const accepted = answers.filter((answer) => answer.status === 200);
    console.log(
      `${databases.dialect}: ${answers.length} requests, ${accepted.length} accepted, ${given.length} IDs, ${stored.size} messages, ${Math.round(answers.length / seconds)}/s`,
    );

    expect(answers).toHaveLength(REQUESTS);
    for (const { kind, status, body, ids } of answers) {
      const good = kind.messages.length > 0;
      expect({ status, body }).toEqual(
        good ? { status: 200, body: "OK" } : { status: 400, body: "Error. See Gateway logs for more information." },
      );
      expect(ids.map((id) => stored.get(id))).toEqual(kind.messages);
    }
    expect(new Set(given).size).toBe(given.length);
    expect(given.length).toBe(stored.size);
    expect(given.length).toBe(plan.reduce((sum, kind) => sum + kind.messages.length, 0));
  }, 180_000);
});
