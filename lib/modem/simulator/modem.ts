import type { Timer } from "../../clock.ts";
import { defined } from "../../defined.ts";
import type { WireEntry } from "./at/output.ts";
import { BEHAVIOURS, type Behaviour } from "./behaviours/index.ts";
import { registrationFields, registrationStatus } from "./behaviours/registration.ts";
import type { ModemContext } from "./context.ts";
import { createExecutor } from "./executor.ts";
import { type ActiveFault, createFaultSet, type FaultPoint, type FaultRequest } from "./faults/index.ts";
import { fillerPdu } from "./filler.ts";
import { createHistory } from "./history.ts";
import { type Cable, cableTo, createLine } from "./line.ts";
import { createModemCalls } from "./modem-calls.ts";
import { type SimulatedNetwork, subscriberKey } from "./network/index.ts";
import { findProfile, type Profile } from "./profiles/index.ts";
import { createReception } from "./reception.ts";
import { createModemState, freshMessages, freshTerminal, type SimulatedState } from "./state.ts";

export interface SimulatedModemOptions {
  network: SimulatedNetwork;
  /** The modem's own, unique in its network. */
  number?: string;
  /** Name of a profile, or one of your own; "generic" when left out. */
  profile?: string | Profile;
  /** The SIM asks for it at each start. */
  pin?: string;
  /** Time of one submission; the network's latency when left out. */
  latencyMs?: number;
  /** Octets per second on the line; unlimited when left out. */
  octetsPerSecond?: number;
  /** Entries of the wire log that are kept; 2,000 when left out. */
  traceLimit?: number;
}

/** What a test writes to the wire, and where. */
export interface Injection {
  /** One line, or several of one unsolicited result. */
  lines: readonly string[];
  at: FaultPoint;
  /** Only at this command; at any when left out. */
  command?: string;
}

/** A simulated modem that speaks real AT on its end of a port. */
export interface SimulatedModem {
  readonly number: string;
  readonly profile: Profile;
  readonly network: SimulatedNetwork;
  /** Everything in it; may be changed. After a change of `sim` or `radio` call `stateChanged`. */
  readonly state: SimulatedState;
  readonly registered: boolean;
  /** Whether a program could talk to it now. */
  readonly attached: boolean;
  /** Answers on this port, or on the ports this cable gives, until `detach`. @throws what `open` of the port throws */
  attach(port: SerialPort | Cable): Promise<void>;
  /** Closes and releases the port. Never rejects. */
  detach(): Promise<void>;
  /** Announces a change of registration, and requests what the network has kept. */
  stateChanged(): void;
  /** Puts a behaviour in front of the modem's own; the returned function removes it. */
  use(behaviour: Behaviour): () => void;
  /** Sets a fault of the table; the returned function removes it. @throws SimulatorError */
  fault(name: string, request?: FaultRequest): () => void;
  faults(): ActiveFault[];
  /** Removes all, or the one with this ID of `faults()`. `false`: nothing was set. */
  clearFaults(id?: number): boolean;
  /** Writes a line once, at its point. */
  inject(injection: Injection): void;
  /** Starts again, as after `AT+CFUN=1,1`. */
  restart(): void;
  /** What crossed the wire, oldest first. */
  wire(): WireEntry[];
  /** Leaves the network and releases the port. Never rejects. */
  close(): Promise<void>;
}

/** A line between the prompt and the PDU that follows it. */
export const beforePdu = (...lines: string[]): Injection => ({ lines, at: "pdu" });
/** A line between the PDU and the result of `AT+CMGS`. */
export const beforeResult = (...lines: string[]): Injection => ({ lines, at: "answer", command: "+CMGS" });

/** @throws SimulatorError kind "unknown-name" (profile), "number" (taken in this network) */
export function createSimulatedModem(options: SimulatedModemOptions): SimulatedModem {
  const { network, number = "+491700000001" } = options;
  const { clock } = network;
  const profile = typeof options.profile === "object" ? options.profile : findProfile(options.profile ?? "generic");
  const state = createModemState(profile, {
    number,
    pin: options.pin,
    serial: Number(subscriberKey(number).replace(/\D/g, "").slice(-5)) || 0,
  });
  const trace = createHistory<WireEntry>(options.traceLimit ?? 2000);
  const timers = new Set<Timer>();
  let chattering: Timer | undefined;
  let lastStatus = -1;

  const line = createLine({
    clock,
    trace,
    characterMs: options.octetsPerSecond === undefined ? 0 : 1000 / options.octetsPerSecond,
    feed: (bytes) => (state.terminal.hung ? feedHung(bytes) : executor.feed(bytes)),
    plugged: powerOn,
    unplugged: powerOff,
  });
  const faults = createFaultSet(
    {
      state,
      random: network.random,
      now: clock.now,
      restart,
      unplug: line.unplug,
      registrationChanged,
      later,
      unsolicited: (text) => executor.unsolicited([text]),
      filler: (content, count) => fillerPdu(content, { now: clock.now(), number: count }),
    },
    { put, sleep: (ms) => clock.sleep(ms) },
  );
  const calls = createModemCalls(() => context);
  const reception = createReception(() => context);
  const link = network.join({
    number,
    get reachable() {
      return context.registered;
    },
    receive: reception.receive,
    callChanged: calls.changed,
  });
  const context: ModemContext = {
    profile,
    state,
    network,
    link,
    clock,
    faults,
    calls,
    reception,
    get registered() {
      const { sim, radio } = state;
      const attached = radio.functionality === 1 && sim.condition === "ready" && clock.now() >= radio.searchingUntil;
      return (
        attached &&
        state.terminal.hung === undefined &&
        (radio.registration === "home" || radio.registration === "roaming")
      );
    },
    get submissionMs() {
      return options.latencyMs ?? network.settings.latencyMs;
    },
    unsolicited,
    registrationChanged,
    startSearch,
    restart,
    get messagesReady() {
      return state.sim.condition === "ready" && clock.now() >= state.sim.messagesBusyUntil;
    },
    commandNames: () => executor.commandNames(),
  };
  const executor = createExecutor(() => context, { family: profile.behaviours, generic: BEHAVIOURS }, put);

  function put(text: string): void {
    if (!state.terminal.hung) line.put(text);
  }

  /** A modem that hangs obeys at most the one command that restarts it. */
  function feedHung(bytes: Uint8Array): void {
    if (state.terminal.hung === "reset" && /AT\+CFUN=1,1\r/i.test(Buffer.from(bytes).toString("latin1"))) restart();
  }

  function unsolicited(...lines: string[]): void {
    const { setting = "", unless = [] } = profile.mutedBy ?? {};
    const value = state.vendor.get(setting);
    if (value === undefined || unless.includes(value)) executor.unsolicited(lines);
  }

  function later(ms: number, run: () => void): void {
    const timer = clock.setTimer(ms, () => {
      timers.delete(timer);
      run();
    });
    timers.add(timer);
  }

  function startSearch(): void {
    const { sim, radio } = state;
    const now = clock.now();
    if (sim.condition === "ready") {
      sim.busyUntil = Math.max(sim.busyUntil, now + profile.simBusyMs);
      sim.messagesBusyUntil = sim.busyUntil + profile.messagesReadyMs;
      if (profile.readyLines.length > 0) later(sim.messagesBusyUntil - now, messagesReady);
    }
    const waitMs = profile.simBusyMs + profile.registrationMs;
    radio.searchingUntil = now + waitMs;
    registrationChanged();
    if (waitMs > 0) later(waitMs, registrationChanged);
  }

  function messagesReady(): void {
    // A start in between has begun another wait.
    if (!context.messagesReady) return;
    for (const text of profile.readyLines) unsolicited(text);
  }

  function registrationChanged(): void {
    const status = registrationStatus(context);
    if (status !== lastStatus) {
      lastStatus = status;
      for (const name of ["+CREG", "+CGREG", "+CEREG"] as const) {
        if (state.radio.reports[name] > 0) unsolicited(`${name}: ${registrationFields(context, name)}`);
      }
    }
    if (context.registered) link.retry();
  }

  /** What a start resets: everything but the memories, the SIM's contents and the reference. */
  function powerOn(): void {
    executor.reset();
    calls.reset();
    reception.reset();
    const { echoLocked, chatters } = state.terminal;
    const { smsc } = state.messages;
    Object.assign(state.terminal, freshTerminal(profile), { echoLocked, chatters });
    Object.assign(state.messages, freshMessages(), { smsc });
    state.calls = { showCaller: 0, showConnected: 0, extendedRing: 0 };
    state.radio.functionality = 1;
    state.radio.reports = { "+CREG": 0, "+CGREG": 0, "+CEREG": 0 };
    if (state.sim.pinEnabled && state.sim.condition === "ready") state.sim.condition = "pin";
    state.radio.refusedOnLte = 0;
    state.vendor.clear();
    for (const text of profile.bootLines) unsolicited(text);
    startSearch();
    chatter();
  }

  function powerOff(): void {
    executor.reset();
    chattering?.cancel();
  }

  /** Writes one of the family's periodic lines, and schedules the next one. */
  function chatter(said = 0): void {
    chattering?.cancel();
    const { chatter: habit } = profile;
    if (!habit) return;
    chattering = clock.setTimer(habit.everyMs, () => {
      const isOn = habit.switchedBy === undefined || state.vendor.get(habit.switchedBy) !== "0";
      if (isOn) unsolicited(habit.lines[said % habit.lines.length] ?? "");
      chatter(said + 1);
    });
  }

  function restart(): void {
    calls.hangUp();
    powerOn();
  }

  return {
    number,
    profile,
    network,
    state,
    get registered() {
      return context.registered;
    },
    get attached() {
      return line.attached;
    },
    attach: (port) => line.attach(cableTo(port)),
    detach: line.detach,
    stateChanged: registrationChanged,
    use: executor.use,
    fault: faults.add,
    faults: faults.list,
    clearFaults: faults.clear,
    inject({ lines, at, command }) {
      faults.add("unsolicited", { options: { line: lines.join("\n"), at, ...defined({ command }) } });
    },
    restart,
    wire: trace.entries,
    async close() {
      for (const timer of timers) timer.cancel();
      chattering?.cancel();
      link.leave();
      calls.reset();
      reception.reset();
      await line.detach();
    },
  };
}
