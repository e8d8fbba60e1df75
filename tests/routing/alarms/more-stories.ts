import { NIGHT } from "../../support/alarms.ts";
import { DISK, STEPS, type Story, TELLS } from "./story.ts";

/** What becomes of an alarm that was taken, or is raised again. */
export const CHANGES: Readonly<Record<string, Story>> = {
  "taken and given back: it begins with the first step again": {
    async happens(world, id) {
      await world.pass(310);
      await world.writes("Anna", "1");
      await world.pass(290);
      await world.act(id, "reopen", "Anna");
      await world.pass(299);
    },
    tells: [
      ...TELLS.ben,
      "310 Anna sms: You have alarm 1: Disk full",
      "360 Ben sms: Anna has taken alarm 1: Disk full",
      "600 Anna sms: Anna has given back alarm 1: Disk full",
      "600 Ben sms: Anna has given back alarm 1: Disk full",
      `600 Anna sms: ${DISK}`,
    ],
    ends: "open",
    timeline: [...STEPS.ben, "310 taken Anna", "600 given-back Anna", "600 step Anna"],
  },
  "taken and not resolved in time: it begins again": {
    policy: { ...NIGHT, notResolvedAfterSeconds: 3_600 },
    async happens(world) {
      await world.pass(60);
      await world.writes("Anna", "1");
      await world.pass(3_601);
    },
    tells: [...TELLS.anna, "60 Anna sms: You have alarm 1: Disk full", `3660 Anna sms: ${DISK}`],
    ends: "open",
    timeline: [...STEPS.anna, "60 taken Anna", "3660 not-resolved", "3660 step Anna"],
  },
  "the same key tells nobody again, unless it is worse": {
    async happens(world) {
      await world.pass(100);
      await world.raise("Disk full", { key: "disk" });
      await world.pass(100);
      await world.raise("Disk full on both", { key: "disk", severity: "critical" });
      await world.pass(90);
    },
    tells: [...TELLS.anna, "200 Anna sms: Alarm 1 (critical): Disk full on both"],
    ends: "open",
    timeline: [...STEPS.anna, "100 added", "200 severity-raised Disk full on both", "200 step Anna"],
  },
  "nobody answered, and the key is raised again: the same alarm opens again": {
    async happens(world) {
      await world.pass(2_000);
      await world.told();
      await world.raise("Disk full", { key: "disk" });
      await world.pass(1);
    },
    tells: [`2000 Anna sms: ${DISK}`],
    ends: "open",
    timeline: [...STEPS.end, "2000 opened-again", "2000 step Anna"],
  },
  "nobody answered, and somebody passes it on: there is nobody left, and it says so": {
    async happens(world) {
      await world.pass(2_000);
      await world.told();
      await world.writes("Anna", "2");
    },
    tells: ["2000 Anna sms: It was passed on before: 1"],
    ends: "unanswered",
    timeline: [...STEPS.end, "2000 reminded Anna"],
  },
  "what cannot be understood gets the help once, and stays an ordinary message": {
    async happens(world) {
      await world.pass(10);
      await world.writes("Anna", "Who is this?");
      await world.writes("Anna", "Hello?");
      await world.writes("Anna", "1 77");
      await world.pass(100);
    },
    tells: [
      ...TELLS.anna,
      "10 Anna sms: Not understood. Reply 1 to take the alarm, 2 to pass it on, 0 when it is resolved; with its number if there are several: 1 1",
    ],
    ends: "open",
    timeline: [...STEPS.anna, "10 helped Anna"],
  },
  "resolved by whoever has it": {
    async happens(world) {
      await world.pass(310);
      await world.writes("Ben", "1");
      await world.pass(70);
      await world.writes("Ben", "Erledigt!");
      await world.pass(2_000);
    },
    tells: [
      ...TELLS.ben,
      "310 Ben sms: You have alarm 1: Disk full",
      "310 Anna sms: Ben has taken alarm 1: Disk full",
      "380 Ben sms: Resolved: 1",
      "380 Anna sms: Alarm 1 is resolved by Ben: Disk full",
    ],
    ends: "resolved",
    timeline: [...STEPS.ben, "310 taken Ben", "380 resolved Ben"],
  },
  "a step that reaches nobody does not wait": {
    policy: {
      steps: [
        { notify: [{ group: "nobody" }], by: ["sms"], waitSeconds: 300 },
        { notify: [{ contact: "Ben" }], by: ["sms"], waitSeconds: 300 },
      ],
    },
    happens: (world) => world.pass(1),
    tells: [`0 Ben sms: ${DISK}`],
    ends: "open",
    timeline: ["0 opened", "0 step", "0 not-told nobody there is no such group", "0 step Ben"],
  },
};
