import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { telegramCommands } from "../../lib/cli/telegram.ts";
import { openStore } from "../../lib/store/index.ts";
import { commandsOnData } from "../support/commands-on-data.ts";
import { startTelegram } from "../support/telegram/server.ts";

const ANNA = { number: "+491701234567", chatId: 11, name: "Anna (@anna)", linkedAt: Date.UTC(2026, 0, 5) };
const BERND = { number: "+491719876543", chatId: 12, name: "Bernd", linkedAt: Date.UTC(2026, 1, 6) };

const cli = commandsOnData(telegramCommands);
const telegram = (...args: string[]) => cli.run(["telegram", ...args]);

async function linkBoth(): Promise<void> {
  await cli.migrate();
  const store = await openStore({ url: cli.database() });
  await store.telegram.link(ANNA);
  await store.telegram.link(BERND);
  await store.telegram.setBlocked(BERND.chatId, Date.UTC(2026, 2, 7));
  await store.close();
}

test("links are listed with names, since when, and who blocks the bot; unlinking takes any form of the number", async () => {
  await cli.migrate();
  expect(await telegram("links")).toEqual({ status: 0, out: "", err: "" });
  await linkBoth();
  expect((await telegram("links")).out).toBe(
    "+491701234567  Anna (@anna)  linked 2026-01-05\n+491719876543  Bernd         linked 2026-02-06  blocks the bot\n",
  );
  expect(await telegram("unlink", "0170 1234567")).toEqual({
    status: 0,
    out: "+491701234567 (Anna (@anna)) is no longer linked to Telegram\n",
    err: "",
  });
  expect(await telegram("unlink", "0170 1234567")).toMatchObject({
    status: 1,
    err: "aldis: +491701234567 is not linked to Telegram\n",
  });
  expect((await telegram("unlink", "Anna")).status).toBe(2);
  expect((await telegram("links")).out).toStartWith("+491719876543");
});

test("status asks Telegram, and says what is wrong without showing the token", async () => {
  await linkBoth();
  await using server = await startTelegram();
  const api = ["--telegram-api", server.url];
  expect(await telegram("status")).toMatchObject({
    status: 1,
    out: "Linked:  2 people, 1 of them blocks the bot\n",
    err: "aldis: this command has no bot token: give it the same --telegram-token (ALDIS_TELEGRAM_TOKEN) as the gateway\n",
  });
  const config = cli.path("aldis.toml");
  writeFileSync(config, `telegram-token = "${server.token}"\ntelegram-api = "${server.url}/"\n`);
  expect(await telegram("status", "--config", config)).toEqual({
    status: 0,
    out: [
      "Bot:              @aldis_test_bot (Aldis)",
      "People begin at:  https://t.me/aldis_test_bot",
      "Updates:          fetched by the gateway",
      "Linked:           2 people, 1 of them blocks the bot",
      "",
    ].join("\n"),
    err: "",
  });
  server.revoke();
  const refused = await telegram("status", "--telegram-token", server.token, ...api);
  expect(refused).toMatchObject({ status: 1, err: expect.stringContaining("Telegram refused the bot's token") });
  const nowhere = await telegram("status", "--telegram-token", server.token, "--telegram-api", "http://127.0.0.1:1");
  expect(nowhere).toMatchObject({ status: 1, err: expect.stringContaining("cannot be reached") });
  for (const { out, err } of [refused, nowhere]) expect(out + err).not.toContain(server.token);

  const bad = await telegram("status", "--telegram-token", "hunter2");
  expect(bad.status).toBe(2);
  expect(bad.err).toContain("--telegram-token: must be a bot's token as BotFather gives it");
  expect(bad.err).not.toContain("hunter2");
});
