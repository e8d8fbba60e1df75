import { afterAll, describe, expect, test } from "bun:test";
import type { MessageState } from "../../../lib/messages/index.ts";
import { startTelegramGateway, type TelegramGateway } from "../../support/telegram/gateway.ts";
import { SITUATIONS, type Situation } from "./situations.ts";

const MODES = ["telnumber", "teluser", "telgroup"] as const;

/**
 * What leaves by which channel: situations × fallback × mode, each through `/api.php` with the real client of the Bot
 * API and a server that behaves as told.
 */
describe("what leaves by which channel", () => {
  const rows: string[] = [];
  afterAll(() =>
    console.log(`situation | telauto | mode | Telegram | SMS | calls | state | may be a duplicate\n${rows.join("\n")}`),
  );

  for (const [at, situation] of SITUATIONS.entries()) {
    // Beyond the first ones the modes take turns.
    const modes = at < 4 ? MODES : MODES.filter((_, mode) => mode === at % MODES.length);
    for (const telauto of ["true", "false"] as const) {
      test(`${situation.name}, telauto=${telauto}`, async () => {
        for (const mode of modes) {
          await using gateway = await startTelegramGateway(situation.gateway);
          const outcome = telauto === "true" ? situation.automatic : situation.telegramOnly;
          const row = await play(gateway, { situation, mode, telauto, state: outcome[2] });
          rows.push(row.transport);
          const [telegram, sms, state, { mayBeDuplicate = false, calls = 0, error: lastError } = {}] = outcome;
          expect(row.seen).toEqual({
            telegram: Array.from({ length: telegram }, () => TEXT),
            sms: Array.from({ length: sms }, () => [row.number, TEXT]),
            calls: Array.from({ length: calls }, () => row.number),
            state,
            mayBeDuplicate,
          });
          if (lastError !== undefined) expect(row.lastError).toBe(lastError);
        }
      });
    }
  }
});

const TEXT = "5 < 6 & *no* _markup_ [at](all) `";

interface Row {
  situation: Situation;
  mode: (typeof MODES)[number];
  telauto: "true" | "false";
  state: MessageState;
}

/** Sends one message in a situation, and lets time pass until nothing more can follow. */
async function play(gateway: TelegramGateway, { situation, mode, telauto, state }: Row) {
  const { telegram, sms } = gateway;
  const { number, chat } = await gateway.person({ linked: situation.linked ?? true });
  telegram.calls.length = 0;
  telegram.trouble("sendMessage", ...(situation.server ?? []));
  if (situation.always) telegram.alwaysTrouble("sendMessage", situation.always);
  sms.answers = [...(situation.smsAnswers ?? [])];

  const to = await address(gateway, mode, number);
  const id = await gateway.request({ mode, to, text: TEXT, telauto, ...situation.parameters });
  await situation.meanwhile?.(gateway);
  await gateway.until(id, state);
  telegram.release();
  await gateway.advance(60_000);
  sms.ready = true;
  gateway.transports.changed();
  await gateway.advance(60_000);

  const { message } = await gateway.find(id);
  const seen = {
    telegram: chat.received.map((received) => received.text),
    // A try that the network has refused is no message.
    sms: sms.sent.slice(situation.smsAnswers?.length ?? 0).map((part) => [part.to, part.text]),
    calls: sms.rings,
    state: message.state,
    mayBeDuplicate: message.mayBeDuplicate,
  };
  const cells = [situation.name, telauto, mode, seen.telegram.length, seen.sms.length, seen.calls.length, seen.state];
  const transport = [...cells, seen.mayBeDuplicate ? "yes" : "no"].join(" | ");
  return { number, seen, transport, lastError: message.lastError };
}

/** The same person as each mode names him. */
async function address({ api }: TelegramGateway, mode: (typeof MODES)[number], number: string): Promise<string> {
  if (mode === "telnumber") return number;
  const contact = added(await api.book.addContact({ name: "Anna", number }));
  if (mode === "teluser") return "anna";
  const group = added(await api.book.addGroup("On call"));
  await api.book.addMembers(group, [contact.id]);
  return "on call";
}

function added<Value>(result: { ok: true; value: Value } | { ok: false }): Value {
  if (!result.ok) throw new Error(`not added: ${JSON.stringify(result)}`);
  return result.value;
}
