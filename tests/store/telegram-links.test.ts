import { expect, test } from "bun:test";
import { eachDatabase } from "../support/database.ts";
import { ANNA, BERND, NOON } from "./outgoing.ts";

const ANNAS = { number: ANNA, chatId: 5_000_000_001, name: "Anna Schmidt (@anna)", language: "de", linkedAt: NOON };
const BERNDS = { number: BERND, chatId: 77, name: "Bernd", linkedAt: NOON + 1 };

eachDatabase("telegram links", (databases) => {
  test("are found by number and by chat, and listed by number", async () => {
    const { telegram } = await databases.open();
    await telegram.link(BERNDS);
    await telegram.link(ANNAS);
    expect(await telegram.findByNumber(ANNA)).toEqual(ANNAS);
    expect(await telegram.findByChat(77)).toEqual(BERNDS);
    expect(await telegram.findByNumber("+4930123456")).toBeUndefined();
    expect(await telegram.list({ limit: 10 })).toEqual([ANNAS, BERNDS]);
    expect(await telegram.list({ limit: 1 })).toEqual([ANNAS]);
    expect(await telegram.list({ limit: 10, after: ANNA })).toEqual([BERNDS]);
    expect(await telegram.count()).toEqual({ linked: 2, blocked: 0 });
  });

  test("a number that somebody else shares now, or a chat with a new number, takes the place of the old link", async () => {
    const { telegram } = await databases.open();
    await telegram.link(ANNAS);
    await telegram.link(BERNDS);
    await telegram.link({ ...BERNDS, number: ANNA });
    expect(await telegram.list({ limit: 10 })).toEqual([{ ...BERNDS, number: ANNA }]);
  });

  test("end by number or by chat, once", async () => {
    const { telegram } = await databases.open();
    await telegram.link(ANNAS);
    await telegram.link(BERNDS);
    expect(await telegram.unlink({ number: ANNA })).toEqual(ANNAS);
    expect(await telegram.unlink({ number: ANNA })).toBeUndefined();
    expect(await telegram.unlink({ chatId: 77 })).toEqual(BERNDS);
    expect(await telegram.count()).toEqual({ linked: 0, blocked: 0 });
  });

  test("remember that they are blocked, until they are not or are made anew", async () => {
    const { telegram } = await databases.open();
    await telegram.link(ANNAS);
    expect(await telegram.setBlocked(ANNAS.chatId, NOON + 5)).toBe(true);
    expect(await telegram.setBlocked(ANNAS.chatId, NOON + 9)).toBe(false);
    expect(await telegram.findByNumber(ANNA)).toEqual({ ...ANNAS, blockedAt: NOON + 5 });
    expect(await telegram.count()).toEqual({ linked: 1, blocked: 1 });
    expect(await telegram.setBlocked(ANNAS.chatId, undefined)).toBe(true);
    expect(await telegram.setBlocked(ANNAS.chatId, undefined)).toBe(false);
    await telegram.setBlocked(ANNAS.chatId, NOON + 6);
    await telegram.link(ANNAS);
    expect(await telegram.findByNumber(ANNA)).toEqual(ANNAS);
    expect(await telegram.setBlocked(12345, NOON)).toBe(false);
  });
});
