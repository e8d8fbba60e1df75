import type { Timer } from "../../clock.ts";
import { type AtCommand, parseArguments, parseCommandLine } from "./at/command-line.ts";
import { type Rendering, renderLines, renderResult } from "./at/render.ts";
import { cmeError, cmsError, ERROR, OK, type Prompt, type Reply } from "./at/reply.ts";
import { ABORTED, createTerminal, type Terminal } from "./at/terminal.ts";
import type { Behaviour, CommandForms } from "./behaviours/index.ts";
import type { ModemContext } from "./context.ts";

/** Takes octets, runs commands, and writes answers and unsolicited lines. */
interface Executor {
  feed(bytes: Uint8Array): void;
  /**
   * Unsolicited lines; held back while a prompt is open, since nothing may come between two octets of a PDU, and for
   * up to a second while a command is being typed: modems do not write into its echo.
   */
  unsolicited(lines: readonly string[]): void;
  /** Puts a behaviour in front of all others; the function it gives takes it away. */
  use(behaviour: Behaviour): () => void;
  commandNames(): string[];
  /** Forgets what is typed, running or held back: none of it will be answered. */
  reset(): void;
}

/** Refusals while the SIM is not ready, 27.007 §9.2 and 27.005 §3.2.5. */
const SIM_ERRORS = {
  absent: { cme: 10, cms: 310 },
  pin: { cme: 11, cms: 311 },
  puk: { cme: 12, cms: 316 },
  failure: { cme: 13, cms: 313 },
  busy: { cme: 14, cms: 314 },
} as const;

/** 1 s: a person may type a command line slowly or never finish it; held-back lines must not wait for that. */
const TYPING_MS = 1_000;

export function createExecutor(
  modem: () => ModemContext,
  behaviours: { family: readonly Behaviour[]; generic: readonly Behaviour[] },
  put: (text: string) => void,
): Executor {
  const table = createCommandTable(behaviours, () => modem().profile.without);
  let prompt: { handle: Prompt; command: AtCommand } | undefined;
  /** A command has arrived since the start. */
  let spokenTo = false;
  /** Answers since the start that lacked their OK, by command. */
  let withoutOk = new Map<string, number>();
  /** Counts starts: commands that began before the last one are not answered. */
  let generation = 0;

  const terminal: Terminal = createTerminal({
    get echo() {
      return modem().state.terminal.echo;
    },
    put,
    run: runLine,
    prompted,
  });

  const held = createHeldLines({ put, isSilent, isTyping: () => terminal.typing, modem });

  async function runLine(line: string): Promise<void> {
    const commands = parseCommandLine(line);
    if (commands === undefined) return;
    const mine = generation;
    spokenTo = true;
    if (commands.length === 0) commands.push({ name: "", form: "run", text: "" });
    for (const [at, command] of commands.entries()) {
      const answer = await answerTo(command, modem(), table.formsOf);
      if (mine !== generation) return;
      if ("prompt" in answer) {
        await openPrompt(answer, command);
        return;
      }
      const isLast = at === commands.length - 1 || answer.result !== "ok";
      await finish(answer, command, isLast);
      if (isLast || mine !== generation) return;
    }
  }

  /** Whether this is an answer that the family sends without its final result. */
  function forgetsOk({ name }: AtCommand, reply: Reply): boolean {
    const forgotten = withoutOk.get(name) ?? 0;
    const { missingOks } = modem().profile;
    if (reply.result !== "ok" || !reply.lines?.length || forgotten >= (missingOks[name] ?? 0)) return false;
    withoutOk.set(name, forgotten + 1);
    return true;
  }

  async function openPrompt(handle: Prompt, command: AtCommand): Promise<void> {
    const mine = generation;
    const context = modem();
    const effect = await context.faults.at("prompt", command.name);
    if (context.profile.promptMs > 0) await context.clock.sleep(context.profile.promptMs);
    if (mine !== generation || effect?.reply) return;
    prompt = { handle, command };
    terminal.openPrompt(handle.textMode);
    put(context.profile.okBehindPrompt ? "\r\n> \r\nOK\r\n" : "\r\n> ");
    await context.faults.at("pdu", command.name);
  }

  async function prompted(input: string | undefined): Promise<void> {
    const mine = generation;
    const open = prompt;
    prompt = undefined;
    if (!open) return;
    const reply = input === undefined ? ABORTED : await open.handle.submit(input);
    if (mine === generation) await finish(reply, open.command, true);
  }

  async function finish(reply: Reply, command: AtCommand, isLast: boolean): Promise<void> {
    const context = modem();
    const mine = generation;
    const effect = await context.faults.at("answer", command.name);
    if (mine !== generation) return;
    const result = effect?.reply?.result ?? (forgetsOk(command, reply) ? "silence" : reply.result);
    const rendering = renderingOf(context);
    const plain = renderLines(reply.lines ?? [], rendering) + (isLast ? renderResult(result, rendering) : "");
    const text = effect?.indent ? plain.replaceAll(/^(?=[^\r\n])/gm, "  ") : plain;
    put(effect?.cut ? text.slice(0, text.length >> 1) : text);
    reply.after?.();
    held.flush();
    await context.faults.at("after", command.name);
  }

  /** Nothing unsolicited may come now. */
  function isSilent(): boolean {
    return terminal.prompting || (modem().profile.silentAtFirst && !spokenTo);
  }

  return {
    feed: terminal.feed,
    unsolicited: (lines) => held.say(renderLines(lines, renderingOf(modem()))),
    use: table.use,
    commandNames: table.names,
    reset() {
      generation++;
      prompt = undefined;
      held.clear();
      spokenTo = false;
      withoutOk = new Map();
      terminal.reset();
    },
  };
}

/** What each command does, the foremost behaviour first. */
function createCommandTable(
  { family, generic }: { family: readonly Behaviour[]; generic: readonly Behaviour[] },
  without: () => readonly string[],
) {
  const inFront: Behaviour[] = [];
  let table = rebuilt();

  function rebuilt(): Map<string, CommandForms[]> {
    const built = new Map<string, CommandForms[]>();
    const add = (from: readonly Behaviour[], lacking: readonly string[]) => {
      for (const { commands } of from) {
        for (const [name, forms] of Object.entries(commands)) {
          if (!lacking.includes(name)) built.set(name, [...(built.get(name) ?? []), forms]);
        }
      }
    };
    add(inFront.toReversed(), []);
    add(family, []);
    add(generic, without());
    return built;
  }

  return {
    formsOf: (name: string) => table.get(name),
    names: () => [...table.keys()].filter((name) => name !== "").sort(),
    use(behaviour: Behaviour) {
      inFront.push(behaviour);
      table = rebuilt();
      return () => {
        inFront.splice(inFront.indexOf(behaviour), 1);
        table = rebuilt();
      };
    },
  };
}

/** Unsolicited lines, written at once if allowed, otherwise as soon as possible. */
function createHeldLines(options: {
  put: (text: string) => void;
  /** Nothing unsolicited may come now. */
  isSilent: () => boolean;
  isTyping: () => boolean;
  modem: () => ModemContext;
}) {
  const { put, isSilent, isTyping, modem } = options;
  let held: string[] = [];
  let release: Timer | undefined;

  function flush(): void {
    if (held.length === 0 || isSilent()) return;
    const texts = held;
    held = [];
    for (const text of texts) put(text);
  }

  return {
    flush,
    say(text: string): void {
      if (!isSilent() && !isTyping() && held.length === 0) {
        put(text);
        return;
      }
      held.push(text);
      if (isSilent()) return;
      release ??= modem().clock.setTimer(TYPING_MS, () => {
        release = undefined;
        flush();
      });
    },
    clear(): void {
      release?.cancel();
      release = undefined;
      held = [];
    },
  };
}

async function answerTo(
  command: AtCommand,
  context: ModemContext,
  formsOf: (name: string) => CommandForms[] | undefined,
): Promise<Reply | Prompt> {
  const effect = await context.faults.at("command", command.name);
  if (effect?.reply) return effect.reply;
  if (context.profile.commandMs > 0) await context.clock.sleep(context.profile.commandMs);
  if (command.name === "") return OK;
  const forms = formsOf(command.name);
  if (!forms) return unknownCommand(context);
  const handlers = forms.map((form) => form[command.form]).filter((handler) => handler !== undefined);
  if (handlers.length === 0) return command.form === "test" ? OK : ERROR;
  const refusal = command.form === "test" ? undefined : simRefusal(context, forms);
  if (refusal) return refusal;
  for (const handler of handlers) {
    const answer = await handler(context, parseArguments(command.text), command);
    if (answer !== undefined) return answer;
  }
  return ERROR;
}

function renderingOf({ profile, state }: ModemContext): Rendering {
  const { lineLead, equipmentError, errorForm } = profile;
  const { errorFormat } = state.terminal;
  const inWords = errorForm === "words" && errorFormat === 1;
  return { ...state.terminal, errorFormat: inWords ? 2 : errorFormat, lineLead, equipmentError };
}

function unknownCommand({ profile }: ModemContext): Reply {
  return profile.unknownCommand === undefined ? ERROR : { result: { words: profile.unknownCommand } };
}

function simRefusal({ state: { sim }, clock }: ModemContext, forms: readonly CommandForms[]): Reply | undefined {
  if (!forms.some(({ needsSim }) => needsSim)) return undefined;
  const errors = forms.find((form) => form.errors !== undefined)?.errors;
  const condition = clock.now() < sim.busyUntil ? "busy" : sim.condition;
  if (condition === "ready") return undefined;
  return errors === "cms" ? cmsError(SIM_ERRORS[condition].cms) : cmeError(SIM_ERRORS[condition].cme);
}
