import type { Timer } from "../../clock.ts";
import { fieldsOf } from "../at/fields.ts";
import type { DriverContext } from "./context.ts";
import type { Router } from "./router.ts";

/** 2 s: `+CLIP` follows the first RING within this time, if the number is shown at all. */
const NUMBER_MS = 2_000;
/** 12 s: RING comes about every 5 s; after two missing ones the call is over. */
const SILENCE_MS = 12_000;

/** Reports each incoming call once, with its number when the network shows it. Nothing is ever answered. */
export function watchIncomingCalls(
  context: DriverContext,
  router: Router,
  report: (call: { number?: string }) => void,
): { close(): void } {
  let reported = false;
  let waitForNumber: Timer | undefined;
  let over: Timer | undefined;

  function tell(number: string | undefined): void {
    waitForNumber?.cancel();
    waitForNumber = undefined;
    if (reported) return;
    reported = true;
    report(number === undefined || number === "" ? {} : { number });
  }

  function rings(): void {
    over?.cancel();
    over = context.clock.setTimer(SILENCE_MS, end);
    if (!reported && !waitForNumber) waitForNumber = context.clock.setTimer(NUMBER_MS, () => tell(undefined));
  }

  function end(): void {
    // A caller who hung up before the number arrived still counts as a call.
    if (waitForNumber) tell(undefined);
    over?.cancel();
    over = undefined;
    reported = false;
  }

  const routes = [
    router.on(/^(RING$|\+CRING\s*:)/i, rings),
    router.on(/^\+CLIP\s*:/i, ({ line }) => {
      rings();
      tell(fieldsOf(line)[0]);
    }),
    router.on(/^NO CARRIER$/i, () => {
      if (over) end();
    }),
  ];
  return {
    close() {
      for (const off of routes) off();
      waitForNumber?.cancel();
      over?.cancel();
    },
  };
}
