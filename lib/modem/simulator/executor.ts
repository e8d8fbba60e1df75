import { type Command, parseArguments, parseCommandLine } from "./at/command-line.ts";
import { renderLines, renderResult } from "./at/render.ts";
import { cmeError, cmsError, ERROR, OK, type Prompt, type Reply } from "./at/reply.ts";
import { ABORTED, createTerminal, type Terminal } from "./at/terminal.ts";
import type { Behaviour, CommandForms, ModemContext } from "./behaviours/index.ts";

/** Takes octets, runs commands, puts out answers and what nobody asked for. */
export interface Executor {
  feed(bytes: Uint8Array): void;
  /** Unsolicited lines; held back while a prompt is open, as between two octets of a PDU nothing may come. */
  unsolicited(lines: readonly string[]): void;
  /** Puts a behaviour in front of all others; the function it gives takes it away. */
  use(behaviour: Behaviour): () => void;
  commandNames(): string[];
  /** Forgets what is typed, running and held back: nothing of it is answered any more. */
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

export function createExecutor(
  modem: () => ModemContext,
  behaviours: readonly Behaviour[],
  put: (text: string) => void,
): Executor {
  const inFront: Behaviour[] = [];
  let table = new Map<string, CommandForms>();
  let prompt: { handle: Prompt; command: Command } | undefined;
  let held: string[] = [];
  /** Counts starts: what began before the last one is not answered. */
  let era = 0;

  const terminal: Terminal = createTerminal({
    get echo() {
      return modem().state.terminal.echo;
    },
    put,
    run: runLine,
    prompted,
  });

  function rebuild(): void {
    table = new Map();
    for (const { commands } of [...behaviours].reverse().concat(inFront)) {
      for (const [name, forms] of Object.entries(commands)) {
        if (modem().profile.without.includes(name)) continue;
        table.set(name, { ...table.get(name), ...forms });
      }
    }
  }

  async function runLine(line: string): Promise<void> {
    const commands = parseCommandLine(line);
    if (commands === undefined) return;
    const mine = era;
    if (commands.length === 0) commands.push({ name: "", form: "run", text: "" });
    for (const [at, command] of commands.entries()) {
      const answer = await answerTo(command);
      if (mine !== era) return;
      if ("prompt" in answer) {
        await openPrompt(answer, command);
        return;
      }
      const isLast = at === commands.length - 1 || answer.result !== "ok";
      await finish(answer, command, isLast);
      if (isLast || mine !== era) return;
    }
  }

  async function answerTo(command: Command): Promise<Reply | Prompt> {
    const context = modem();
    const effect = await context.faults.at("command", command.name);
    if (effect?.reply) return effect.reply;
    if (context.profile.commandMs > 0) await context.clock.sleep(context.profile.commandMs);
    if (command.name === "") return OK;
    const forms = table.get(command.name);
    if (!forms) return unknownCommand(context);
    if (command.form === "test" && !forms.test) return OK;
    const handler = forms[command.form];
    if (!handler) return ERROR;
    const refusal = command.form !== "test" && forms.needsSim ? simRefusal(context, forms) : undefined;
    return refusal ?? handler(context, parseArguments(command.text), command);
  }

  async function openPrompt(handle: Prompt, command: Command): Promise<void> {
    const mine = era;
    const context = modem();
    const effect = await context.faults.at("prompt", command.name);
    if (context.profile.promptMs > 0) await context.clock.sleep(context.profile.promptMs);
    if (mine !== era || effect?.reply) return;
    prompt = { handle, command };
    terminal.openPrompt(handle.textMode);
    put("\r\n> ");
    await context.faults.at("pdu", command.name);
  }

  async function prompted(input: string | undefined): Promise<void> {
    const mine = era;
    const open = prompt;
    prompt = undefined;
    if (!open) return;
    const reply = input === undefined ? ABORTED : await open.handle.submit(input);
    if (mine === era) await finish(reply, open.command, true);
  }

  async function finish(reply: Reply, command: Command, isLast: boolean): Promise<void> {
    const context = modem();
    const mine = era;
    const effect = await context.faults.at("answer", command.name);
    if (mine !== era) return;
    const { terminal: rendering } = context.state;
    const result = effect?.reply?.result ?? reply.result;
    const text = renderLines(reply.lines ?? [], rendering) + (isLast ? renderResult(result, rendering) : "");
    put(effect?.cut ? text.slice(0, text.length >> 1) : text);
    reply.after?.();
    flushHeld();
    await context.faults.at("after", command.name);
  }

  function flushHeld(): void {
    if (held.length === 0 || terminal.prompting) return;
    const lines = held;
    held = [];
    for (const text of lines) put(text);
  }

  rebuild();
  return {
    feed: terminal.feed,
    unsolicited(lines) {
      const text = renderLines(lines, modem().state.terminal);
      if (terminal.prompting) held.push(text);
      else put(text);
    },
    use(behaviour) {
      inFront.push(behaviour);
      rebuild();
      return () => {
        inFront.splice(inFront.indexOf(behaviour), 1);
        rebuild();
      };
    },
    commandNames: () => [...table.keys()].filter((name) => name !== "").sort(),
    reset() {
      era++;
      prompt = undefined;
      held = [];
      terminal.reset();
    },
  };
}

function unknownCommand({ profile }: ModemContext): Reply {
  return profile.unknownCommand === undefined ? ERROR : { result: { words: profile.unknownCommand } };
}

function simRefusal({ state: { sim }, clock }: ModemContext, { errors = "cme" }: CommandForms): Reply | undefined {
  const condition = clock.now() < sim.busyUntil ? "busy" : sim.condition;
  if (condition === "ready") return undefined;
  return errors === "cms" ? cmsError(SIM_ERRORS[condition].cms) : cmeError(SIM_ERRORS[condition].cme);
}
