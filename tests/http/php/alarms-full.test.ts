import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { ALARMS_OPEN_OF_ONE } from "../../../lib/messages/index.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";

/** A database server that begins with the first test, on a busy machine. */
const BEGIN_MS = 180_000;
const LIMIT_MS = 180_000;

const BEN = "+491700000032";
const CARA = "+491700000033";

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  /** The newest alarm of the user who has no place left. */
  let newest = 0;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("robot", "rest-api,http-api,alarms,alarm-policies,contacts,groups");
    const groups: [string, object, string?][] = [
      ["filling", { contact: "Anna" }],
      ["heard", { contact: "Ben" }],
      ["unheard", { contact: "Nobody" }, "Cara"],
      ["mute", { contact: "Nobody" }, "Dora"],
    ];
    for (const [name, number] of [
      ["Anna", "+491700000031"],
      ["Ben", BEN],
      ["Cara", CARA],
      ["Dora", undefined],
    ]) {
      await made("/contacts", { name, ...(number === undefined ? {} : { number }) });
    }
    for (const [name, notify, member] of groups) {
      await made("/policies", { name, steps: [{ notify: [notify], by: ["sms"], waitSeconds: 3_600 }] });
      const { id } = await made("/groups", { name });
      await asRobot("PATCH", `/groups/${id}`, { policy: name });
      if (member === undefined) continue;
      const { items } = (await (await asRobot("GET", `/contacts?q=${member}`)).json()) as { items: { id: number }[] };
      await asRobot("POST", `/groups/${id}/members`, { contacts: items.map((each) => each.id) });
    }
    const { id } = await made("/groups", { name: "mute without a policy" });
    expect(id).toBeGreaterThan(0);
    for (let at = 1; at <= ALARMS_OPEN_OF_ONE; at++)
      newest = (await made("/alarms", { policy: "filling", text: `Trouble ${at}` })).id;
  }, BEGIN_MS);
  afterAll(() => gateway[Symbol.asyncDispose]());

  const asRobot = (method: string, path: string, body?: object) =>
    gateway.as("robot")(`/api/v1${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  async function made(path: string, body: object): Promise<{ id: number }> {
    const response = await asRobot("POST", path, body);
    if (response.status !== 201) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as { id: number };
  }
  async function apiPhp(to: string, text: string, mode = "group"): Promise<string> {
    const query = new URLSearchParams({ username: "robot", password: "secret", to, mode, text });
    const answer = await fetch(`${gateway.url}/api.php?${query}`);
    return `${answer.status} ${await answer.text()}`;
  }
  const arrived = (number: string, wanted: string) =>
    eventually(`“${wanted}” arrives`, async () => {
      const found = (await gateway.delivered(0)).filter(({ to, text }) => to === number && text.includes(wanted));
      return found.length > 0 && found.map(({ text }) => text);
    });

  test(
    "a text to a group with a policy reaches people as a message when the sender has no place for an alarm",
    async () => {
      const sent = await apiPhp(CARA, "no group", "number");
      expect(await apiPhp("heard", "One too many")).toBe(sent);
      expect(await arrived(BEN, "One too many")).toEqual(["No room for another alarm: One too many"]);
      const { timeline } = (await (await asRobot("GET", `/alarms/${newest}`)).json()) as { timeline: object[] };
      expect(timeline).toContainEqual(expect.objectContaining({ kind: "no-place", detail: "One too many" }));
    },
    LIMIT_MS,
  );

  test(
    "without a place, a group whose policy reaches nobody gets the text as an ordinary message",
    async () => {
      const sent = await apiPhp(CARA, "no group", "number");
      expect(await apiPhp("unheard", "To the members")).toBe(sent);
      expect(await arrived(CARA, "To the members")).toEqual(["To the members"]);
    },
    LIMIT_MS,
  );

  test(
    "the sender is told when neither the policy nor the group reaches anybody",
    async () => {
      const plain = await apiPhp("mute without a policy", "Nobody hears this");
      expect(plain).not.toBe(await apiPhp(CARA, "no group", "number"));
      expect(await apiPhp("mute", "Nobody hears this")).toBe(plain);
    },
    LIMIT_MS,
  );
}

describe("alarms by /api.php without a place, on SQLite", () => claims(async () => []));

describe.skipIf(!hasPostgres())("alarms by /api.php without a place, on PostgreSQL", () =>
  claims(async () => ["--database", await createTestDatabase()]),
);
