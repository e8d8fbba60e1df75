/**
 * P12: incoming messages through 200 rules, a second; goal 10,000. First the rules alone, as the dry run and the router ask them; then
 * messages that wait in SQLite, through the router: read, shown to the rules, and what they lead to written, one job for each message.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecretBox } from "../lib/auth/index.ts";
import { systemClock } from "../lib/clock.ts";
import { createLog } from "../lib/log.ts";
import type { RoutedMessage } from "../lib/messages/index.ts";
import { ok } from "../lib/result.ts";
import {
  compileRule,
  createMessageRouting,
  createRuleDesk,
  createSubmission,
  evaluate,
  parseRule,
} from "../lib/routing/index.ts";
import { openStore, type Store } from "../lib/store/index.ts";
import { recordEvents } from "../tests/support/recorded-events.ts";
import { contextWith, MESSAGE } from "../tests/support/rules.ts";
import { shareOf } from "./support/figures.ts";

const RULES = 200;
const GOAL = 10_000;
const ROUNDS = 5;
const MESSAGES_OF_A_ROUND = 20_000;
/** Jobs are counted up to this number. */
const WAITING = 10_000;
const AT_ONCE = 1_000;

/** As people write them: each tenth is one of these. */
const CONDITIONS: readonly ((at: number) => object)[] = [
  (at) => ({ sender: { is: `0170 ${2_000_000 + at}` } }),
  (at) => ({ text: { contains: `Pump ${at}.`, ignoreCase: true } }),
  (at) => ({ text: { matches: `^ALARM \\d+ hall ${at}\\b` } }),
  (at) => ({ sender: { matches: `^(49|43)15${at}\\d+$` } }),
  (at) => ({ and: [{ text: { contains: "ACK" } }, { not: { sender: { contains: `55${at}` } } }] }),
  (at) => ({
    or: [{ text: { is: `stop ${at}` } }, { text: { is: `halt ${at}` } }, { text: { matches: `\\bend ${at}$` } }],
  }),
  (at) => ({ and: [{ during: { weekdays: ["sat", "sun"], from: "22:00", to: "23:00" } }, { modem: `modem${at}` }] }),
  (at) => ({ sender: { group: `group ${at}` } }),
  (at) => ({ and: [{ known: true }, { text: { matches: `(?i)status.*${at}` } }] }),
  (at) => ({ recipient: { is: `+49151${1_000_000 + at}` } }),
];

/** Each message matches one of them. */
const rules = Array.from({ length: RULES }, (_, at) => ({
  name: `Rule ${at}`,
  when: CONDITIONS[at % CONDITIONS.length]?.(at),
  then: [{ http: { url: `http://192.0.2.7/hook${at % 10}?n=$NUMBER$&t=$TXT$` } }],
}));
const textOf = (at: number) => `Message ${at}: Pump ${(at % 20) * 10 + 1}. stopped at 10:04, pressure 4.2 bar`;
const senderOf = (at: number) => `+4917${10_000_000 + (at % 1_000_000)}`;

/** Prints both. */
export async function run(): Promise<void> {
  const rounds = Array.from({ length: ROUNDS }, alone);
  const medianOf = (what: keyof Speed) =>
    Math.round(
      shareOf(
        rounds.map((round) => round[what]),
        0.5,
      ),
    );
  const speed = medianOf("aSecond");
  const verdict = speed >= GOAL ? "met" : "missed";
  console.log(
    `${RULES} rules alone, median of ${ROUNDS}: ${speed} messages a second (${medianOf("aProcessorSecond")} a second of processor time); goal ${GOAL}: ${verdict}`,
  );
  const routed = Math.round(await throughTheRouter());
  console.log(`from SQLite through the router, each to one job: ${routed} messages a second`);
}

/** Messages a second, and a second of processor time, which other programs of the machine take nothing from. */
interface Speed {
  aSecond: number;
  aProcessorSecond: number;
}

function alone(): Speed {
  const compiled = rules.map((json) => {
    const read = parseRule(json);
    if (!read.ok) throw new Error(JSON.stringify(read.problem));
    return compileRule(read.value);
  });
  const context = contextWith();
  const messages = Array.from(
    { length: MESSAGES_OF_A_ROUND },
    (_, at): RoutedMessage => ({ ...MESSAGE, id: at, sender: senderOf(at), text: textOf(at) }),
  );
  let matched = 0;
  const [startedAt, used] = [performance.now(), process.cpuUsage()];
  for (const message of messages) {
    for (const { outcome } of evaluate(compiled, message, context).rules) if (outcome === "matched") matched++;
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(used);
  if (matched !== messages.length) throw new Error(`${matched} rules matched ${messages.length} messages`);
  return { aSecond: messages.length / seconds, aProcessorSecond: (messages.length / (user + system)) * 1e6 };
}

/** Messages a second. */
async function throughTheRouter(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "aldis-bench-"));
  const store = await openStore({ url: `sqlite:${join(folder, "gateway.db")}` });
  try {
    await receive(store);
    const router = await routerOn(store);
    const startedAt = performance.now();
    router.start();
    while ((await store.routing.unrouted({ limit: 1 })).length > 0) await Bun.sleep(20);
    const seconds = (performance.now() - startedAt) / 1_000;
    await router.stop();
    const { waiting } = await store.jobs.countByState(["http"]);
    if (waiting !== WAITING) throw new Error(`${waiting} jobs of ${WAITING} messages`);
    return WAITING / seconds;
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function receive(store: Store): Promise<void> {
  for (let from = 0; from < WAITING; from += AT_ONCE) {
    const parts = Array.from({ length: AT_ONCE }, (_, offset) => {
      const [at, receivedAt] = [from + offset, systemClock.now()];
      const about = { modem: "modem1", sim: "sim", pdu: "", receivedAt, dedupeKey: String(at) };
      return store.inbox.store({ ...about, sender: senderOf(at), senderType: "international", text: textOf(at) });
    });
    await Promise.all(parts);
  }
}

async function routerOn(store: Store) {
  const [clock, events] = [systemClock, recordEvents()];
  const log = createLog({ level: "silent", format: "json" });
  const box = createSecretBox(new Uint8Array(32));
  const desk = createRuleDesk({ store: store.rules, open: async () => ok(box), events, clock });
  const imported = await desk.import(rules, { replace: true });
  if (!imported.ok) throw new Error(JSON.stringify(imported.problem));
  const own = { store: store.outbox, once: store.once, optOuts: store.optOuts, book: store.addressBook };
  const submission = createSubmission({ ...own, events, log, clock, country: "DE" });
  const { router } = createMessageRouting({
    rules: store.rules,
    store: store.routing,
    webhooks: store.webhooks,
    book: store.addressBook,
    submission,
    ownNumbers: () => new Map([["modem1", "+4915100000000"]]),
    country: "DE",
    timeZone: "Europe/Berlin",
    laneOf: () => "",
    sent: () => undefined,
    added: () => undefined,
    alone: true,
    clock,
    log,
    events,
  });
  return router;
}
