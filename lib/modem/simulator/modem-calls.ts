import type { Timer } from "../../clock.ts";
import type { ModemCall, ModemCalls, ModemContext } from "./context.ts";
import type { NetworkCall } from "./network/index.ts";
import { typeOfNumber } from "./text-format.ts";

/** 5 s between two `RING`, as the ringing tone of many networks repeats. */
const RING_MS = 5000;

/** A caller that withholds its number: `+CLIP` then says so, 27.007 §7.6. */
const WITHHELD = "anonymous";

export function createModemCalls(modem: () => ModemContext): ModemCalls {
  const calls = new Map<number, ModemCall>();
  /** Calls that this side hung up: the program need not be told of their end. */
  const ended = new Set<number>();
  let ringing: Timer | undefined;

  /** What the family reports about a call besides the standard's results. */
  function tell(phase: "dialling" | "ringing" | "active" | "ended", call: NetworkCall): void {
    const { profile, state } = modem();
    const { switchedBy, [phase]: line } = profile.callLines;
    if (line === undefined || (switchedBy !== undefined && (state.vendor.get(switchedBy) ?? "0") === "0")) return;
    const seconds = Math.round(((call.endedAt ?? 0) - (call.answeredAt ?? call.endedAt ?? 0)) / 1000);
    const cause = { busy: 17, "no-answer": 19, rejected: 21, "hung-up": 16, "not-allowed": 57 }[call.end ?? "hung-up"];
    const fields: Record<string, string> = { id: "1", seconds: String(seconds).padStart(6, "0"), cause: String(cause) };
    modem().unsolicited(line.replaceAll(/\{(\w+)\}/g, (whole, name: string) => fields[name] ?? whole));
  }

  function ring(number: string): void {
    const { state, clock } = modem();
    modem().unsolicited(state.calls.extendedRing === 1 ? "+CRING: VOICE" : "RING");
    if (state.calls.showCaller === 1) {
      const isShown = number !== WITHHELD;
      const field = isShown ? `"${number}",${typeOfNumber(number)}` : '"",128';
      modem().unsolicited(`+CLIP: ${field},"",,"",${isShown ? 0 : 1}`);
    }
    ringing = clock.setTimer(RING_MS, () => ring(number));
  }

  function finish(call: NetworkCall): void {
    const known = calls.get(call.id);
    calls.delete(call.id);
    if (known?.incoming) ringing?.cancel();
    if (known) tell("ended", call);
    if (ended.delete(call.id) || known === undefined || modem().profile.callLines.insteadOfResults) return;
    if (!known.incoming && call.end === "busy") modem().unsolicited("BUSY");
    else if (!known.incoming && call.end === "no-answer") modem().unsolicited("NO ANSWER");
    else modem().unsolicited("NO CARRIER");
  }

  return {
    list: () => [...calls.values()],
    dial(number) {
      modem().link.dial(number);
    },
    answer() {
      const call = [...calls.values()].find(({ status }) => status === 4);
      if (call) modem().link.answer(call.id);
      return call !== undefined;
    },
    hangUp() {
      for (const id of [...calls.keys()]) {
        ended.add(id);
        modem().link.hangUp(id);
      }
    },
    changed(call) {
      const incoming = call.to === modem().state.number;
      const number = incoming ? call.from : call.to;
      switch (call.phase) {
        case "dialling":
          if (incoming) return;
          calls.set(call.id, { id: call.id, incoming, status: 2, number });
          tell("dialling", call);
          return;
        case "ringing":
          // A modem that is off the network does not ring.
          if (incoming && !modem().registered) return;
          calls.set(call.id, { id: call.id, incoming, status: incoming ? 4 : 3, number });
          if (incoming) ring(number);
          else tell("ringing", call);
          return;
        case "active": {
          const known = calls.get(call.id);
          if (known) known.status = 0;
          if (known) tell("active", call);
          if (incoming) ringing?.cancel();
          return;
        }
        case "ended":
          finish(call);
          return;
        default:
          call.phase satisfies never;
      }
    },
    reset() {
      ringing?.cancel();
      calls.clear();
      ended.clear();
    },
  };
}
