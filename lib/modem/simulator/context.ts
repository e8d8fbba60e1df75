import type { Clock } from "../../clock.ts";
import type { FaultSet } from "./faults/fault-set.ts";
import type { Acknowledgement, Delivery, NetworkCall, NetworkLink, SimulatedNetwork } from "./network/index.ts";
import type { ModemFamily } from "./profiles/family.ts";
import type { SimulatedState } from "./state.ts";

/** The modem as its behaviours see it. */
export interface ModemContext {
  readonly profile: ModemFamily;
  readonly state: SimulatedState;
  readonly network: SimulatedNetwork;
  readonly link: NetworkLink;
  readonly clock: Clock;
  readonly faults: FaultSet;
  readonly calls: ModemCalls;
  readonly reception: Reception;
  /** Switched on, with a SIM that is ready, and taken by the network. */
  readonly registered: boolean;
  /** Time that one submission takes, in milliseconds. */
  readonly submissionMs: number;
  /** The SIM's messages can be listed. */
  readonly messagesReady: boolean;
  /** Writes an unsolicited result of one or more lines; waits while a prompt is open. */
  unsolicited(...lines: string[]): void;
  /** Announces the registration where asked for (`+CREG: 1`), and requests what the network has kept. */
  registrationChanged(): void;
  /** The SIM has become ready: the modem begins to look for its network. */
  startSearch(): void;
  /** Starts again at the end of this turn: settings, PIN and calls are reset, the memories are kept. */
  restart(): void;
  /** Names of all commands, sorted. */
  commandNames(): string[];
}

/** A call as this modem sees it: `<dir>` and `<stat>` of 27.007 §7.18. */
export interface ModemCall {
  id: number;
  incoming: boolean;
  /** 0 active, 2 dialling, 3 alerting, 4 incoming. */
  status: 0 | 2 | 3 | 4;
  number: string;
}

/** The calls that this modem takes part in. */
export interface ModemCalls {
  /** By id; an incoming call is one from the moment it rings. */
  list(): ModemCall[];
  dial(number: string): void;
  /** Answers the call that rings. False when none does. */
  answer(): boolean;
  /** Ends all calls of this modem. */
  hangUp(): void;
  changed(call: NetworkCall): void;
  /** Stops ringing without telling the network. */
  reset(): void;
}

/** The modem's side of what comes from the network. */
export interface Reception {
  /** Stores or shows it, as `AT+CNMI` says. Never rejects. */
  receive(delivery: Delivery): Promise<Acknowledgement>;
  /** `AT+CNMA`: false when nothing waits for it. */
  acknowledge(accepted: boolean): boolean;
  /** Writes what was kept while `<mode>` was 0, or drops it. */
  flush(drop: boolean): void;
  /** Resolves when the next report has been written or stored. Never rejects. */
  nextReport(): Promise<void>;
  /** The modem starts again: nothing is kept or awaited. */
  reset(): void;
}
