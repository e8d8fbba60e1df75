import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { EncodedPdu } from "../../pdu/index.ts";
import type { RingResult } from "../../send-outcomes.ts";
import { createAtChannel } from "../at/channel.ts";
import type { AtChannel, ChannelEnd, NoteLine } from "../at/channel-contract.ts";
import { type Dialect, plainDialect } from "../dialects/index.ts";
import type { SendOptions, UssdAnswer } from "../types.ts";
import { type EndedCall, type RingingCall, watchIncomingCalls } from "./calls.ts";
import { type DriverContext, type StatusPatch, tryAsk } from "./context.ts";
import type { TakenPdu } from "./hand-over.ts";
import { createIndications } from "./indications.ts";
import { createNetworkWatch } from "./network.ts";
import type { PinMemory } from "./pin.ts";
import { keepPolling } from "./polling.ts";
import { createReceiver } from "./receive.ts";
import { createReportWatch, lookForReports } from "./report-watch.ts";
import { createSuspicions, type Suspicions, watchForRestart } from "./restart-detection.ts";
import { ringNumber } from "./ring.ts";
import { createRouter } from "./router.ts";
import { createSender } from "./send.ts";
import { type StartedModem, startUp } from "./start-up.ts";
import { createUssdSession } from "./ussd.ts";

export type { StatusPatch };

interface DriverOptions {
  /** An open port. The driver locks its streams until `close`. */
  port: SerialPort;
  clock: Clock;
  log: Log;
  pin?: string | undefined;
  pinMemory: PinMemory;
  dialects: readonly Dialect[];
  wire?: NoteLine | undefined;
  /** Part of the status changed. */
  update(patch: StatusPatch): void;
  /** While it rejects, the PDU stays on the modem, or is not acknowledged. */
  received(pdu: TakenPdu): Promise<void>;
  incomingCall(call: RingingCall): void;
  /** The same call; `number` may have come meanwhile. */
  callEnded(call: EndedCall): void;
  /** The port was lost, or the modem stopped answering. Called at most once per start. */
  ended(end: ChannelEnd): void;
  /** What the start found may no longer hold; another `start` checks. May be called more than once. */
  suspected(reason: string): void;
}

/** A modem on an open port. Sending and USSD throw an Error before the first `start`. */
export interface Driver {
  /**
   * Runs the start-up sequence and then keeps signal, registration and received messages up to date. May be called
   * again
   * after the modem stopped answering.
   *
   * @throws ModemError as {@link startUp}
   */
  start(): Promise<StartedModem>;
  /** Sends one part. @throws ModemError, with `errorClass` unless it is "gone" or "aborted" */
  send(part: EncodedPdu, options: SendOptions): Promise<{ reference: number }>;
  /** @throws ModemError as {@link ringNumber} */
  ring(number: string, options: { seconds: number; signal?: AbortSignal | undefined }): Promise<RingResult>;
  /** One request of a USSD session. @throws ModemError */
  ussd(request: string, signal?: AbortSignal): Promise<UssdAnswer>;
  /** Ends the USSD session, if there is one. @throws ModemError */
  cancelUssd(): Promise<void>;
  /**
   * Writes `AT+CFUN=1,1` without waiting for an answer: the modem restarts, and its port often disappears meanwhile.
   */
  reset(): void;
  /** Rejects new commands and resolves when the command on the wire has ended. Never rejects. */
  finish(): Promise<void>;
  /** Ends all waits and unlocks the port's streams; the port stays open. Never rejects. */
  close(): Promise<void>;
  /** Number of time-outs that ended with ESC and a drain. */
  readonly drains: number;
  /** See {@link AtChannel.lastAnswerAt}. */
  readonly lastAnswerAt: number;
}

/** Everything that lives from one start of a driver to its end. */
interface Session {
  readonly context: DriverContext;
  readonly router: ReturnType<typeof createRouter>;
  readonly abort: AbortController;
  sender?: ReturnType<typeof createSender>;
  ussd?: ReturnType<typeof createUssdSession>;
  calls?: { close(): void };
}

/** Makes a driver for an open port. @throws TypeError when it is not open */
export function createDriver(options: DriverOptions): Driver {
  const { clock, log } = options;
  let session: Session;
  const channel: AtChannel = createAtChannel({
    port: options.port,
    clock,
    log,
    unsolicited: (unsolicited) => session.router.dispatch(unsolicited),
    ended: options.ended,
    noise: () => session.context.dialect.noise,
    wire: options.wire,
  });
  const suspicions = createSuspicions({ now: clock.now, log, suspected: options.suspected });
  session = begin();

  function begin(): Session {
    const abort = new AbortController();
    const context: DriverContext = {
      channel,
      clock,
      log,
      dialect: plainDialect,
      signal: abort.signal,
      update: (patch) => {
        if (!abort.signal.aborted) options.update(patch);
      },
    };
    return { context, router: createRouter(log), abort };
  }

  function end(): void {
    session.abort.abort(new Error("the modem's driver ends"));
    session.sender?.close();
    session.calls?.close();
  }

  async function start(): Promise<StartedModem> {
    end();
    session = begin();
    channel.letEcho();
    const { context, router } = session;
    const started = await startUp(context, { ...options, pin: options.pin });
    const { sms } = started;
    const indications = createIndications(context, { chosen: sms.cnmi, offered: sms.offers.cnmi });
    const reports = createReportWatch(clock);
    const sessionSuspicions = suspicionsOf(context);
    const receiver = createReceiver(context, router, {
      settings: sms,
      indications,
      deliver: options.received,
      reported: reports.arrived,
      suspected: sessionSuspicions.suspected,
    });
    const network = createNetworkWatch(context, router);
    session.sender = createSender(context, {
      network,
      smsc: started.sim.smsc,
      storageFull: () => void receiver.sweep(),
      reportExpected: reports.expected,
    });
    session.ussd = createUssdSession(context, router);
    session.calls = watchIncomingCalls(clock, router, { began: options.incomingCall, ended: options.callEnded });
    await tryAsk(context, "AT+CLIP=1");
    await network.subscribe();
    router.release();
    // Lines about an earlier start were handed out just before.
    watchForRestart(context, router, sessionSuspicions);
    await network.poll();
    void receiver.sweepAll();
    const reviewReports = () => lookForReports(context, { reports, receiver, indications, sms });
    void keepPolling(context, { network, receiver, indications, reviewReports, suspicions: sessionSuspicions });
    return started;
  }

  /** Reports a suspicion once, and none after this session has ended. */
  function suspicionsOf(context: DriverContext): Suspicions {
    let told = false;
    return {
      suspected(reason) {
        if (context.signal.aborted || told) return;
        told = !suspicions.exhausted;
        suspicions.suspected(reason);
      },
      get exhausted() {
        return suspicions.exhausted;
      },
    };
  }

  return {
    start,
    send: (part, sendOptions) => (session.sender ?? notStarted()).send(part, sendOptions),
    ring: (number, { seconds, signal }) => ringNumber(session.context, session.router, { number, seconds, signal }),
    ussd: (request, signal) => (session.ussd ?? notStarted()).request(request, signal),
    cancelUssd: () => (session.ussd ?? notStarted()).cancel(),
    reset: () => channel.shout("AT+CFUN=1,1"),
    finish: () => channel.finish(),
    async close() {
      end();
      await channel.close();
    },
    get drains() {
      return channel.drains;
    },
    get lastAnswerAt() {
      return channel.lastAnswerAt;
    },
  };
}

function notStarted(): never {
  throw new Error("the driver has not been started");
}
