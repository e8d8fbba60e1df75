import type { FaultDefinition, FaultTarget } from "./fault.ts";
import { always, atOption, commandOption, msOption, number, pointOf, secondsOption } from "./options.ts";

/** What can go wrong with the modem as a whole: its SIM, its network, its power. */
export const CONDITION_FAULTS: Readonly<Record<string, FaultDefinition>> = {
  "reference-wrap": {
    about: "The next part gets the reference 255, the one after it 0.",
    point: always("now"),
    strike(_options, { state }) {
      state.messages.reference = 255;
      return {};
    },
  },
  "sim-busy": {
    about: "The SIM does not answer for some seconds.",
    options: { seconds: { type: "number", about: "how long", default: 10 } },
    point: always("now"),
    strike(options, target) {
      target.state.sim.busyUntil = target.now() + number(options, "seconds") * 1000;
      return {};
    },
    undo({ state }) {
      state.sim.busyUntil = 0;
    },
  },
  "registration-lost": {
    about: "The network is gone.",
    options: { seconds: { type: "number", about: "how long; 0 until the fault is taken away", default: 0 } },
    point: always("now"),
    strike(options, target) {
      const back = target.state.radio.registration;
      target.state.radio.registration = "searching";
      target.registrationChanged();
      const seconds = number(options, "seconds");
      if (seconds > 0) {
        target.later(seconds * 1000, () => {
          target.state.radio.registration = back;
          target.registrationChanged();
        });
      }
      return {};
    },
    undo(target) {
      target.state.radio.registration = "home";
      target.registrationChanged();
    },
  },
  "brown-out": {
    about: "The modem restarts on its own.",
    options: { at: atOption("now"), command: commandOption("*") },
    point: pointOf,
    strike(_options, target) {
      target.restart();
      return { reply: { result: "silence" } };
    },
  },
  unplug: {
    about: "The device disappears, and comes back.",
    options: {
      backMs: { type: "number", about: "milliseconds until it is back; -1 for never", default: 1000 },
      at: atOption("now"),
      command: commandOption("*"),
    },
    point: pointOf,
    strike(options, target) {
      const backMs = number(options, "backMs");
      target.unplug(backMs < 0 ? undefined : backMs);
      return { reply: { result: "silence" } };
    },
  },
  "power-down": {
    about: "The modem says that it switches itself off, and does; it is back after a while.",
    options: { backMs: { ...msOption(5000), about: "milliseconds until it is back; -1 for never" } },
    point: always("now"),
    strike(options, target) {
      target.unsolicited("NORMAL POWER DOWN");
      const backMs = number(options, "backMs");
      target.later(0, () => target.unplug(backMs < 0 ? undefined : backMs));
      return {};
    },
  },
  "sim-removed": {
    about: "The SIM loses contact; it is back after some seconds.",
    options: { seconds: secondsOption(10) },
    point: always("now"),
    strike(options, target) {
      const { sim } = target.state;
      sim.condition = "absent";
      target.registrationChanged();
      const seconds = number(options, "seconds");
      if (seconds > 0) target.later(seconds * 1000, () => putBack(target));
      return {};
    },
    undo: (target) => putBack(target),
  },
  "smsc-lost": {
    about: "The SIM's service centre number is gone for some time (ZTE after AT+CSMP).",
    options: { seconds: secondsOption(30) },
    point: always("now"),
    strike(options, target) {
      const { messages } = target.state;
      const before = messages.smsc;
      messages.smsc = "";
      const seconds = number(options, "seconds");
      if (seconds > 0) {
        target.later(seconds * 1000, () => {
          if (messages.smsc === "") messages.smsc = before;
        });
      }
      return {};
    },
  },
};

/** A card that was locked asks for its PIN again. */
function putBack(target: FaultTarget): void {
  const { sim } = target.state;
  if (sim.condition !== "absent") return;
  sim.condition = sim.pinEnabled ? "pin" : "ready";
  target.registrationChanged();
}
