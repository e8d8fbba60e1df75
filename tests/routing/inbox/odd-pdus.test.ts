import { afterEach, expect, test } from "bun:test";
import type { Store } from "../../../lib/store/index.ts";
import { eachDatabase, type TestDatabases } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway, until } from "../../support/gateway.ts";

/** Fields that should be a time, as networks send them. */
const ODD_TIMES = {
  "a zone octet of C2": "610103409544C2",
  "a zone octet of B2": "610103409544B2",
  "FF throughout": "FFFFFFFFFFFFFF",
  "zeros throughout": "00000000000000",
  "31 February": "62201301020304",
  "hour 24": "62103042000000",
  "second 65": "62103001005600",
  "month 13": "62313001000000",
  "digits from A to F": "A6B0C3D40E5F00",
};
const TIME = "62103001020300";
const ANNA = "+491701111111";

interface Message {
  id: string;
  type: string;
  text: string;
  timestamp: number;
  senders: { number: string; name: string }[];
}

const started: TestGateway[] = [];
afterEach(async () => {
  for (const gateway of started.splice(0)) await gateway[Symbol.asyncDispose]();
});

/** A gateway on a database, from the wire of its modem to REST, and what its database holds. */
async function begin(databases: TestDatabases) {
  const url = await databases.create();
  const gateway = await startTestGateway("--database", url);
  started.push(gateway);
  await gateway.addUser("anna", "rest-api", "incoming-messages");
  const store: Store = await databases.open({ url });
  const simulator = gateway.as("tester");
  const post = (path: string, body: object, method = "POST") =>
    simulator(`/api/v1/simulator${path}`, { method, body: JSON.stringify(body) });
  await post("/state", { reports: "none" }, "PATCH");
  return {
    store,
    /** The modem gets this PDU from the network. */
    async arrives(pdu: string) {
      const { status } = await post("/messages", { pdu });
      expect(status).toBe(202);
    },
    incoming: (count: number) =>
      until<Message[]>(
        `${count} incoming`,
        () => gateway.as("anna")("/api/messages?limit=100"),
        (all) => all.length >= count,
      ),
    /** Sends a text and gives its ID and TP-MR once the network has taken it. */
    async send(text: string): Promise<{ id: number; reference: number }> {
      const payload = { recipients: [{ to: ANNA, target: "number" }], text };
      const response = await gateway.as("anna")("/api/messages", { method: "POST", body: JSON.stringify(payload) });
      const [message] = (await response.json()) as Message[];
      const id = Number(message?.id);
      return eventually(`message ${id} to be sent`, async () => {
        const found = await store.outbox.find(id);
        const reference = found?.parts[0]?.reference;
        return found?.message.state === "sent" && reference !== undefined && { id, reference };
      });
    },
    settled: (id: number) =>
      eventually(`message ${id} to be delivered`, async () => {
        const found = await store.outbox.find(id);
        return found?.message.state === "delivered" && found;
      }),
    /** The next message gets this TP-MR, as after 256 others. */
    refer: (reference: number) => post("/state", { reference }, "PATCH"),
  };
}

const two = (octet: number) => octet.toString(16).toUpperCase().padStart(2, "0");
const reportOf = (reference: number, times: { submitted?: string; discharged?: string }, rest = "") =>
  `0006${two(reference)}0C91947110111111${times.submitted ?? TIME}${times.discharged ?? TIME}00${rest}`;
/** "Hi" from +491709999999. */
const deliverOf = (time: string) => `00040C919471909999990000${time}02C834`;

/** Whole DELIVERs with one field in disorder, and text and sender that are read from them all the same. */
const FROM = "+491709999999";
const SENDER = "0C91947190999999";
const DISORDERS: readonly [what: string, pdu: string, read: readonly [text: string, sender: string]][] = [
  ["a reserved TP-PID", `0004${SENDER}FF00${TIME}02C834`, ["Hi", FROM]],
  ["a reserved group of TP-DCS", `0004${SENDER}0080${TIME}02C834`, ["Hi", FROM]],
  ["a reserved alphabet", `0004${SENDER}000C${TIME}02C834`, ["Hi", FROM]],
  ["a reserved bit of TP-DCS", `0004${SENDER}00F8${TIME}02C834`, ["Hi", FROM]],
  ["a reserved type of address", `00040CF1947190999999${"0000"}${TIME}02C834`, ["Hi", FROM.slice(1)]],
  ["an address without the bit that is always 1", `00040C11947190999999${"0000"}${TIME}02C834`, ["Hi", FROM]],
  ["a filler inside the address", `00040C9194719F999999${"0000"}${TIME}02C834`, ["Hi", "+4917"]],
  ["an SMSC that is too long", `0D91${"00".repeat(12)}04${SENDER}0000${TIME}02C834`, ["Hi", FROM]],
  ["a filler inside the SMSC", `0791F4710167000004${SENDER}0000${TIME}02C834`, ["Hi", FROM]],
  ["less user data than TP-UDL says", `0004${SENDER}0000${TIME}0AC834`, ["Hi", FROM]],
  ["none at all", `0004${SENDER}0000${TIME}0A`, ["", FROM]],
  ["more user data than TP-UDL says", `0004${SENDER}0000${TIME}02C834FFFFFF`, ["Hi", FROM]],
  ["a TP-UDL past what fits", `0004${SENDER}0000${TIME}FFC834`, ["Hi", FROM]],
  ["half a unit of UCS2", `0004${SENDER}0008${TIME}050048006900`, ["Hi", FROM]],
  ["less UCS2 than TP-UDL says", `0004${SENDER}0008${TIME}0A00480069`, ["Hi", FROM]],
  ["a header longer than the user data", `0044${SENDER}0000${TIME}02C834`, ["Hi", FROM]],
];

eachDatabase("what is in disorder in a PDU costs no message and no report", (databases) => {
  test("each odd TP-SCTS brings the text to REST and the PDU into the database", async () => {
    const { arrives, incoming, store } = await begin(databases);
    const times = Object.values(ODD_TIMES);
    for (const time of times) await arrives(deliverOf(time));
    const messages = await incoming(times.length);
    expect(messages.map(({ text, senders }) => [text, senders[0]?.number])).toEqual(
      times.map(() => ["Hi", "+491709999999"]),
    );
    const kept = (await store.inbox.list({ limit: 100 })).reverse();
    expect(kept.map(({ state }) => state)).toEqual(times.map(() => "complete"));
    // Only where at least the day is one.
    expect(kept.map(({ sentAt }) => sentAt && new Date(sentAt).toISOString().slice(0, 19))).toEqual([
      "2016-10-29T23:59:44",
      "2016-10-29T23:59:44",
      undefined,
      undefined,
      undefined,
      "2026-01-04T00:00:00",
      "2026-01-03T10:01:05",
      undefined,
      undefined,
    ]);

    // A second apart: the same from the same sender in the same second is the same.
    for (const [at, [, pdu]] of DISORDERS.entries()) {
      await arrives(pdu.replace(TIME, `6210300102${at % 10}${Math.floor(at / 10)}00`));
    }
    const all = (await incoming(times.length + DISORDERS.length)).reverse().slice(times.length);
    const read = all.map(({ text, senders }) => [text, senders[0]?.number ?? ""]);
    expect(read).toEqual(DISORDERS.map(([, , expected]) => [...expected]));
  });

  test("each odd TP-SCTS or TP-DT settles its message, and what came in place of the time is kept", async () => {
    const { arrives, send, settled, refer } = await begin(databases);
    for (const time of Object.values(ODD_TIMES)) {
      for (const times of [{ submitted: time }, { discharged: time }]) {
        const { id, reference } = await send("report");
        await arrives(reportOf(reference, times));
        const { timeline } = await settled(id);
        const detail = timeline.map((entry) => entry.detail ?? "").find((text) => text.startsWith("report:"));
        const remark = times.discharged === undefined ? "" : `, with ${times.discharged} in place of a time`;
        expect(detail).toBe(`report: completed, status 0${remark}`);
      }
    }
    // Without a time, the second message of a reference is settled too.
    const without = [ODD_TIMES["zeros throughout"], ODD_TIMES["FF throughout"], ODD_TIMES["31 February"]];
    for (const [at, time] of without.entries()) {
      for (const text of ["first", "second", "third"]) {
        expect((await refer(100 + at)).status).toBe(200);
        const { id, reference } = await send(text);
        expect(reference).toBe(100 + at);
        await arrives(reportOf(reference, { submitted: time, discharged: time }));
        await settled(id);
      }
    }
    // Behind TP-ST stands what may be anything.
    for (const rest of ["FF", "07", "0700", "0700F0FF", "04FFFF", "0000000000"]) {
      const { id, reference } = await send("report");
      await arrives(reportOf(reference, {}, rest));
      await settled(id);
    }
  });
});
