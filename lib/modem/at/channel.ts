import { ModemError } from "../errors.ts";
import type { AtChannel, ChannelEnd, ChannelOptions, SynchronizeOptions } from "./channel-contract.ts";
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
  let drains = 0;
  let synchronizations = 0;

  const runner = createCommandRunner({
    ...options,
    write: (text) => link.write(text),
    next: pump,
    realign({ counts, leavesPrompt }) {
      if (mode !== "ready" && !leavesPrompt) return;
      if (counts) drains += 1;
      synchronize({ attempts: 2 }).catch(onUnaligned);
    },
  });
  const { input } = runner;
  const link = createPortLink(options.port, {
    ...options,
    bytes: input.feed,
    lost: (cause) => end("gone", new ModemError("gone", "the port was lost", { cause })),
  });

  function pump(): void {
    if (mode !== "ready" || !runner.isIdle) return;
    const queued = queue.next();
    if (queued) runner.begin(queued);
  }

  function onUnaligned(error: unknown): void {
    if (!(error instanceof ModemError)) throw error;
    // Otherwise the channel was closed, or someone else synchronizes.
    if (error.kind === "timeout") end("stalled", error);
  }

  async function synchronize({ attempts = 5, signal }: SynchronizeOptions = {}): Promise<void> {
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
        input,
        leavePrompt: () => link.write("\x1b\r"),
        ask: (command) => (isReplaced() || mode === "gone" ? Promise.reject(closedPort()) : probe(command)),
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
    const { queued, answered } = createQueuedCommand(command, undefined, giveUp);
    runner.begin(queued);
    return answered;
  }

  function giveUp(queued: QueuedCommand, cause: unknown): void {
    if (queue.remove(queued)) queued.reject(givenUp(cause));
    else runner.giveUp(queued, cause);
  }

  /** `false` when the channel is gone already. */
  function leave(reason: ChannelEnd["reason"], error: ModemError): boolean {
    if (mode === "gone") return false;
    mode = reason;
    runner.cutOff(error);
    rejectAll(queue.clear(), new ModemError("gone", error.message, { cause: error }));
    if (reason === "gone") input.release();
    return true;
  }

  function end(reason: ChannelEnd["reason"], error: ModemError): void {
    if (leave(reason, error)) options.ended({ reason, error });
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
      rejectAll(queue.clear(), new ModemError("gone", "the modem is being stopped"));
      return runner.whenIdle();
    },
    async close() {
      leave("gone", new ModemError("gone", "the port was closed"));
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

function rejectAll(commands: QueuedCommand[], error: ModemError): void {
  for (const queued of commands) queued.reject(error);
}
