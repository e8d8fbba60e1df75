import { expect, test } from "bun:test";
import { messageCommands } from "../../lib/cli/message.ts";
import type { Settlement } from "../../lib/messages/index.ts";
import { openStore, type Store } from "../../lib/store/index.ts";
import { type Gateway, startGateway } from "../store/gateway.ts";
import { accept, BERND, NOON, onSim, report } from "../store/outgoing.ts";
import { commandsOnData } from "../support/commands-on-data.ts";

const cli = commandsOnData(messageCommands);
const message = (...args: string[]) => cli.run(["message", ...args]);

async function withStore(use: (store: Store) => Promise<void>): Promise<void> {
  await cli.migrate();
  const store = await openStore({ url: cli.database(), now: () => NOON });
  await use(store);
  await store.close();
}

/** Two parts, of which the first went by one SIM, and then both by another. */
async function sendTwice(store: Store): Promise<void> {
  const gateway = await startGateway(store);
  await accept(store, { text: "a long one" });
  const first = await gateway.claimWithParts(2);
  await store.outbox.partSending(first, 1, onSim(NOON));
  await store.outbox.partSent(first, 1, { reference: 7, at: NOON });
  await store.outbox.settle(first, { state: "queued", at: NOON, dueAt: NOON, error: "unplugged", countAttempt: true });
  await store.outbox.endSimWaits({ before: NOON + 1, now: NOON + 120_000, laneOf: () => "" });
  const claim = await gateway.mustClaim({ now: NOON + 121_000, modem: "modem-2", sim: "sim-2" });
  const parts = [1, 2].map((position) => ({ pdu: `00B${position}`, length: 10 }));
  await store.outbox.saveParts(claim, parts, 78);
  for (const position of [1, 2]) {
    await store.outbox.partSending(claim, position, { modem: "modem-2", sim: "sim-2", at: NOON + 122_000 });
    await store.outbox.partSent(claim, position, { reference: 20 + position, at: NOON + 122_000 });
  }
  await store.outbox.settle(claim, { state: "sent", at: NOON + 123_000 });
}

test("show tells parts, modems, SIMs, times, states, the timeline and the mark", async () => {
  await withStore(sendTwice);
  const { status, out } = await message("show", "1");
  expect(status).toBe(0);
  expect(out).toMatch(/^State: +sent, may be a duplicate$/m);
  const lines = out.split("\n");
  expect(lines).toContain("PART  STATE  MODEM    SIM    REFERENCE  SENT");
  expect(lines).toContain("1     sent   modem-2  sim-2  21         2023-11-14T22:15:22Z");
  expect(lines).toContain("2     sent   modem-2  sim-2  22         2023-11-14T22:15:22Z");
  const timeline = lines.slice(lines.findIndex((line) => line.startsWith("TIME")));
  expect(timeline.map((line) => line.replace(/^\S+ +/, "").replaceAll(/ {2,}/g, "  "))).toEqual([
    "STATE  MODEM",
    "queued",
    "sending  modem-1",
    "part 1 sending  modem-1",
    "part 1 sent  modem-1  reference 7",
    "queued  unplugged",
    "queued  the SIM of its first parts has not come back: another may send all of it",
    "sending  modem-2",
    "sending  the first parts went by the SIM sim-1: all of it goes again, may be a duplicate",
    "part 1 sending  modem-2",
    "part 1 sent  modem-2  reference 21",
    "part 2 sending  modem-2",
    "part 2 sent  modem-2  reference 22",
    "sent",
    "",
  ]);
});

test("show and list give everything as JSON", async () => {
  await withStore(sendTwice);
  const shown = JSON.parse((await message("show", "1", "--json")).out);
  expect(shown.message).toMatchObject({ id: 1, state: "sent", mayBeDuplicate: true, modem: "modem-2" });
  expect(shown.parts).toMatchObject([{ position: 1, sim: "sim-2", reference: 21, state: "sent" }, { position: 2 }]);
  expect(shown.timeline).toHaveLength(13);
  const listed = JSON.parse((await message("list", "--json")).out);
  expect(listed).toMatchObject([{ direction: "outgoing", message: { id: 1, mayBeDuplicate: true } }]);
});

test("show names the modem that a queued message waits for", async () => {
  await withStore(async (store) => {
    await accept(store, { askedModem: "roof" });
    await accept(store, {});
  });
  expect((await message("show", "1")).out).toMatch(/^Only by: +modem roof$/m);
  expect((await message("show", "2")).out).not.toContain("Only by:");
});

test("list shows the newest first, filtered, and nothing that a terminal would obey", async () => {
  await withStore(async (store) => {
    await sendTwice(store);
    await accept(store, { recipient: BERND, text: "red \u001b[31malert\nsecond line, and so on and so on" });
    await accept(store, { recipient: BERND, text: "", kind: "ring" });
  });
  const { out } = await message("list");
  expect(out.split("\n").map((line) => line.replaceAll(/ {2,}/g, "  "))).toEqual([
    "ID  TIME  STATE  NUMBER  BY  TEXT",
    "3  2023-11-14T22:13:20Z  queued  +491719876543  -  (ring)",
    "2  2023-11-14T22:13:20Z  queued  +491719876543  -  red \\u001b[31malert second line, and so…",
    "1  2023-11-14T22:13:20Z  sent  +491701234567  modem-2  a long one  may be a duplicate",
    "",
  ]);
  const ids = async (...args: string[]) => (await message("list", ...args)).out.match(/^\d+/gm);
  expect(await ids("--type", "sent")).toEqual(["1"]);
  expect(await ids("--number", "0171 9876543", "--limit", "1")).toEqual(["3"]);
  expect(await ids("--state", "queued,failed")).toEqual(["3", "2"]);
  expect(await ids("--state", "sent", "--type", "queued")).toBeNull();
  expect((await message("list", "--state", "gone")).err).toContain("--state: must be some of queued, sending, sent");
  expect(await ids("--since", "2023-11-14", "--until", "2023-11-14")).toEqual(["3", "2", "1"]);
  expect(await ids("--since", "2023-11-14T22:13:21")).toBeNull();
  expect(await ids("--until", "2023-11-14T22:13:20Z")).toEqual(["3", "2", "1"]);
  expect(await ids("--until", "2023-11-14T22:13:19Z")).toBeNull();
  expect((await message("list", "--type", "incoming")).out).toBe("no messages\n");
});

test("cancel and resend say what had been sent already, and what goes again", async () => {
  const error = "unplugged";
  const partlySent = async (gateway: Gateway, end: Settlement) => {
    await accept(gateway.store, { text: "a long one" });
    const claim = await gateway.claimWithParts(2);
    await gateway.sendParts(claim, { reference: 7, at: NOON });
    if (end.state === "unknown") await gateway.store.outbox.partSending(claim, 2, onSim(NOON));
    await gateway.store.outbox.settle(claim, end);
  };
  await withStore(async (store) => {
    const gateway = await startGateway(store);
    await partlySent(gateway, { state: "failed", at: NOON, error });
    await partlySent(gateway, { state: "unknown", at: NOON, error });
    await gateway.sentMessage({ reference: 17 });
    await store.outbox.recordReport(report({ outcome: "permanent", reference: 17 }));
    await partlySent(gateway, { state: "queued", at: NOON, dueAt: NOON, error, countAttempt: true });
  });
  expect((await message("cancel", "4", "2")).out.split("\n")).toEqual([
    "4: cancelled; 1 of its 2 parts had been sent",
    "2: not cancelled: nobody knows whether it was sent",
    "",
  ]);
  expect((await message("resend", "1", "2", "3")).out.split("\n")).toEqual([
    "1: queued again as message 5, whole; 1 of its 2 parts had been sent",
    "2: queued again; 1 of its 2 parts had been sent and will not go again",
    "3: queued again as message 6, whole; all of it had been sent",
    "",
  ]);
});

test("an ID that is none, or of no message, is a sentence", async () => {
  await cli.migrate();
  for (const id of ["1", "in-4"]) {
    const { status, err } = await message("show", id);
    expect([status, err.split("\n").at(-2)]).toEqual([1, `aldis: no message has the ID ${id}`]);
  }
  for (const id of ["0", "x", "in-", "1e3", "99999999999999999999"]) expect((await message("show", id)).status).toBe(2);
  expect((await message("list", "--type", "lost")).err).toContain(
    "--type: must be some of queued, sent, failed, incoming",
  );
  expect((await message("list", "--limit", "0")).status).toBe(2);
});
