import { afterEach, describe, expect, test } from "bun:test";
import { SEALED_PLACES, type SealedPlace } from "../../lib/store/sealing/places.ts";
import {
  aldis,
  callsOf,
  keyFile,
  type Listed,
  optionsOn,
  PHONE,
  receive,
  started,
  undoAll,
  useAll,
  WORD,
} from "../support/encrypted-gateway.ts";
import { eventually } from "../support/eventually.ts";
import { hasPostgres } from "../support/postgres.ts";
import { runCli } from "../support/run-cli.ts";
import { sqlOn } from "../support/sql.ts";

afterEach(undoAll);

const INSTEAD = "[text cannot be decrypted]";
/** Longer than it was, so its tag is another. */
const damage = (url: string, { table, column }: Pick<SealedPlace, "table" | "column">, where = "1 = 1") =>
  sqlOn(
    url,
    `update ${table} set ${column} = ${column} || 'AAAA'
     where ${column} like '%aldis1:%' and ${where} returning ${column} as damaged`,
  );

for (const kind of ["SQLite", "PostgreSQL"] as const) {
  const isPostgres = kind === "PostgreSQL";
  describe.skipIf(isPostgres && !hasPostgres())(`an encrypted text that was damaged, on ${kind},`, () => {
    test("is not sent and says why, and keeps nobody from the others", async () => {
      const { file } = await keyFile();
      const gateway = await started(...(await optionsOn(kind)), "--text-key-file", file);
      const { post, read, listed } = callsOf(gateway);
      const sendAt = new Date(Date.now() + 3_600_000).toISOString();
      for (const to of [PHONE, "+491701234568", "+491701234569", "+491701234570", "+491701234571"])
        expect((await post("/api/v1/messages", { to, text: `${WORD} ${to}`, sendAt })).status).toBe(202);
      await gateway.stop();
      expect(await damage(gateway.database, { table: "outgoing_messages", column: "text" }, "id = 1")).toHaveLength(1);
      // No key has this ID.
      await sqlOn(
        gateway.database,
        "update outgoing_messages set text = replace(text, 'aldis1:', 'aldis1:x') where id = 4 returning id",
      );
      // Without its first character nothing says that it is encrypted.
      const bare = "update outgoing_messages set text = substr(text, 2) where id = 5 returning text";
      expect(JSON.stringify(await sqlOn(gateway.database, bare))).toContain('"aldis1:');
      await sqlOn(gateway.database, "update outgoing_messages set send_at = 0, due_at = 0 where id <> 3 returning id");
      await gateway.restart();
      const { items } = await listed("/api/v1/messages?order=oldest", ({ items: all }) =>
        ["failed", "delivered", "queued", "failed", "failed"].every((state, at) => all[at]?.state === state),
      );
      for (const at of [3, 4]) expect(items[at]).toMatchObject({ text: INSTEAD, textUnreadable: true });
      expect(items[0]).toMatchObject({
        text: INSTEAD,
        textUnreadable: true,
        error: expect.stringContaining("its text cannot be decrypted"),
      });
      expect(items[1]?.text).toBe(`${WORD} +491701234568`);
      const resent = await post("/api/v1/messages/1/resend", {});
      expect([resent.status, await resent.text()]).toEqual([409, expect.stringContaining("cannot be decrypted")]);
      const again = await gateway.command(["message", "resend", "1"]);
      expect(again).toMatchObject({ status: 1, out: expect.stringMatching(/decrypted: .*; write it again as a new/) });
      const edited = await gateway.command(["message", "edit", "1", "--text", "Hello"]);
      expect(edited).toMatchObject({ status: 1, out: expect.stringContaining("it failed; aldis message resend") });
      // Damaged while it waits: with another recipient what stands in the place of its text would be sent.
      await damage(gateway.database, { table: "outgoing_messages", column: "text" }, "id = 3");
      const changed = (body: object) =>
        gateway.as("clerk")("/api/v1/messages/3", {
          method: "PATCH",
          body: JSON.stringify(body),
          headers: { "if-match": "*" },
        });
      expect((await changed({ to: PHONE })).status).toBe(409);
      expect((await changed({ to: PHONE, text: "Hello" })).status).toBe(200);
      expect(await read("/api/v1/messages/3")).toMatchObject({ text: "Hello", to: PHONE });
      expect((await gateway.command(["message", "show", "1"])).out).toContain(INSTEAD);
    }, 180_000);

    test("of a part that was tried before is not sent either", async () => {
      const { file } = await keyFile();
      const gateway = await started(...(await optionsOn(kind)), "--text-key-file", file);
      const { post, listed } = callsOf(gateway);
      await gateway.as("clerk")("/api/v1/simulator/faults", {
        method: "POST",
        body: JSON.stringify({ name: "cms-error", options: { error: 42 }, times: 1 }),
      });
      expect((await post("/api/v1/messages", { to: PHONE, text: WORD })).status).toBe(202);
      await listed("/api/v1/messages", ({ items }) => items[0]?.state === "queued" && "error" in items[0]);
      await gateway.stop();
      expect(await damage(gateway.database, { table: "outgoing_parts", column: "pdu" })).toHaveLength(1);
      await sqlOn(gateway.database, "update outgoing_messages set due_at = 0 returning id");
      await gateway.restart();
      await listed("/api/v1/messages", ({ items }) => items[0]?.state === "failed");
    }, 180_000);

    test("or is only written like one, or of another table: it is what it says, or damaged, and that alone", async () => {
      const { file, id } = await keyFile();
      const gateway = await started(...(await optionsOn(kind)), "--text-key-file", file);
      const { post, listed } = callsOf(gateway);
      const forged = "\u0001aldis1:x:once.answer:AAAA";
      expect((await post("/api/v1/messages", { to: PHONE, text: forged, reference: forged })).status).toBe(202);
      const { items } = await listed("/api/v1/messages", ({ items: all }) => all[0]?.state === "delivered");
      expect(items[0]).toMatchObject({ text: forged, reference: forged });
      // Somebody knows the key's ID.
      const named = `aldis1:${id}:out.text:${"A".repeat(60)}`;
      expect((await post("/api/v1/messages", { to: PHONE, text: named })).status).toBe(202);
      await listed("/api/v1/messages", ({ items: [first] }) => first?.text === named && first.state === "delivered");
      await receive(gateway, PHONE, named);
      await gateway.stop();
      const { database } = gateway;
      const moved = "(select text from incoming_messages)";
      await sqlOn(database, `update outgoing_messages set text = ${moved} where id = 1 returning id`);
      await sqlOn(database, "update outgoing_messages set text = substr(text, 2) where id = 2 returning id");
      await sqlOn(database, `update incoming_messages set text = '${forged}' returning id`);
      const isShownSo = async () => {
        for (const path of ["/api/v1/messages", "/api/v1/incoming"])
          await listed(path, ({ items: all }) => all.every(({ text }) => text === INSTEAD));
      };
      await gateway.restart();
      await isShownSo();
      await runCli(aldis, ["text-key", "add", "--text-key-file", file]);
      await gateway.restart();
      // Sealed by the new key it would be a text like any other, and be sent again.
      expect((await gateway.command(["text-key", "rotate"])).err).toContain("2 rows do not open");
      await isShownSo();
    }, 180_000);

    test("of a message that came in is not sent on, and one of its note hides no text", async () => {
      const { file } = await keyFile();
      const gateway = await started(...(await optionsOn(kind)), "--text-key-file", file);
      const { post, read, listed } = callsOf(gateway);
      expect((await post("/api/v1/rules", { name: "on", then: [{ number: "+491702222222" }] })).status).toBe(201);
      await receive(gateway, PHONE, WORD);
      await receive(gateway, PHONE, `${WORD} noted`);
      await gateway.as("clerk")("/api/v1/incoming/2", {
        method: "PATCH",
        body: JSON.stringify({ note: WORD }),
        headers: { "if-match": "*" },
      });
      await listed("/api/v1/messages", ({ items }) => items.length === 2);
      await gateway.stop();
      const { database } = gateway;
      await damage(database, { table: "incoming_messages", column: "text" }, "id = 1");
      await damage(database, { table: "incoming_messages", column: "note" });
      // As if the gateway had ended before it was routed.
      const again = "routed_at = null, received_at = received_at - 60000";
      await sqlOn(database, `update incoming_messages set ${again} where id = 1 returning id`);
      await gateway.restart();
      const isRouted = "select id from incoming_messages where routed_at is not null and id = 1";
      await eventually("it to be routed", async () => (await sqlOn(database, isRouted)).length === 1);
      await receive(gateway, PHONE, `${WORD} afterwards`);
      const { items } = await listed(
        "/api/v1/messages",
        ({ items: [first] }) => first?.text.includes("afterwards") === true,
      );
      expect(items.map(({ text }) => text)).toEqual([
        `${PHONE}: ${WORD} afterwards`,
        `${PHONE}: ${WORD} noted`,
        `${PHONE}: ${WORD}`,
      ]);
      expect(await read("/api/v1/incoming/1")).toMatchObject({ text: INSTEAD, textUnreadable: true });
      const noted = await read<object>("/api/v1/incoming/2");
      expect(noted).toMatchObject({ text: `${WORD} noted` });
      expect(noted).not.toHaveProperty("textUnreadable");
      await eventually("an event says so", async () =>
        (await gateway.command(["event", "list"])).out.includes("in-1 could not be routed"),
      );
    }, 180_000);

    test("of an alarm's news is not told: what stands in its place would tell of something else", async () => {
      const { file } = await keyFile();
      const gateway = await started(...(await optionsOn(kind)), "--text-key-file", file);
      const { post, listed } = callsOf(gateway);
      await gateway.command(["contact", "add", "Anna", "--number", PHONE]);
      await gateway.command(["contact", "add", "Bert", "--number", "+491702222222"]);
      await gateway.command(["contact", "add", "Carl", "--number", "+491703333333"]);
      const notify = [{ contact: "Anna" }, { contact: "Bert" }];
      const policy = { name: "night", steps: [{ notify, by: ["sms"], waitSeconds: 600 }] };
      expect((await post("/api/v1/policies", policy)).status).toBe(201);
      expect((await post("/api/v1/alarms", { policy: "night", text: WORD })).status).toBe(201);
      const areDelivered = ({ items }: Listed) =>
        items.length === 2 && items.every(({ state }) => state === "delivered");
      await listed("/api/v1/messages", areDelivered);
      // Within the minute after the call, so the news waits.
      expect((await post("/api/v1/alarms/1/resolve", {})).status).toBe(200);
      await gateway.stop();
      const { database } = gateway;
      expect(await damage(database, { table: "alarm_tellings", column: "news" }, "person = 'Anna'")).toHaveLength(1);
      // No JSON.
      await sqlOn(
        database,
        "update alarm_tellings set news = 'junk' where news is not null and person = 'Bert' returning id",
      );
      await sqlOn(database, "update alarm_tellings set due_at = 0 where news is not null returning id");
      await gateway.restart();
      await eventually("their end", async () => {
        const shown = await (await gateway.as("clerk")("/api/v1/alarms/1")).text();
        return shown.split("what it was to say cannot be decrypted").length === 3;
      });
      expect((await callsOf(gateway).read<Listed>("/api/v1/messages")).items).toHaveLength(2);
      // A broken row stops no new alarm.
      await sqlOn(database, "update alarm_entries set about = 'junk' where alarm_id = 1 returning id");
      const columns = ["policy", "source", "holder"].map((column) => `${column} = 'junk'`);
      await sqlOn(database, `update alarms set ${columns} where id = 1 returning id`);
      const other = { name: "day", steps: [{ notify: [{ contact: "Carl" }], by: ["sms"], waitSeconds: 600 }] };
      expect((await post("/api/v1/policies", other)).status).toBe(201);
      expect((await post("/api/v1/alarms", { policy: "day", text: "Door" })).status).toBe(201);
      for (const path of ["/alarms", "/alarms/1"])
        expect((await gateway.as("clerk")(`/api/v1${path}`)).status).toBe(200);
      await eventually("a call", async () =>
        (await (await gateway.as("clerk")("/api/v1/alarms/2")).text()).includes('"told"'),
      );
    }, 180_000);

    test("wherever it is: every list and every command goes on, and a job ends", async () => {
      const { file } = await keyFile();
      const gateway = await started(
        ...(await optionsOn(kind)),
        "--text-key-file",
        file,
        "--allow-targets",
        "127.0.0.1",
      );
      await useAll(gateway);
      await gateway.stop();
      let damaged = 0;
      for (const place of Object.values(SEALED_PLACES) as SealedPlace[]) {
        // Records of opt-outs cannot be changed.
        if (place.table === "opt_out_audit") continue;
        damaged += (await damage(gateway.database, place)).length;
      }
      expect(damaged).toBeGreaterThan(10);
      await sqlOn(gateway.database, "update jobs set due_at = 0 where state = 'waiting' returning id");
      await gateway.restart();
      const { read, listed, post } = callsOf(gateway);
      const jobs = await listed(
        "/api/v1/jobs",
        ({ items }) => items.length > 0 && items.every(({ state }) => state === "dead"),
      );
      expect(jobs.items[0]).toMatchObject({ error: expect.stringContaining("cannot be decrypted") });
      const PATHS = [
        "/messages",
        "/messages/1",
        "/incoming",
        "/incoming/1",
        "/conversations",
        `/conversations/${encodeURIComponent(PHONE)}`,
        "/alarms",
        "/alarms/1",
        "/jobs",
        "/jobs/1",
      ];
      async function areShown() {
        for (const path of PATHS) {
          const answer = await gateway.as("clerk")(`/api/v1${path}`);
          const text = await answer.text();
          expect({ path, status: answer.status, isSealed: text.includes("aldis1:") }).toEqual({
            path,
            status: 200,
            isSealed: false,
          });
        }
      }
      await areShown();
      expect(await read("/api/v1/incoming/1")).toMatchObject({ text: INSTEAD, textUnreadable: true });
      expect(await read("/api/v1/alarms/1")).toMatchObject({ title: INSTEAD, text: INSTEAD });
      for (const words of [
        ["message", "list"],
        ["inbox", "list"],
        ["alarm", "list"],
        ["alarm", "show", "1"],
        ["job", "list"],
      ])
        expect(await gateway.command(words)).toMatchObject({ status: 0, err: "" });
      await receive(gateway, PHONE, `${WORD} afterwards`);
      expect((await post("/api/v1/messages", { to: PHONE, text: WORD })).status).toBe(202);
      // Alarms send, too.
      await listed("/api/v1/messages", ({ items }) =>
        items.some(({ text, state }) => text === WORD && ["sent", "delivered"].includes(state)),
      );
      expect(await gateway.command(["erase", "+491702222222"])).toMatchObject({ status: 0 });
      for (const { table, column } of Object.values(SEALED_PLACES)) {
        if (table === "opt_out_audit") continue;
        const isSealed = `${column} like '%aldis1:%' returning 1 as one`;
        await sqlOn(gateway.database, `update ${table} set ${column} = substr(${column}, 2) where ${isSealed}`);
      }
      await areShown();
    }, 240_000);
  });
}
