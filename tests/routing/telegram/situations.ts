import { expect } from "bun:test";
import { defined } from "../../../lib/defined.ts";
import type { MessageState } from "../../../lib/messages/index.ts";
import type { PartOutcome } from "../../../lib/routing/index.ts";
import { eventually } from "../../support/eventually.ts";
import { failure } from "../../support/scripted-transports.ts";
import type { startTelegramGateway, TelegramGateway } from "../../support/telegram/gateway.ts";
import type { Trouble } from "../../support/telegram/server.ts";

/** What a message to somebody may meet, and what becomes of it. */
export interface Situation {
  name: string;
  linked?: boolean;
  /** What the requests of `sendMessage` meet, one after another; the last for ever with `always`. */
  server?: Trouble[];
  always?: Trouble;
  parameters?: Record<string, string>;
  smsAnswers?: PartOutcome[];
  gateway?: Parameters<typeof startTelegramGateway>[0];
  /** Lets happen what takes time. */
  meanwhile?: (gateway: TelegramGateway) => Promise<void>;
  /** How many messages the person has on Telegram, and how many as SMS; the state in the end. */
  automatic: Outcome;
  telegramOnly: Outcome;
}
type Outcome = [
  telegram: number,
  sms: number,
  state: MessageState,
  detail?: { error?: string; mayBeDuplicate?: boolean; calls?: number },
];

const held = (gateway: TelegramGateway) => eventually("the request to wait", () => gateway.telegram.held === 1);
const error = (code: number, description: string, retryAfter?: number): Trouble => ({
  kind: "error",
  code,
  description,
  ...defined({ retryAfter }),
});
/** Telegram has refused so often that it is waited for. */
const refused = (gateway: TelegramGateway, times: number) =>
  eventually(`refusal ${times}`, () => gateway.refusals().length >= times);
/** Telegram is asked again after 1, 2, 4, 5 and 5 s; the last pause ends with the time limit. */
async function untilTheLimit(gateway: TelegramGateway): Promise<void> {
  for (const [at, pauseMs] of [1_000, 2_000, 4_000, 5_000, 5_000, 3_000].entries()) {
    await refused(gateway, at + 1);
    await gateway.clock.advance(pauseMs);
  }
}
/** The policy for unknown outcomes acts after a grace of 15 s. */
async function untilThePolicy(gateway: TelegramGateway): Promise<void> {
  await refused(gateway, 1);
  await gateway.store.idle();
  await gateway.advance(15_000);
}
const LIMIT = "Telegram has not accepted it within 20 s";

export const SITUATIONS: readonly Situation[] = [
  { name: "Telegram accepts", automatic: [1, 0, "sent"], telegramOnly: [1, 0, "sent"] },
  {
    name: "not linked",
    linked: false,
    automatic: [0, 1, "sent"],
    telegramOnly: [0, 0, "failed", { error: "the number is not linked to Telegram" }],
  },
  {
    name: "blocked by the user",
    server: [error(403, "Forbidden: bot was blocked by the user")],
    automatic: [0, 1, "sent"],
    telegramOnly: [0, 0, "failed", { error: "Telegram: Forbidden: bot was blocked by the user" }],
  },
  {
    name: "refused",
    server: [error(400, "Bad Request: chat not found")],
    automatic: [0, 1, "sent"],
    telegramOnly: [0, 0, "failed", { error: "Telegram: Bad Request: chat not found" }],
  },
  {
    name: "asks to wait 5 s, then accepts",
    server: [error(429, "Too Many Requests: retry after 5", 5)],
    meanwhile: async (gateway) => {
      await refused(gateway, 1);
      await gateway.clock.advance(4_999);
      expect(gateway.telegram.callsOf("sendMessage")).toHaveLength(1);
      await gateway.clock.advance(1);
    },
    automatic: [1, 0, "sent"],
    telegramOnly: [1, 0, "sent"],
  },
  {
    name: "asks to wait 60 s, then accepts",
    server: [error(429, "Too Many Requests: retry after 60", 60)],
    meanwhile: async (gateway) => {
      await refused(gateway, 1);
      await gateway.advance(60_000);
    },
    automatic: [0, 1, "sent"],
    telegramOnly: [1, 0, "sent"],
  },
  {
    name: "in trouble once, then accepts",
    server: [error(500, "Internal Server Error")],
    meanwhile: async (gateway) => {
      await refused(gateway, 1);
      await gateway.advance(1_000);
    },
    automatic: [1, 0, "sent"],
    telegramOnly: [1, 0, "sent"],
  },
  {
    name: "in trouble for long",
    always: error(502, "Bad Gateway"),
    meanwhile: untilTheLimit,
    automatic: [0, 1, "sent"],
    telegramOnly: [0, 0, "failed", { error: `${LIMIT}: Bad Gateway` }],
  },
  {
    name: "accepts after 19 s",
    server: [{ kind: "hold", done: false }],
    meanwhile: async (gateway) => {
      await held(gateway);
      await gateway.advance(19_000);
      gateway.telegram.release();
    },
    automatic: [1, 0, "sent"],
    telegramOnly: [1, 0, "sent"],
  },
  {
    name: "no answer in 20 s, nothing done",
    server: [{ kind: "hang" }],
    meanwhile: async (gateway) => {
      await eventually("the request", () => gateway.telegram.callsOf("sendMessage").length === 1);
      await gateway.advance(19_999);
      expect(gateway.sms.sent).toEqual([]);
      await gateway.advance(1);
    },
    automatic: [0, 1, "sent", { mayBeDuplicate: true }],
    telegramOnly: [0, 0, "failed", { error: LIMIT }],
  },
  {
    name: "accepted, answered after 25 s",
    server: [{ kind: "hold", done: true }],
    meanwhile: async (gateway) => {
      await held(gateway);
      await gateway.advance(25_000);
      gateway.telegram.release();
    },
    automatic: [1, 1, "sent", { mayBeDuplicate: true }],
    telegramOnly: [1, 0, "failed", { error: LIMIT }],
  },
  {
    name: "accepted, answered after 25 s, no modem free",
    server: [{ kind: "hold", done: true }],
    meanwhile: async (gateway) => {
      gateway.sms.ready = false;
      gateway.transports.changed();
      await held(gateway);
      await gateway.advance(25_000);
      gateway.telegram.release();
    },
    automatic: [1, 0, "sent"],
    telegramOnly: [1, 0, "failed", { error: LIMIT }],
  },
  {
    name: "the connection is cut, nothing done",
    server: [{ kind: "cut", done: false }],
    automatic: [0, 1, "sent", { mayBeDuplicate: true }],
    // Sent once more by the policy for unknown outcomes.
    meanwhile: untilThePolicy,
    telegramOnly: [1, 0, "sent", { mayBeDuplicate: true }],
  },
  {
    name: "the connection is cut once it is done",
    server: [{ kind: "cut", done: true }],
    automatic: [1, 1, "sent", { mayBeDuplicate: true }],
    meanwhile: untilThePolicy,
    telegramOnly: [2, 0, "sent", { mayBeDuplicate: true }],
  },
  {
    name: "a proxy answers",
    server: [{ kind: "not-json" }],
    automatic: [0, 1, "sent", { mayBeDuplicate: true }],
    meanwhile: untilThePolicy,
    telegramOnly: [1, 0, "sent", { mayBeDuplicate: true }],
  },
  {
    name: "flash: SMS only",
    parameters: { flash: "" },
    automatic: [0, 1, "sent"],
    telegramOnly: [0, 1, "sent"],
  },
  {
    name: "ring: a call",
    parameters: { ring: "" },
    automatic: [0, 0, "sent", { calls: 1 }],
    telegramOnly: [0, 0, "sent", { calls: 1 }],
  },
  {
    name: "the SMS of the fallback is refused at first",
    linked: false,
    smsAnswers: [failure("retry")],
    meanwhile: async (gateway) => {
      await eventually("the refusal", async () => {
        return gateway.sms.sent.length === 1 || (await gateway.store.outbox.countByState()).failed === 1;
      });
      await gateway.advance(15_000);
    },
    automatic: [0, 1, "sent"],
    telegramOnly: [0, 0, "failed", { error: "the number is not linked to Telegram" }],
  },
  {
    name: "cannot be reached",
    gateway: { api: "http://127.0.0.1:1" },
    meanwhile: untilTheLimit,
    automatic: [0, 1, "sent"],
    telegramOnly: [0, 0, "failed"],
  },
  {
    name: "not set up",
    gateway: { bot: false },
    automatic: [0, 1, "sent"],
    telegramOnly: [0, 0, "failed", { error: "Telegram is not set up on this gateway" }],
  },
  {
    name: "the token is refused",
    always: error(401, "Unauthorized"),
    automatic: [0, 1, "sent"],
    telegramOnly: [0, 0, "failed", { error: "Telegram: Unauthorized" }],
  },
];
