import { expect } from "bun:test";
import type { Policy } from "../../../lib/messages/index.ts";
import { NIGHT } from "../../support/alarms.ts";
import { sqlOn } from "../../support/sql.ts";
import { DISK, STEPS, type Story, TELLS } from "./story.ts";

const BY_TELEGRAM: Pick<Policy, "steps"> = {
  steps: [
    { notify: [{ contact: "Anna" }], by: ["telegram"], waitSeconds: 300 },
    { notify: [{ contact: "Ben" }], by: ["auto"], waitSeconds: 300 },
  ],
};

/** Who answers, and who does not. */
export const ANSWERS: Readonly<Record<string, Story>> = {
  "nobody answers: each step at its time, then it is reported": {
    happens: (world) => world.pass(2_000),
    tells: TELLS.all,
    ends: "unanswered",
    timeline: STEPS.end,
  },
  "the first answers: nobody else is called": {
    async happens(world) {
      await world.pass(60);
      await world.writes("Anna", "1");
      await world.pass(2_000);
    },
    tells: [...TELLS.anna, "60 Anna sms: You have alarm 1: Disk full"],
    ends: "acknowledged",
    timeline: [...STEPS.anna, "60 taken Anna"],
  },
  "the second answers: the first learns it, and nobody else is called": {
    async happens(world) {
      await world.pass(310);
      await world.writes("Ben", "ok, mach ich");
      await world.pass(2_000);
    },
    tells: [...TELLS.ben, "310 Ben sms: You have alarm 1: Disk full", "310 Anna sms: Ben has taken alarm 1: Disk full"],
    ends: "acknowledged",
    timeline: [...STEPS.ben, "310 taken Ben"],
  },
  "two answer in the same second: one has it, the other is told who": {
    async happens(world) {
      await world.pass(370);
      await world.writes("Ben", "1");
      await world.writes("Anna", "1");
      await world.pass(2_000);
    },
    tells: [
      ...TELLS.ben,
      "370 Ben sms: You have alarm 1: Disk full",
      "370 Anna sms: Ben has taken alarm 1: Disk full",
      "370 Anna sms: Ben has it: 1",
    ],
    ends: "acknowledged",
    timeline: [...STEPS.ben, "370 taken Ben", "370 reminded Anna"],
  },
  "an answer that comes after the next step began counts": {
    async happens(world) {
      await world.pass(310);
      await world.writes("Anna", "Ja");
      await world.pass(2_000);
    },
    tells: [
      ...TELLS.ben,
      "310 Anna sms: You have alarm 1: Disk full",
      "360 Ben sms: Anna has taken alarm 1: Disk full",
    ],
    ends: "acknowledged",
    timeline: [...STEPS.ben, "310 taken Anna"],
  },
  "passed on: the next step begins at once": {
    async happens(world) {
      await world.pass(20);
      await world.writes("Anna", "2 bin im Urlaub");
      await world.pass(5);
      await world.writes("Ben", "1");
      await world.pass(2_000);
    },
    tells: [
      ...TELLS.anna,
      "20 Anna sms: Passed on: 1",
      `20 Ben sms: ${DISK}`,
      "20 Ben ring: ",
      "25 Ben sms: You have alarm 1: Disk full",
      "60 Anna sms: Ben has taken alarm 1: Disk full",
    ],
    ends: "acknowledged",
    timeline: [...STEPS.anna, "20 passed Anna", "20 step Ben", "25 taken Ben"],
  },
  "passed on too late: the step that waits now goes on waiting": {
    async happens(world) {
      await world.pass(310);
      await world.writes("Anna", "2");
      await world.pass(580);
    },
    tells: [...TELLS.ben, "310 Anna sms: It was passed on before: 1"],
    ends: "open",
    timeline: [...STEPS.ben, "310 reminded Anna"],
  },
  "a stranger and somebody who was not called answer: nothing happens": {
    async happens(world) {
      await world.pass(10);
      await world.writes("+491709999999", "1");
      await world.writes("Carl", "1");
      await world.pass(200);
    },
    tells: TELLS.anna,
    ends: "open",
    timeline: STEPS.anna,
  },
  "a number that was changed meanwhile: only the one that was called answers": {
    async happens(world) {
      const { addressBook } = world.store;
      const anna = await addressBook.findContact({ name: "Anna" });
      await addressBook.changeContact(anna?.id ?? 0, { number: "+491708888888" });
      await world.pass(10);
      await world.writes("+491708888888", "1");
      expect(await world.state(1)).toBe("open");
      await world.writes("Anna", "1");
      await world.pass(2_000);
    },
    tells: [...TELLS.anna, "10 Anna sms: You have alarm 1: Disk full"],
    ends: "acknowledged",
    timeline: [...STEPS.anna, "10 taken Anna"],
  },
  "an SMS that cannot be delivered: the next step does not wait": {
    async happens(world) {
      world.network = "refuses";
      await world.pass(30);
      world.network = "takes";
      await world.pass(200);
    },
    tells: [...TELLS.anna, `30 Ben sms: ${DISK}`, "30 Ben ring: "],
    ends: "open",
    timeline: [...STEPS.anna, "30 undelivered", "30 step Ben"],
  },
  "somebody cancels the message of a step: the next step does not wait": {
    async happens(world) {
      world.network = "gone";
      await world.pass(20);
      const [message] = await sqlOn(world.url, "select id from outgoing_messages");
      await world.store.outbox.cancel(Number(message?.id), world.clock.now());
      world.network = "takes";
      await world.pass(30);
    },
    tells: [...TELLS.anna, `30 Ben sms: ${DISK}`, "30 Ben ring: "],
    ends: "open",
    timeline: [...STEPS.anna, "30 undelivered", "30 step Ben"],
  },
  "somebody has blocked the bot: who is told by Telegram alone is passed over": {
    policy: BY_TELEGRAM,
    async happens(world) {
      world.network = "refuses";
      await world.pass(30);
      world.network = "takes";
      await world.pass(100);
    },
    tells: [`0 Anna telegram: ${DISK}`, `30 Ben auto: ${DISK}`],
    ends: "open",
    timeline: [...STEPS.anna, "30 undelivered", "30 step Ben"],
  },
  "the modem is gone: steps go on, and what has not gone when it is taken never goes": {
    async happens(world) {
      world.network = "gone";
      await world.pass(320);
      await world.act(1, "take");
      await world.pass(2_000);
      const messages = await sqlOn(world.url, "select state from outgoing_messages");
      expect(messages.map(({ state }) => state)).toEqual(["cancelled", "cancelled", "cancelled"]);
    },
    tells: TELLS.ben,
    ends: "acknowledged",
    timeline: [...STEPS.ben, "320 taken operator"],
  },
  "the text waits for a modem: nobody takes an alarm that has not reached them": {
    async happens(world) {
      world.network = "gone";
      await world.pass(60);
      await world.writes("Anna", "1");
      expect(await world.state(1)).toBe("open");
      world.network = "takes";
      await world.pass(60);
      await world.writes("Anna", "1");
      await world.pass(2_000);
    },
    tells: [...TELLS.anna, "120 Anna sms: You have alarm 1: Disk full"],
    ends: "acknowledged",
    timeline: [...STEPS.anna, "120 taken Anna"],
  },
  "resolved before anybody answers: those who were told learn it": {
    async happens(world) {
      await world.pass(100);
      await world.alarms.desk.resolve({ key: "disk" }, { door: "alerts", name: "Alertmanager" });
      await world.pass(2_000);
    },
    tells: [...TELLS.anna, "100 Anna sms: Alarm 1 is resolved by Alertmanager: Disk full"],
    ends: "resolved",
    timeline: [...STEPS.anna, "100 resolved Alertmanager"],
  },
  "resolved, and the policy does not want that to be told": {
    policy: { ...NIGHT, tellResolved: false },
    async happens(world) {
      await world.pass(100);
      await world.alarms.desk.resolve({ key: "disk" }, { door: "alerts" });
      await world.pass(10);
      await world.writes("Anna", "1");
      await world.pass(2_000);
    },
    tells: [...TELLS.anna, "110 Anna sms: It is over: alarm 1 is resolved"],
    ends: "resolved",
    timeline: [...STEPS.anna, "100 resolved", "110 reminded Anna"],
  },
};
