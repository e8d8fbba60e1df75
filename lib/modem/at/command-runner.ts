import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { ModemError } from "../errors.ts";
import type { NoteLine } from "./channel-contract.ts";
import type { Unsolicited } from "./command.ts";
import { type Dialogue, type DialogueEffect, type DialogueEvent, IDLE, isPromptAwaited, next } from "./dialogue.ts";
import { type AtInput, createAtInput } from "./input.ts";
import type { Sorted } from "./line-sorter.ts";
import type { QueuedCommand } from "./queued-command.ts";
import { createTimers } from "./timers.ts";

/** Has one command at a time on the wire, and tells what else the modem says: performs what {@link next} decides. */
interface CommandRunner {
  readonly input: AtInput;
  readonly isIdle: boolean;
  /** Resolves when the command on the wire has ended. Never rejects. */
  whenIdle(): Promise<void>;
  /** Only when it is idle. */
  begin(queued: QueuedCommand): void;
  /** Its caller gets an error; the modem's answer is waited for all the same. Nothing for a command that does not run. */
  giveUp(queued: QueuedCommand, cause: unknown): void;
  /** Ends the command on the wire with an error. */
  cutOff(error: ModemError): void;
  /** See {@link AtChannel.lastAnswerAt}. */
  readonly lastAnswerAt: number;
  /** See {@link AtChannel.echoes}. */
  readonly echoes: number;
  /** Calls `echoed` at every echo from now on; with `undefined` echoes mean nothing. */
  guardEcho(echoed: (() => void) | undefined): void;
}

interface CommandRunnerOptions {
  clock: Clock;
  log: Log;
  noise(): readonly RegExp[];
  unsolicited(unsolicited: Unsolicited): void;
  wire?: NoteLine | undefined;
  write(text: string): void;
  /** The next command may begin. */
  next(): void;
  realign(how: { counts: boolean; leavesPrompt: boolean }): void;
}

/** Makes a runner without a command. */
export function createCommandRunner(on: CommandRunnerOptions): CommandRunner {
  const { clock, log } = on;
  const timers = createTimers<"limit" | "quiet">(clock);
  let dialogue: Dialogue = IDLE;
  let lastAnswerAt = clock.now();
  let echoes = 0;
  let echoed: (() => void) | undefined;
  let idle: PromiseWithResolvers<void> | undefined;

  const input = createAtInput({
    ...on,
    command: () => (dialogue.phase === "idle" ? undefined : dialogue.queued.command),
    isPromptAwaited: () => isPromptAwaited(dialogue),
    prompt() {
      lastAnswerAt = clock.now();
      step({ type: "prompt", echoIsOff: echoed !== undefined, at: lastAnswerAt });
    },
    line: onLine,
    fed: () => step({ type: "bytes" }),
  });

  function onLine(sorted: Sorted): void {
    switch (sorted.type) {
      case "unsolicited":
        on.unsolicited(sorted.unsolicited);
        break;
      case "information":
        step(sorted);
        break;
      case "final":
        lastAnswerAt = clock.now();
        step({ ...sorted, at: lastAnswerAt });
        break;
      case "echo":
        echoes += 1;
        step(sorted);
        echoed?.();
        break;
      case "stray":
        log.debug({ length: sorted.line.length }, "a line from the modem belonged to nothing");
        break;
      default:
        sorted satisfies never;
    }
  }

  function step(event: DialogueEvent): void {
    const wasIdle = dialogue.phase === "idle";
    const { state, effects } = next(dialogue, event);
    dialogue = state;
    if (!wasIdle && state.phase === "idle") {
      timers.cancel("limit", "quiet");
      input.commandEnds();
      idle?.resolve();
      idle = undefined;
    }
    for (const effect of effects) perform(effect);
  }

  function perform(effect: DialogueEffect): void {
    switch (effect.type) {
      case "write":
        on.write(effect.text);
        break;
      case "limit":
      case "quiet":
        timers.set(effect.type, effect.ms, () => step({ type: effect.type }));
        break;
      case "await-consent":
        whenGiven(effect.consent, (isGiven) =>
          step({ type: "consent", queued: effect.queued, isGiven, at: clock.now() }),
        );
        break;
      case "resolve":
        effect.queued.resolve(effect.answer);
        break;
      case "reject":
        effect.queued.reject(effect.error);
        break;
      case "log":
        log[effect.level](effect.details, effect.text);
        break;
      case "next":
        on.next();
        break;
      case "realign":
        on.realign(effect);
        break;
      default:
        effect satisfies never;
    }
  }

  return {
    input,
    get isIdle() {
      return dialogue.phase === "idle";
    },
    whenIdle() {
      if (dialogue.phase !== "idle") idle ??= Promise.withResolvers<void>();
      return idle?.promise ?? Promise.resolve();
    },
    begin(queued) {
      input.commandBegins();
      step({ type: "begin", queued });
    },
    giveUp: (queued, cause) => step({ type: "give-up", queued, cause }),
    cutOff: (error) => step({ type: "cut-off", error }),
    get lastAnswerAt() {
      return lastAnswerAt;
    },
    get echoes() {
      return echoes;
    },
    guardEcho(call) {
      echoed = call;
    },
  };
}

/** A rejection is a refusal. */
function whenGiven(consent: Promise<boolean>, answer: (isGiven: boolean) => void): void {
  consent.then(answer, () => answer(false));
}
