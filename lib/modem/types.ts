import type { EncodedPdu } from "../pdu/index.ts";
import type { RingResult } from "../send-outcomes.ts";
import type { SimBudget } from "./budget.ts";

export type ModemErrorKind =
  /** The modem or network answered with an error: `cms` or `cme` tell which, if it was a number. */
  | "rejected"
  /** The PDU was written and its answer never came or says nothing. */
  | "unknown-outcome"
  /** A command that changes nothing outside the modem got no answer. */
  | "timeout"
  /** The port is closed or lost. */
  | "gone"
  /** Out of service until a person acts: PIN, PUK, no SIM, blocked. */
  | "out-of-service"
  | "not-supported"
  | "aborted";

export type ModemState = "starting" | "ready" | "searching" | "out-of-service" | "gone" | "stopped";

/** By 27.007 §7.2. `no-sms`: the network lets it reach local services only (RLOS), which have no messages. */
export type Registration =
  | "home"
  | "roaming"
  | "searching"
  | "denied"
  | "emergency-only"
  | "no-sms"
  | "not-registered"
  | "unknown";

/** A snapshot; a new object whenever something changes. */
export interface ModemStatus {
  name: string;
  spec: string;
  pool?: string;
  /** The device that its port was last found at, e.g. `/dev/ttyUSB1`. */
  port?: string;
  state: ModemState;
  /** One sentence, with what to do, when the modem is not ready. */
  problem?: string;
  /** One sentence, with what to do, when the modem works and something is wrong with it all the same. */
  notice?: string;
  identity?: { manufacturer: string; model: string; revision: string; imei: string };
  sim?: { imsi?: string; iccid?: string; smsc?: string };
  /** What the SIM last waited for, as `AT+CPIN?` says it: `READY`, `SIM PIN`, `SIM PUK`, …; `ABSENT` without a SIM. */
  simLock?: string;
  signalDbm?: number;
  registration: Registration;
  operator?: string;
  technology?: string;
  /** Dialect chosen and the settings that were accepted, e.g. CNMI. */
  dialect?: { name: string; cnmi?: string; csms?: number; storage?: string };
  /** Steps of the recovery ladder taken since the gateway started; absent while there were none. */
  recoveries?: Readonly<Partial<Record<RecoveryStep, number>>>;
  /** When `state` last changed. */
  since: number;
}

/**
 * From the mildest: ESC and a drain, the start-up sequence again, `AT+CFUN=1,1`, the port closed and opened, the device
 * found under another name, its power switched off and on.
 */
export type RecoveryStep = "drain" | "start-again" | "reset" | "reopen" | "find" | "power";

/** A PDU that the modem handed over. The driver deletes or acknowledges it after the handler has resolved. */
export interface ReceivedPdu {
  modem: string;
  /** ICCID, else IMSI, else IMEI, else the modem's name: what delivery reports are matched by. */
  sim: string;
  kind: "deliver" | "status-report";
  /** Hexadecimal as read, with SMSC; may be undecodable. */
  pdu: string;
  storage?: { memory: string; index: number };
  receivedAt: number;
}

/** Given to a modem once, when it is made; the modem calls, the owner answers. */
export interface ModemHandlers {
  /** Resolves when the PDU is stored durably. While it rejects, the PDU stays on the modem and is handed over again. */
  received(pdu: ReceivedPdu): Promise<void>;
  changed(status: ModemStatus): void;
  /** A call begins to ring. It is never answered. */
  incomingCall(call: IncomingCall): void;
  /** The same call rings no more; its number may have come meanwhile. */
  callEnded(call: IncomingCall & { rangMs: number }): void;
}

/** A call to a modem. */
interface IncomingCall {
  modem: string;
  /** See {@link ReceivedPdu.sim}. */
  sim: string;
  /** Absent when it is withheld, or the network does not give it. */
  number?: string;
  /** Of the first RING, milliseconds since 1970. */
  at: number;
}

export interface UssdAnswer {
  /** 0 no further action, 1 answer expected, 2 ended by the network, 4 not supported, 5 network time out. */
  status: number;
  text: string;
}

export interface SendOptions {
  /** More parts or messages follow at once (keeps the link open, `AT+CMMS`). */
  more?: boolean | undefined;
  /** Gives up waiting. */
  signal?: AbortSignal | undefined;
  /**
   * The modem is asked for its prompt at once, and gets the PDU when this has given `true`. With `false` or a rejection
   * nothing is sent ("aborted").
   */
  consent?: Promise<boolean> | undefined;
}

/** A modem under supervision: it may come and go, the object stays. */
export interface Modem {
  readonly name: string;
  readonly pool: string | undefined;
  /** What its SIM may send, as far as its own setting says. */
  readonly budget: SimBudget | undefined;
  readonly status: ModemStatus;
  /** What reports of parts sent now will be matched by; see {@link ReceivedPdu.sim}. */
  readonly sim: string;
  /** Opens the port and keeps it running until `stop`. Resolves at once; `status` tells the progress. */
  start(): void;
  /** Lets a part on the wire finish (up to `graceMs`, default 20 s), closes the port. Never rejects. */
  stop(options?: { graceMs?: number }): Promise<void>;
  /** Resolves when `status.state` is `ready`. @throws the signal's reason */
  whenReady(signal?: AbortSignal): Promise<void>;
  /**
   * Sends one part and resolves with TP-MR when the network has taken it.
   *
   * @throws ModemError
   */
  sendPart(part: EncodedPdu, options?: SendOptions): Promise<{ reference: number }>;
  /** Rings for up to `seconds` and hangs up. @throws ModemError; "rejected" for a number that cannot be dialled */
  ring(number: string, options: { seconds: number; signal?: AbortSignal }): Promise<RingResult>;
  /** One request of a USSD session. @throws ModemError */
  ussd(request: string, options?: { signal?: AbortSignal }): Promise<UssdAnswer>;
  /** Ends the USSD session, if there is one. @throws ModemError */
  cancelUssd(): Promise<void>;
  /** Starts the modem again (recovery ladder). */
  restart(reason: string): void;
}
