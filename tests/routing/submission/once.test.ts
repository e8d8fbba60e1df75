import { expect, test } from "bun:test";
import { createLog } from "../../../lib/log.ts";
import type { OnceKey } from "../../../lib/messages/index.ts";
import { createSubmission, type SubmissionRequest } from "../../../lib/routing/index.ts";
import type { Store } from "../../../lib/store/index.ts";
import { ANNA, NOON } from "../../store/outgoing.ts";
import { eachDatabase, type TestDatabases } from "../../support/database.ts";
import { recordEvents } from "../../support/recorded-events.ts";
import { sqlOn } from "../../support/sql.ts";

const keyOf = (name: string, request = name): OnceKey => ({ userId: 1, keyHash: name, requestHash: request });

/** A user who may send so many messages. */
function allowanceOf(messages: number) {
  let left = messages;
  return {
    take(cost: { messages: number }) {
      if (cost.messages > left) return { retryAfterSeconds: 60 };
      left -= cost.messages;
      return {
        giveBack() {
          left += cost.messages;
        },
      };
    },
    left: () => left,
  };
}

async function startSubmission(databases: TestDatabases) {
  const url = await databases.create();
  const store = await databases.open({ url });
  const events = recordEvents();
  const submission = createSubmission({
    store: store.outbox,
    once: store.once,
    book: store.addressBook,
    optOuts: store.optOuts,
    events,
    log: createLog({ level: "silent", format: "json" }),
    clock: { now: () => NOON },
    country: "DE",
  });
  const request = (given: Partial<SubmissionRequest> = {}): SubmissionRequest => ({
    recipients: [{ target: "number", to: ANNA }],
    channel: "sms",
    text: "Hallo",
    kind: "text",
    flash: false,
    userId: 1,
    userName: "anna",
    allowance: undefined,
    despiteOptOut: false,
    source: "v1",
    ...given,
  });
  return { url, store, events, submission, request };
}

const queued = async (store: Store) => (await store.outbox.countByState()).queued;

eachDatabase("a request with an idempotency key", (databases) => {
  test("gives the same answer again, whatever has changed since", async () => {
    const { store, submission, request } = await startSubmission(databases);
    const added = await store.addressBook.addContact({ name: "Anna", number: ANNA });
    if (!added.ok) throw new Error("no contact");
    const given = request({
      once: keyOf("a"),
      reference: "ticket 7",
      recipients: [
        { target: "contact", to: "Anna" },
        { target: "number", to: "banana" },
      ],
    });
    const first = await submission.submitOnce(given);
    expect(first).toMatchObject({
      ok: true,
      value: {
        messages: [{ to: ANNA, parts: 1, alphabet: "gsm7" }],
        refused: [{ kind: "invalid-number", recipient: "banana" }],
        again: false,
      },
    });
    await store.addressBook.removeContact(added.value.id);
    const again = await submission.submitOnce(given);
    expect(again).toEqual({ ok: true, value: { ...(first.ok ? first.value : {}), again: true } as never });
    expect(await queued(store)).toBe(1);
    const [message] = first.ok ? first.value.messages : [];
    expect((await store.outbox.find(message?.id ?? 0))?.message.reference).toBe("ticket 7");
  });

  test("is refused, with an event, when the key was used for another one", async () => {
    const { store, events, submission, request } = await startSubmission(databases);
    await submission.submitOnce(request({ once: keyOf("a") }));
    const other = await submission.submitOnce(request({ once: keyOf("a", "other"), text: "Anderes" }));
    expect(other).toEqual({ ok: false, problem: [{ kind: "key-used" }] });
    expect(events.ofKind("v1.refused")).toMatchObject([{ details: { reason: "key-used" } }]);
    expect(await queued(store)).toBe(1);
  });

  test("takes from the allowance once, also when 64 send it at the same time", async () => {
    const { store, submission, request } = await startSubmission(databases);
    const allowance = allowanceOf(1);
    const given = request({ once: keyOf("a"), allowance: allowance.take });
    const results = await Promise.all(Array.from({ length: 64 }, () => submission.submitOnce(given)));
    expect(new Set(results.map((result) => JSON.stringify(result.ok && result.value.messages))).size).toBe(1);
    expect(results.filter((result) => result.ok && !result.value.again).length).toBe(1);
    expect(allowance.left()).toBe(0);
    expect(await queued(store)).toBe(1);
  });

  test("may be sent again under its key after it was refused", async () => {
    const { store, submission, request } = await startSubmission(databases);
    const allowance = allowanceOf(0);
    const once = keyOf("a");
    expect(await submission.submitOnce(request({ once, allowance: allowance.take }))).toMatchObject({ ok: false });
    expect(await submission.submitOnce(request({ once, recipients: [] }))).toMatchObject({ ok: false });
    expect(await submission.submitOnce(request({ once }))).toMatchObject({ ok: true, value: { again: false } });
    expect(await queued(store)).toBe(1);
  });

  test("without a key is done each time, and nothing looks for keys", async () => {
    const { url, store, submission, request } = await startSubmission(databases);
    await sqlOn(url, "drop table idempotency_keys");
    expect(await submission.submit(request())).toMatchObject({ ok: true });
    expect(await submission.submitOnce(request())).toMatchObject({ ok: true });
    expect(await submission.submitOnce(request({ once: keyOf("a") }))).toMatchObject({ ok: false });
    expect(await queued(store)).toBe(2);
  });
});

eachDatabase("a text with variables", (databases) => {
  const BERND = "+491719876543";

  test("is filled in for each recipient; what stands nearest to the recipient counts", async () => {
    const { store, submission, request } = await startSubmission(databases);
    for (const contact of [
      { name: "Anna", number: ANNA, note: "room 7" },
      { name: "Bernd", number: BERND, note: "room 8" },
    ]) {
      await store.addressBook.addContact(contact);
    }
    const group = await store.addressBook.addGroup("Doctors");
    if (!group.ok) throw new Error("no group");
    const [bernd] = await store.addressBook.contactsWithNumber(BERND);
    await store.addressBook.addMembers(group.value.id, [bernd?.id ?? 0]);
    const result = await submission.submitOnce(
      request({
        text: "{name}, {note}, {number}: {what} {{",
        variables: { what: "fire", note: "nowhere" },
        recipients: [
          { target: "number", to: ANNA },
          { target: "group", to: "Doctors", variables: { what: "smoke", number: "0" } },
          { target: "number", to: "+491700000001", variables: { name: "X" } },
        ],
      }),
    );
    if (!result.ok) throw new Error(JSON.stringify(result.problem));
    const ids = result.value.messages.map(({ id }) => id);
    const texts = await Promise.all(ids.map(async (id) => (await store.outbox.find(id))?.message.text));
    expect(texts).toEqual([
      `Anna, room 7, ${ANNA}: fire {`,
      `Bernd, room 8, ${BERND}: smoke {`,
      "X, nowhere, +491700000001: fire {",
    ]);
  });

  test("is sent to nobody when it has no value for somebody", async () => {
    const { store, events, submission, request } = await startSubmission(databases);
    await store.addressBook.addContact({ name: "Anna", number: ANNA });
    const result = await submission.submitOnce(
      request({
        text: "{name} {constructor}",
        variables: {},
        recipients: [
          { target: "number", to: ANNA },
          { target: "number", to: BERND },
        ],
      }),
    );
    expect(result).toEqual({
      ok: false,
      problem: [
        { kind: "variable-missing", recipient: ANNA, variable: "constructor" },
        { kind: "variable-missing", recipient: BERND, variable: "name" },
        { kind: "variable-missing", recipient: BERND, variable: "constructor" },
      ],
    });
    expect(events.ofKind("v1.refused")).toMatchObject([{ details: { reason: "variable-missing", refusals: 3 } }]);
    expect(await queued(store)).toBe(0);
  });

  test("counts with what is filled in", async () => {
    const { store, submission, request } = await startSubmission(databases);
    const filled = (value: string) =>
      submission.submitOnce(
        request({
          text: "{a}".repeat(20),
          variables: { a: value },
          recipients: [
            { target: "number", to: ANNA },
            { target: "number", to: BERND },
          ],
        }),
      );
    expect(await filled("ä".repeat(80))).toMatchObject({
      ok: true,
      value: { messages: [{ parts: 11 }, { parts: 11 }] },
    });
    expect(await filled("ß".repeat(2_000))).toEqual({ ok: false, problem: [{ kind: "text-too-long" }] });
    expect(await queued(store)).toBe(2);
  });

  test("stays as it is where no variables are given", async () => {
    const { store, submission, request } = await startSubmission(databases);
    const result = await submission.submit(request({ text: "{name} {{" }));
    const [id] = result.ok ? result.value.messageIds : [];
    expect((await store.outbox.find(id ?? 0))?.message.text).toBe("{name} {{");
  });
});

eachDatabase("a preview", (databases) => {
  test("says what would be sent to whom, what was refused and why, and sends nothing", async () => {
    const { store, events, submission, request } = await startSubmission(databases);
    await store.addressBook.addContact({ name: "Anna", number: ANNA });
    const preview = await submission.preview(
      request({
        text: "{name} 😀 ž",
        variables: {},
        recipients: [
          { target: "contact", to: "Anna" },
          { target: "number", to: "+491719876543" },
          { target: "number", to: "banana" },
        ],
      }),
    );
    expect(preview).toEqual({
      ok: true,
      value: {
        text: {
          parts: 1,
          alphabet: "ucs2",
          remaining: 61,
          forcedBy: [
            { character: "😀", index: 5 },
            { character: "ž", index: 8 },
          ],
        },
        recipients: [{ to: ANNA, name: "Anna", namedAs: "Anna", parts: 1, alphabet: "ucs2" }],
        refused: [
          { kind: "variable-missing", recipient: "+491719876543", variable: "name" },
          { kind: "invalid-number", recipient: "banana", problem: "not-a-number" },
        ],
      },
    });
    expect(await queued(store)).toBe(0);
    expect(events.all).toEqual([]);
  });

  test("without recipients is one of the text as it is written", async () => {
    const { submission, request } = await startSubmission(databases);
    expect(await submission.preview(request({ text: "{name}", variables: {}, recipients: [] }))).toEqual({
      ok: true,
      value: { text: { parts: 1, alphabet: "gsm7", remaining: 152, forcedBy: [] }, recipients: [], refused: [] },
    });
  });
});
