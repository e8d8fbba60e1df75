import type { Timer } from "../../clock.ts";
import { ModemError } from "../errors.ts";
import type { AtChannel, ChannelEnd, ChannelOptions } from "./channel-contract.ts";
import { finalResult, looksUnsolicited } from "./classify.ts";
import { type AtAnswer, type AtCommand, commandName, type FinalResult } from "./command.ts";
import { lateError, notTaken, startedByItself, unknownOutcome } from "./command-errors.ts";
import { createCommandQueue } from "./command-queue.ts";
import { createEchoGuard } from "./echo-guard.ts";
import { createLineReader } from "./line-reader.ts";
import { createLineSorter, type Sorted } from "./line-sorter.ts";
import { createPortLink } from "./port-link.ts";
import {
  answerOf,
  asRunning,
  awaitConsent,
  createQueuedCommand,
  type QueuedCommand,
  type Running,
  takeInformation,
} from "./running.ts";
import { synchronizeModem } from "./synchronize.ts";

/** A final result without its CR LF counts after this silence. */
const UNTERMINATED_MS = 250;
/** A text comes in one go: after this silence its closing quote will not come. */
const OPEN_TEXT_MS = 2_000;
const PROMPT_MS = 5_000;
/** No network takes a PDU as fast as this. */
const PROMPT_OK_MS = 200;

/** Takes the streams of an open port. @throws TypeError when it is not open */
export function createAtChannel(options: ChannelOptions): AtChannel {
  const { clock, log } = options;
  const queue = createCommandQueue<QueuedCommand>(clock);
  const sorter = createLineSorter(options.noise);
  let mode: "stalled" | "synchronizing" | "ready" | "finishing" | "gone" = "stalled";
  let onIdle: (() => void) | undefined;
  let running: Running | undefined;
  let lastByteAt = clock.now();
  let unterminated: Timer | undefined;
  let openText: Timer | undefined;
  let drains = 0;
  let synchronizations = 0;
  let lastAnswerAt = clock.now();
  const echo = createEchoGuard();

  const reader = createLineReader({
    line: (line) => dispatch(sorter.sort(line, running?.command)),
    prompt: onPrompt,
    promptExpected: () => running?.command.pdu !== undefined && !running.prompted,
    endsText: (line) => finalResult(line, running?.command ?? {}) !== undefined || looksUnsolicited(line, []),
  });
  const link = createPortLink(options.port, {
    clock,
    bytes(bytes) {
      lastByteAt = clock.now();
      unterminated?.cancel();
      reader.feed(bytes);
      awaitForgottenOk();
      openText?.cancel();
      if (reader.isInText) openText = clock.setTimer(OPEN_TEXT_MS, reader.flush);
      if (running && finalResult(reader.rest, running.command)) {
        unterminated = clock.setTimer(UNTERMINATED_MS, reader.flush);
      }
    },
    lost: (cause) => end("gone", new ModemError("gone", "the port was lost", { cause })),
  });

  function dispatch(sorted: Sorted[]): void {
    for (const item of sorted) {
      if (item.type === "unsolicited") options.unsolicited(item.unsolicited);
      else if (item.type === "information") takeInformation(running, item.line);
      else if (item.type === "final") onFinal(item.result);
      else if (item.type === "echo") echo.heard();
      else if (item.type === "stray")
        log.debug({ length: item.line.length }, "a line from the modem belonged to nothing");
    }
  }

  function begin(job: QueuedCommand): void {
    const { command } = job;
    const limit = command.pdu === undefined ? command.timeoutMs : (command.promptTimeoutMs ?? PROMPT_MS);
    const timer = clock.setTimer(limit, onTimeout);
    echo.commandBegins();
    reader.commandBegins();
    running = asRunning(job, timer);
    link.write(`${command.text}\r`);
  }

  function pump(): void {
    if (mode !== "ready" || running) return;
    const job = queue.next();
    if (job) begin(job);
  }

  function onFinal(result: FinalResult): void {
    lastAnswerAt = clock.now();
    const { bareOkMs } = running?.command ?? {};
    if (!running?.prompted || bareOkMs === undefined || !result.ok || running.lines.length > 0) {
      finish(result);
      return;
    }
    // It belongs to the prompt, and says nothing about the PDU.
    if (!running.pduWritten || clock.now() - running.writtenAt < PROMPT_OK_MS) return;
    running.timer.cancel();
    running.timer = clock.setTimer(bareOkMs, () => finish(result));
  }

  function awaitForgottenOk(): void {
    const { quietOkMs } = running?.command ?? {};
    if (!running || quietOkMs === undefined || running.lines.length === 0) return;
    running.quiet?.cancel();
    running.quiet = clock.setTimer(quietOkMs, () => {
      const done = takeRunning();
      if (!done) return;
      log.debug({ command: commandName(done.command.text) }, "the modem forgot its OK");
      done.resolve(answerOf(done, { ok: true }));
      if (mode === "ready") void realign();
    });
  }

  function finish(result: FinalResult): void {
    const done = takeRunning();
    if (!done) return;
    const answer = answerOf(done, result);
    done.resolve(answer);
    if (mode === "ready" && done.command.outOfStep?.(answer)) {
      log.debug({ command: commandName(done.command.text) }, "this answer may be that of an earlier command");
      void realign();
    } else pump();
  }

  function takeRunning(): Running | undefined {
    const taken = running;
    running = undefined;
    taken?.timer.cancel();
    taken?.quiet?.cancel();
    unterminated?.cancel();
    onIdle?.();
    return taken;
  }

  function onPrompt(): void {
    if (running?.command.pdu === undefined) return;
    lastAnswerAt = clock.now();
    if (running.released) {
      // Nobody wants it any more, and nothing was sent: leave the prompt.
      takeRunning();
      void recover();
      return;
    }
    if (echo.isWarned) {
      takeRunning()?.reject(startedByItself());
      void recover();
      return;
    }
    running.prompted = true;
    running.timer.cancel();
    if (running.command.consent !== undefined) holdPrompt(running, running.command.consent);
    else writePdu(running);
  }

  function writePdu(prompted: Running): void {
    prompted.timer.cancel();
    prompted.timer = clock.setTimer(prompted.command.timeoutMs, onTimeout);
    prompted.pduWritten = true;
    prompted.writtenAt = clock.now();
    link.write(`${prompted.command.pdu}\x1a`);
  }

  function holdPrompt(prompted: Running, consent: Promise<boolean>): void {
    prompted.timer = awaitConsent(clock, consent, (isGiven) => {
      if (running !== prompted) return;
      if (isGiven && !prompted.released) return writePdu(prompted);
      takeRunning()?.reject(new ModemError("aborted", "the prompt was left: the PDU was not to be written (yet)"));
      void realign();
    });
  }

  function onTimeout(): void {
    const taken = takeRunning();
    if (!taken) return;
    const name = commandName(taken.command.text);
    log.warn({ command: name, pduWritten: taken.pduWritten }, "the modem did not answer in time");
    taken.reject(lateError(taken));
    if (mode === "ready") void recover();
  }

  function recover(): Promise<void> {
    drains += 1;
    return realign();
  }

  /** A result that comes late after all must not be taken for the next command's. */
  async function realign(): Promise<void> {
    try {
      await synchronize({ attempts: 2 });
    } catch (error) {
      if (!(error instanceof ModemError)) throw error;
      // Otherwise the channel was closed, or someone else synchronizes.
      if (error.kind === "timeout") end("stalled", error);
    }
  }

  async function synchronize(sync: { attempts?: number; signal?: AbortSignal } = {}): Promise<void> {
    if (mode === "gone") throw new ModemError("gone", "the port is closed");
    mode = "synchronizing";
    const mine = ++synchronizations;
    const isMine = () => mode === "synchronizing" && mine === synchronizations;
    rejectRunning(new ModemError("gone", "the modem is started again"));
    try {
      await synchronizeModem({
        clock,
        attempts: sync.attempts ?? 5,
        signal: sync.signal,
        leavePrompt: () => link.write("\x1b\r"),
        lastByteAt: () => lastByteAt,
        forget: () => {
          if (reader.isInText) reader.flush();
          dispatch(sorter.reset());
        },
        ask: probe,
      });
    } catch (error) {
      if (!isMine()) throw error;
      takeRunning();
      mode = "stalled";
      throw error;
    }
    if (!isMine()) throw new ModemError("gone", "the port is closed");
    mode = "ready";
    pump();
  }

  function probe(command: AtCommand): Promise<AtAnswer> {
    if (mode === "gone") return Promise.reject(new ModemError("gone", "the port is closed"));
    return new Promise((resolve, reject) => begin({ command, resolve, reject, released: false }));
  }

  function rejectRunning(error: ModemError): void {
    const taken = takeRunning();
    taken?.reject(taken.pduWritten ? unknownOutcome(error) : error);
  }

  function rejectAll(error: ModemError): void {
    rejectRunning(error);
    for (const job of queue.clear()) job.reject(new ModemError("gone", error.message, { cause: error }));
  }

  function end(reason: ChannelEnd["reason"], error: ModemError): void {
    if (mode === "gone") return;
    mode = reason;
    rejectAll(error);
    if (reason === "gone") dispatch(sorter.reset());
    options.ended({ reason, error });
  }

  function release(job: QueuedCommand, signal: AbortSignal): void {
    if (job.released) return;
    const isRunning = running === job;
    if (!isRunning && !queue.remove(job)) return;
    job.released = true;
    const written = isRunning && running?.pduWritten === true;
    const error = new ModemError("aborted", "given up by the caller", { cause: signal.reason });
    job.reject(written ? unknownOutcome(error) : error);
  }

  return {
    run(command, { signal, priority = "normal" } = {}) {
      const refused = notTaken(mode, signal);
      if (refused) return Promise.reject(refused);
      const { job, answered } = createQueuedCommand(command, signal, release);
      queue.add(job, priority);
      pump();
      return answered;
    },
    synchronize,
    shout: (text) => link.write(`\r${text}\r`),
    finish() {
      if (mode !== "gone") mode = "finishing";
      for (const job of queue.clear()) job.reject(new ModemError("gone", "the modem is being stopped"));
      return new Promise((resolve) => {
        onIdle = resolve;
        if (!running) resolve();
      });
    },
    async close() {
      if (mode !== "gone") {
        mode = "gone";
        rejectAll(new ModemError("gone", "the port was closed"));
        dispatch(sorter.reset());
      }
      await link.close();
    },
    get drains() {
      return drains;
    },
    get lastAnswerAt() {
      return lastAnswerAt;
    },
    get echoes() {
      return echo.echoes;
    },
    guardEcho: echo.guard,
    letEcho: () => echo.guard(undefined),
  };
}
