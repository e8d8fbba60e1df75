import { ANSWER_CHARACTERS } from "../../limits.ts";
import { ModemError } from "../errors.ts";
import { type AtAnswer, commandName, type FinalResult } from "./command.ts";
import { lateError, startedByItself, unknownOutcome } from "./command-errors.ts";
import type { QueuedCommand } from "./queued-command.ts";

/**
 * What is said on the wire about one command, from writing it to its end (27.005 §3.5.1, §4.3):
 *
 *     idle ─begin─▶ result-awaited ─────────────────────────────final result──▶ idle
 *          ─begin─▶ prompt-awaited ─prompt─▶ pdu-written ───────final result──▶ idle
 *                          │          ▲           │ bare OK
 *                   prompt, consent   │ given     ▼
 *                          ▼          │       bare-ok ──nothing else, or a final result──▶ idle
 *                   consent-awaited ──┴─refused, late──▶ the prompt is left ──▶ idle
 *
 * A time limit, a port that is lost, and an OK that was forgotten end it from anywhere. A caller who gives up ends nothing:
 * the modem's answer is waited for, so that it is not taken for the next command's.
 */
export type Dialogue = typeof IDLE | Running;

export const IDLE = { phase: "idle" } as const;

interface Running {
  phase: "result-awaited" | "prompt-awaited" | "consent-awaited" | "pdu-written" | "bare-ok";
  queued: QueuedCommand;
  /** The last line of information, and those before it: an answer of many lines costs the same for each. */
  lines: Lines | undefined;
  /** In `lines`, and in what was left out of them. */
  characters: number;
  /** When the PDU was, before that 0. */
  writtenAt: number;
  isEchoed: boolean;
  /** The caller has an error already. */
  isGivenUp: boolean;
}

interface Lines {
  last: string;
  before: Lines | undefined;
}

export type DialogueEvent =
  | { type: "begin"; queued: QueuedCommand }
  | { type: "echo" }
  | { type: "information"; line: string }
  | { type: "final"; result: FinalResult; at: number }
  /** `echoIsOff`: an echo shows that the modem has restarted on its own. */
  | { type: "prompt"; echoIsOff: boolean; at: number }
  /** Whether the PDU of this command may be written. */
  | { type: "consent"; queued: QueuedCommand; isGiven: boolean; at: number }
  /** Bytes have come, and what was in them has been told. */
  | { type: "bytes" }
  /** The time of the last effect of this name is over. */
  | { type: "limit" }
  | { type: "quiet" }
  | { type: "give-up"; queued: QueuedCommand; cause: unknown }
  /** Nothing more can be said about it. */
  | { type: "cut-off"; error: ModemError };

export type DialogueEffect =
  | { type: "write"; text: string }
  /** Each replaces the one of the same name; the end of the command cancels both. */
  | { type: "limit"; ms: number }
  | { type: "quiet"; ms: number }
  | { type: "await-consent"; queued: QueuedCommand; consent: Promise<boolean> }
  | { type: "resolve"; queued: QueuedCommand; answer: AtAnswer }
  | { type: "reject"; queued: QueuedCommand; error: ModemError }
  | { type: "log"; level: "debug" | "warn"; details: object; text: string }
  /** The next command may begin. */
  | { type: "next" }
  /** Before the next command the modem is brought back to where it takes some. `counts`: it did not do what it should. */
  | { type: "realign"; counts: boolean; leavesPrompt: boolean };

interface DialogueStep {
  state: Dialogue;
  effects: readonly DialogueEffect[];
}

/**
 * 5 s for the prompt: 27.005 sets no limit; modems give it at once, and a dead one must not hold up the queue for
 * longer.
 */
const PROMPT_MS = 5_000;
/** 1 s: at its prompt a modem reports nothing that arrives, and some leave it on their own. */
const CONSENT_MS = 1_000;
/** 200 ms: no network takes a PDU as fast as this, so an OK that comes sooner belongs to the prompt. */
const PROMPT_OK_MS = 200;

/** What follows from an event: where the dialogue stands then, and what is to be done, in this order. Pure. */
export function next(state: Dialogue, event: DialogueEvent): DialogueStep {
  if (event.type === "begin") return begin(state, event.queued);
  if (state.phase === "idle") return stay(state);
  switch (event.type) {
    case "echo":
      return stay({ ...state, isEchoed: true });
    case "information":
      return stay(withLine(state, event.line));
    case "bytes":
      return onBytes(state);
    case "final":
      return onFinal(state, event.result, event.at);
    case "prompt":
      return onPrompt(state, event);
    case "consent":
      return onConsent(state, event);
    case "limit":
      return onLimit(state);
    case "quiet":
      return end(
        { type: "log", level: "debug", details: named(state), text: "the modem forgot its OK" },
        { type: "resolve", queued: state.queued, answer: answerOf(state, { ok: true }) },
        { type: "realign", counts: false, leavesPrompt: false },
      );
    case "give-up":
      return onGiveUp(state, event);
    case "cut-off":
      return end(reject(state, isPduWritten(state) ? unknownOutcome(event.error) : event.error));
    default:
      return event satisfies never;
  }
}

/** `>` may be the prompt of the command on the wire. */
export function isPromptAwaited(state: Dialogue): boolean {
  return state.phase === "prompt-awaited";
}

const NOTHING: readonly DialogueEffect[] = [];
const stay = (state: Dialogue): DialogueStep => ({ state, effects: NOTHING });
const end = (...effects: DialogueEffect[]): DialogueStep => ({ state: IDLE, effects });
const isPduWritten = ({ phase }: Running) => phase === "pdu-written" || phase === "bare-ok";
const named = ({ queued }: Running) => ({ command: commandName(queued.command.text) });
const reject = ({ queued }: Running, error: ModemError): DialogueEffect => ({ type: "reject", queued, error });

function begin(state: Dialogue, queued: QueuedCommand): DialogueStep {
  if (state.phase !== "idle") throw new Error("a command was begun before the one on the wire had ended");
  const { text, pdu, timeoutMs, promptTimeoutMs = PROMPT_MS } = queued.command;
  return {
    state: {
      phase: pdu === undefined ? "result-awaited" : "prompt-awaited",
      queued,
      lines: undefined,
      characters: 0,
      writtenAt: 0,
      isEchoed: false,
      isGivenUp: false,
    },
    effects: [
      { type: "limit", ms: pdu === undefined ? timeoutMs : promptTimeoutMs },
      { type: "write", text: `${text}\r` },
    ],
  };
}

/** Keeps a line of the answer, unless the answer is longer than any can be. */
function withLine(state: Running, line: string): Running {
  const characters = state.characters + line.length;
  const lines = characters <= ANSWER_CHARACTERS ? { last: line, before: state.lines } : state.lines;
  return { ...state, characters, lines };
}

function onBytes(state: Running): DialogueStep {
  const { quietOkMs } = state.queued.command;
  if (quietOkMs === undefined || state.lines === undefined) return stay(state);
  return { state, effects: [{ type: "quiet", ms: quietOkMs }] };
}

function onFinal(state: Running, result: FinalResult, at: number): DialogueStep {
  const { bareOkMs } = state.queued.command;
  const isPrompted = state.phase === "consent-awaited" || isPduWritten(state);
  if (!isPrompted || bareOkMs === undefined || !result.ok || state.lines !== undefined) return finish(state, result);
  // It belongs to the prompt, and says nothing about the PDU.
  if (!isPduWritten(state) || at - state.writtenAt < PROMPT_OK_MS) return stay(state);
  return { state: { ...state, phase: "bare-ok" }, effects: [{ type: "limit", ms: bareOkMs }] };
}

function finish(state: Running, result: FinalResult): DialogueStep {
  const { queued } = state;
  const answer = answerOf(state, result);
  const answered: DialogueEffect = { type: "resolve", queued, answer };
  if (!queued.command.outOfStep?.(answer)) return end(answered, { type: "next" });
  return end(
    answered,
    { type: "log", level: "debug", details: named(state), text: "this answer may be that of an earlier command" },
    { type: "realign", counts: false, leavesPrompt: false },
  );
}

function onPrompt(state: Running, { echoIsOff, at }: { echoIsOff: boolean; at: number }): DialogueStep {
  if (state.phase !== "prompt-awaited") return stay(state);
  const leave: DialogueEffect = { type: "realign", counts: true, leavesPrompt: true };
  // Nobody wants it any more, and nothing was sent.
  if (state.isGivenUp) return end(leave);
  if (echoIsOff && state.isEchoed) return end(reject(state, startedByItself()), leave);
  const { queued } = state;
  const { consent } = queued.command;
  if (consent === undefined) return writePdu(state, at);
  return {
    state: { ...state, phase: "consent-awaited" },
    effects: [
      { type: "limit", ms: CONSENT_MS },
      { type: "await-consent", queued, consent },
    ],
  };
}

function onConsent(state: Running, event: { queued: QueuedCommand; isGiven: boolean; at: number }): DialogueStep {
  if (state.phase !== "consent-awaited" || state.queued !== event.queued) return stay(state);
  return event.isGiven && !state.isGivenUp ? writePdu(state, event.at) : leavePrompt(state);
}

function writePdu(state: Running, at: number): DialogueStep {
  const { pdu, timeoutMs } = state.queued.command;
  return {
    state: { ...state, phase: "pdu-written", writtenAt: at },
    effects: [
      { type: "limit", ms: timeoutMs },
      { type: "write", text: `${pdu}\x1a` },
    ],
  };
}

function leavePrompt(state: Running): DialogueStep {
  return end(reject(state, new ModemError("aborted", "the prompt was left: the PDU was not to be written (yet)")), {
    type: "realign",
    counts: false,
    leavesPrompt: true,
  });
}

function onLimit(state: Running): DialogueStep {
  if (state.phase === "consent-awaited") return leavePrompt(state);
  if (state.phase === "bare-ok") return finish(state, { ok: true });
  const { command } = state.queued;
  const pduWritten = isPduWritten(state);
  return end(
    { type: "log", level: "warn", details: { ...named(state), pduWritten }, text: "the modem did not answer in time" },
    reject(state, lateError({ command, pduWritten })),
    { type: "realign", counts: true, leavesPrompt: false },
  );
}

function onGiveUp(state: Running, { queued, cause }: { queued: QueuedCommand; cause: unknown }): DialogueStep {
  if (state.queued !== queued || state.isGivenUp) return stay(state);
  const error = givenUp(cause);
  return {
    state: { ...state, isGivenUp: true },
    effects: [reject(state, isPduWritten(state) ? unknownOutcome(error) : error)],
  };
}

/** What the caller of a command gets that was given up. */
export function givenUp(cause: unknown): ModemError {
  return new ModemError("aborted", "given up by the caller", { cause });
}

function answerOf(state: Running, result: FinalResult): AtAnswer {
  const lines: string[] = [];
  for (let at = state.lines; at; at = at.before) lines.push(at.last);
  return { result, lines: lines.reverse(), pduWritten: isPduWritten(state) };
}
