import { decodeDeliver, decodeStatusReport, type EncodedPdu, PduError } from "../../pdu/index.ts";
import type { ModemContext, Reception } from "./context.ts";
import type { Effect } from "./faults/index.ts";
import type { Acknowledgement, Delivery } from "./network/index.ts";
import { RECEIVED_UNREAD } from "./storage.ts";
import { alphaField, deliverHeading, pduLength, statusReportFields } from "./text-format.ts";

/** Time that a program has for `AT+CNMA`, 27.005 §3.4.1 leaves it open. */
const ACKNOWLEDGE_MS = 15_000;

export function createReception(modem: () => ModemContext): Reception {
  let awaited: ((acknowledgement: Acknowledgement) => void) | undefined;
  let kept: string[][] = [];
  let reported = Promise.withResolvers<void>();

  function indicate(...lines: string[]): void {
    if (modem().state.messages.indications.mode === 0) kept.push(lines);
    else modem().unsolicited(...lines);
  }
  const store = createDeliveryStore(modem, indicate);

  /** Directly to the program, without a memory; under `AT+CSMS=1` only its `AT+CNMA` counts as taken. */
  function show(heading: string, body: string[]): Acknowledgement | Promise<Acknowledgement> {
    const { clock, state } = modem();
    indicate(heading, ...body);
    if (state.messages.service === 0) return "taken";
    return new Promise((resolve) => {
      const timer = clock.setTimer(ACKNOWLEDGE_MS, () => {
        // 27.005 §3.4.1: without an acknowledgement the modem stops routing to the program.
        state.messages.indications.deliver = 0;
        state.messages.indications.report = 0;
        state.messages.hasIndications = false;
        awaited = undefined;
        resolve("refused");
      });
      awaited = (acknowledgement) => {
        timer.cancel();
        awaited = undefined;
        resolve(acknowledgement);
      };
    });
  }

  function takeMessage(delivery: Delivery, effect: Effect = {}): Acknowledgement | Promise<Acknowledgement> {
    const { state } = modem();
    const { deliver } = state.messages.indications;
    const direct = (deliver === 2 && delivery.class !== 2) || (deliver === 3 && delivery.class === 3);
    if (!direct) return store(delivery, deliver === 0 || effect.quiet ? undefined : "+CMTI", effect);
    if (state.messages.format === 0) {
      const alpha = alphaField(modem().profile);
      return show(`+CMT: ${alpha}${pduLength(delivery.pdu.pdu)}`, [delivery.pdu.pdu]);
    }
    const text = readable(() => deliverHeading(decodeDeliver(delivery.pdu.pdu), state));
    return text ? show(`+CMT: ${text.heading}`, [text.body]) : store(delivery, undefined);
  }

  function takeReport(delivery: Delivery): Acknowledgement | Promise<Acknowledgement> {
    const { state, profile } = modem();
    const { report } = state.messages.indications;
    if (report === 0) return state.messages.hasIndications ? "taken" : "refused";
    if (report === 2 || profile.storesReports) {
      return profile.losesStoredReports ? "taken" : store(delivery, profile.announcesReports ? "+CDSI" : undefined);
    }
    if (profile.losesDirectReports) return "taken";
    if (state.messages.format === 0) {
      return show(`+CDS: ${pduLength(delivery.pdu.pdu)}`, [delivery.pdu.pdu]);
    }
    const fields = readable(() => statusReportFields(decodeStatusReport(delivery.pdu.pdu), state));
    return fields ? show(`+CDS: ${fields}`, []) : "taken";
  }

  return {
    async receive(delivery) {
      if (modem().profile.deafWhileSending && modem().state.radio.transmitting) return "unreachable";
      const effect = await modem().faults.at("receive", delivery.kind);
      if (effect?.drop) return "taken";
      const changed: Delivery = effect?.unreadable ? { ...delivery, pdu: unreadable(delivery.pdu) } : delivery;
      let acknowledgement: Acknowledgement = "taken";
      for (let times = effect?.twice ? 2 : 1; times > 0 && acknowledgement === "taken"; times--) {
        const taken = changed.kind === "deliver" ? takeMessage(changed, effect) : takeReport(changed);
        // Written or stored by now; its acknowledgement may have to wait for the end of a command.
        if (changed.kind === "status-report") {
          reported.resolve();
          reported = Promise.withResolvers();
        }
        acknowledgement = await taken;
      }
      return effect?.unheard ? "unreachable" : acknowledgement;
    },
    acknowledge(accepted) {
      if (!awaited) return false;
      awaited(accepted ? "taken" : "full");
      return true;
    },
    flush(drop) {
      const lines = kept;
      kept = [];
      if (!drop) for (const line of lines) modem().unsolicited(...line);
    },
    nextReport: () => reported.promise,
    reset() {
      kept = [];
      awaited?.("unreachable");
    },
  };
}

/** Stores deliveries from the network, and announces them if an indication is given. */
function createDeliveryStore(modem: () => ModemContext, indicate: (line: string) => void) {
  /** Messages that were announced with their index. */
  let indicated = 0;

  function tellFull(memory: string): void {
    const { profile, state, unsolicited } = modem();
    const { fullLine, fullLineSwitchedBy: by } = profile;
    const isOn = by === undefined || (state.vendor.get(by.command) ?? by.initially) !== "0";
    if (fullLine !== undefined && isOn) unsolicited(fullLine.replaceAll("{memory}", memory));
  }

  function placeToTell(indication: "+CMTI" | "+CDSI", name: string, index: number): string {
    const { indicatedMemory, unknownIndexEvery } = modem().profile;
    if (indication === "+CMTI" && unknownIndexEvery > 0 && ++indicated % unknownIndexEvery === 0) return ",-1";
    if (indicatedMemory === undefined) return `"${name}",${index}`;
    const { memories } = modem().state.messages;
    const stored = memories.get(name)?.get(index);
    const place = memories
      .get(indicatedMemory)
      ?.list()
      .find(({ message }) => message === stored);
    return `"${indicatedMemory}",${place?.index ?? index}`;
  }

  return function store(
    delivery: Delivery,
    indication: "+CMTI" | "+CDSI" | undefined,
    { nameless, damagedMs }: Effect = {},
  ): Acknowledgement {
    const { clock, profile, state } = modem();
    const { memories, selected } = state.messages;
    const wanted = delivery.kind === "status-report" ? profile.reportMemory : undefined;
    const name = wanted ?? selected[2];
    const index = memories.get(name)?.add({
      kind: delivery.kind,
      pdu: delivery.pdu.pdu,
      status: RECEIVED_UNREAD,
      ...(damagedMs === undefined ? {} : { damagedUntil: clock.now() + damagedMs }),
    });
    if (index === undefined) {
      // A separate memory for reports drops them when full; other deliveries must not wait.
      if (wanted !== undefined) return "taken";
      tellFull(name);
      return "full";
    }
    if (indication) indicate(`${indication}: ${nameless ? ",-1" : placeToTell(indication, name, index)}`);
    return "taken";
  };
}

/** The same with an address longer than any: what follows it cannot be found. */
function unreadable({ pdu, length }: EncodedPdu): EncodedPdu {
  const first = pdu.length - length * 2;
  return { pdu: `${pdu.slice(0, first + 2)}FFFF${pdu.slice(first + 6)}`, length };
}

/** `undefined` for a PDU that text mode cannot show. */
function readable<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof PduError) return undefined;
    throw error;
  }
}
