import { ModemError } from "../errors.ts";
import type { AtChannel, ChannelEnd, ChannelOptions } from "./channel-contract.ts";
import type { AtAnswer, AtCommand } from "./command.ts";
import { notTaken } from "./command-errors.ts";
import { createCommandQueue } from "./command-queue.ts";
import { createCommandRunner } from "./command-runner.ts";
import { givenUp } from "./dialogue.ts";
import { createPortLink } from "./port-link.ts";
import { createQueuedCommand, type QueuedCommand } from "./queued-command.ts";
import { synchronizeModem } from "./synchronize.ts";

/** Takes the streams of an open port. @throws TypeError when it is not open */
export function createAtChannel(options: ChannelOptions): AtChannel {
  const { clock } = options;
  const queue = createCommandQueue<QueuedCommand>(clock);
  let mode: "stalled" | "synchronizing" | "ready" | "finishing" | "gone" = "stalled";
  let onIdle: (() => void) | undefined;
  let drains = 0;
  let synchronizations = 0;

  const runner = createCommandRunner({
    ...options,
    write: (text) => link.write(text),
    ended: () => onIdle?.(),
    next: pump,
    realign({ counts, leavesPrompt }) {
      if (mode !== "ready" && !leavesPrompt) return;
      if (counts) drains += 1;
      void realign();
    },
  });
  const { input } = runner;
  const link = createPortLink(options.port, {
    clock,
    bytes: input.feed,
    lost: (cause) => end("gone", new ModemError("gone", "the port was lost", { cause })),
  });

  function pump(): void {
    if (mode !== "ready" || !runner.isIdle) return;
    const queued = queue.next();
    if (queued) runner.begin(queued);
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

  async function synchronize({
    attempts = 5,
    signal,
  }: {
    attempts?: number;
    signal?: AbortSignal;
  } = {}): Promise<void> {
    if (mode === "gone") throw closedPort();
    mode = "synchronizing";
    const mine = ++synchronizations;
    const isReplaced = () => mine !== synchronizations;
    const isMine = () => mode === "synchronizing" && !isReplaced();
    runner.cutOff(new ModemError("gone", "the modem is started again"));
    try {
      await synchronizeModem({
        clock,
        attempts,
        signal,
        leavePrompt: () => link.write("\x1b\r"),
        lastByteAt: () => input.lastByteAt,
        forget() {
          input.endText();
          input.release();
        },
        ask: (command) => (isReplaced() ? Promise.reject(closedPort()) : probe(command)),
      });
    } catch (error) {
      if (isMine()) mode = "stalled";
      throw error;
    }
    if (!isMine()) throw closedPort();
    mode = "ready";
    pump();
  }

  function probe(command: AtCommand): Promise<AtAnswer> {
    if (mode === "gone") return Promise.reject(closedPort());
    const { queued, answered } = createQueuedCommand(command, undefined, giveUp);
    runner.begin(queued);
    return answered;
  }

  function giveUp(queued: QueuedCommand, cause: unknown): void {
    if (queue.remove(queued)) queued.reject(givenUp(cause));
    else runner.giveUp(queued, cause);
  }

  function rejectAll(error: ModemError): void {
    runner.cutOff(error);
    for (const queued of queue.clear()) queued.reject(new ModemError("gone", error.message, { cause: error }));
  }

  function end(reason: ChannelEnd["reason"], error: ModemError): void {
    if (mode === "gone") return;
    mode = reason;
    rejectAll(error);
    if (reason === "gone") input.release();
    options.ended({ reason, error });
  }

  return {
    run(command, { signal, priority = "normal" } = {}) {
      const refused = notTaken(mode, signal);
      if (refused) return Promise.reject(refused);
      const { queued, answered } = createQueuedCommand(command, signal, giveUp);
      queue.add(queued, priority);
      pump();
      return answered;
    },
    synchronize,
    shout: (text) => link.write(`\r${text}\r`),
    finish() {
      if (mode !== "gone") mode = "finishing";
      for (const queued of queue.clear()) queued.reject(new ModemError("gone", "the modem is being stopped"));
      return new Promise((resolve) => {
        onIdle = resolve;
        if (runner.isIdle) resolve();
      });
    },
    async close() {
      if (mode !== "gone") {
        mode = "gone";
        rejectAll(new ModemError("gone", "the port was closed"));
        input.release();
      }
      await link.close();
    },
    get drains() {
      return drains;
    },
    get lastAnswerAt() {
      return runner.lastAnswerAt;
    },
    get echoes() {
      return runner.echoes;
    },
    guardEcho: runner.guardEcho,
    letEcho: () => runner.guardEcho(undefined),
  };
}

const closedPort = () => new ModemError("gone", "the port is closed");
