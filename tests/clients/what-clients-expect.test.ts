import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { openStore, type Store } from "../../lib/store/index.ts";
import { eventually } from "../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../support/gateway.ts";

let gateway: TestGateway;
let store: Store;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.addUser("anna", "rest-api", "http-api", "sent-messages", "contacts");
  store = await openStore({ url: `sqlite:${join(gateway.data, "aldis.sqlite")}`, migrate: false });
});
afterAll(async () => {
  await store.close();
  await gateway[Symbol.asyncDispose]();
});

const check = async (option: string) => (await fetch(`${gateway.url}/check.php?option=${option}`)).text();
const simulate = (change: object) =>
  gateway.as("tester")("/api/v1/simulator/state", { method: "PATCH", body: JSON.stringify(change) });
const list = async (query: string) => {
  const answer = await gateway.as("anna")(`/api/messages?type=sent,failed,queued&${query}`);
  return { status: answer.status, messages: (await answer.json()) as { id: string; timestamp: unknown }[] };
};

describe("the vendor's SDK in Go", () => {
  test("reads the answer to a POST: what its models have as text is text", async () => {
    const body = JSON.stringify({ recipients: [{ to: "01701234567" }], text: "x" });
    const sent = await gateway.as("anna")("/api/messages", { method: "POST", body });
    const [message] = (await sent.json()) as { id: unknown; timestamp: string }[];
    expect(message?.timestamp).toMatch(/^\d{10}$/);
    expect(Math.abs(Number(message?.timestamp) - Date.now() / 1000)).toBeLessThan(60);
    const shown = await gateway.as("anna")(`/api/messages/${message?.id}`);
    expect(await shown.json()).toMatchObject({ timestamp: message?.timestamp });
    const state = await gateway.as("anna")("/api/state");
    expect(await state.json()).toMatchObject({ sim: { strength: expect.stringMatching(/^-\d+$/) } });
  });

  test("knows no limit and gets up to 1,000 messages; a limit above that counts as it", async () => {
    const now = Date.now();
    const message = (index: number) => ({
      recipient: "+491700000000",
      text: `${index}`,
      kind: "text" as const,
      flash: false,
      channel: "sms" as const,
      priority: 0 as const,
      source: "rest",
      sendAt: now + 3_600_000,
      expiresAt: now + 7_200_000,
    });
    const [{ id: userId } = { id: 0 }] = (await store.users.list()).filter(({ name }) => name === "anna");
    const many = Array.from({ length: 1_005 }, (_, index) => ({ ...message(index), userId }));
    await store.outbox.accept(many, now);
    expect((await list("")).messages).toHaveLength(1_000);
    for (const limit of ["1001", "1000000", "9".repeat(15), "9".repeat(40)]) {
      const { status, messages } = await list(`limit=${limit}`);
      expect({ limit, status, count: messages.length }).toEqual({ limit, status: 200, count: 1_000 });
    }
    expect((await list("limit=10")).messages).toHaveLength(10);
    expect((await list("page=2")).messages.length).toBeGreaterThanOrEqual(5);
    for (const page of ["101", "1000000", "1000001", "9".repeat(15), "9".repeat(40)]) {
      const { status, messages } = await list(`page=${page}&limit=9999`);
      expect({ page, status, messages }).toEqual(
        page === "101"
          ? { page, status: 200, messages: [] }
          : {
              page,
              status: 422,
              messages: {
                code: 422,
                message: "Unprocessable entity",
                reasons: ["page: only the newest 100000 messages have pages; older ones are found with end_date"],
              } as never,
            },
      );
    }
    for (const limit of ["0", "-1", "ten", "1.5"]) expect((await list(`limit=${limit}`)).status).toBe(422);
  });

  test("the same holds for contacts, of which ten are on a page by default", async () => {
    for (let index = 0; index < 12; index++) {
      await gateway.command(["contact", "add", `c${index}`, "--number", `0170111100${10 + index}`]);
    }
    const count = async (query: string) => {
      const answer = await gateway.as("anna")(`/api/contacts${query}`);
      return ((await answer.json()) as unknown[]).length;
    };
    expect(await count("")).toBe(10);
    expect(await count("?limit=5000")).toBe(12);
    expect(await count(`?page=${"9".repeat(30)}`)).toBe(0);
  });
});

describe("a text that is to go by Telegram alone, while there is no bot", () => {
  const REASON = "it was to go by Telegram alone, and no bot is configured (--telegram-token)";
  const php = (more: string) =>
    fetch(`${gateway.url}/api.php?username=anna&password=secret&to=01701234567&text=x&${more}`);
  const rest = (fields: object) =>
    gateway.as("anna")("/api/messages", {
      method: "POST",
      body: JSON.stringify({ recipients: [{ to: "01701234567" }], text: "x", ...fields }),
    });
  const refusals = async () =>
    (await store.events.list({ limit: 500 })).filter(({ message }) => message.includes(REASON));

  test("is refused with an event, at either interface", async () => {
    const before = (await refusals()).length;
    const answer = await php("mode=telnumber&telauto=false");
    expect([answer.status, await answer.text()]).toEqual([400, "Error. See Gateway logs for more information."]);
    const restAnswer = await rest({ provider: "telegram" });
    expect([restAnswer.status, await restAnswer.json()]).toEqual([
      422,
      { code: 422, message: "Unprocessable entity", reasons: [REASON] },
    ]);
    const events = await eventually("two events", async () => {
      const found = await refusals();
      return found.length === before + 2 && found;
    });
    expect(events.map(({ kind }) => kind).sort()).toEqual(["api.php.refused", "rest.refused"]);
  });

  test("while what may go by SMS does, and a ring or flash message never goes by Telegram", async () => {
    expect((await php("mode=telnumber")).status).toBe(200);
    expect((await php("telauto=false")).status).toBe(200);
    for (const more of ["ring=1", "flash=1"]) {
      expect((await php(`mode=telnumber&telauto=false&${more}`)).status).toBe(200);
    }
  });
});

describe("check.php tells what is true now", () => {
  test("no signal as soon as the network is lost or refuses, and the signal again when it is back", async () => {
    await eventually("a signal", async () => (await check("state")) === "SIGNAL_OK");
    for (const registration of ["searching", "denied"]) {
      await simulate({ registration });
      await eventually(registration, async () => (await check("state")) === "NO_SIGNAL");
      expect(await check("signal")).toBe("-113 dBm");
      const state = await gateway.as("anna")("/api/state");
      expect(await state.json()).toMatchObject({ sim: { strength: "-113", state: "NO_SIGNAL" } });
      await simulate({ registration: "home" });
      await eventually("home", async () => (await check("state")) === "SIGNAL_OK");
      expect(await check("signal")).toMatch(/^-(?!113)\d+ dBm$/);
    }
  });
});

describe("with a modem that is dead", () => {
  test("the signal is -113 dBm, which every release of check_brevisone takes for critical", async () => {
    await using dead = await startTestGateway("--modem", "tcp://127.0.0.1:1");
    const page = await (await fetch(`${dead.url}/check.php`)).text();
    expect(page).toContain("\nsignal: -113 dBm\n");
    expect(page).toContain("\nstate: NO_SIGNAL\n");
    expect(await (await fetch(`${dead.url}/check.php?option=signal`)).text()).toBe("-113 dBm");
  });
});
