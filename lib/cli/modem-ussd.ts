import { COMMON_SETTINGS } from "../config/index.ts";
import type { Modem } from "../modem/index.ts";
import { defineCommand } from "./command.ts";
import { CliError } from "./error.ts";
import { aborted, type CommandIo, type Input } from "./io.ts";
import { READY_LIMIT_MS, readModemSpec, withModem } from "./modem-work.ts";
import { NUMBER_KEYS, refuseNumber } from "./number-check.ts";

/** Networks give up sooner; nobody is kept waiting for a person who has left. */
const ANSWER_LIMIT_MS = 300_000;
/** `<m>` of `+CUSD`, 27.007 §7.15. */
const ANSWER_EXPECTED = 1;
const NOT_SUPPORTED = 4;
const NETWORK_TIME_OUT = 5;

/** `aldis modem ussd`: asks the network, and goes on as long as it asks back. */
export const modemUssdCommand = defineCommand({
  path: ["modem", "ussd"],
  operands: ["SPEC", "CODE"],
  summary: "ask the network by USSD, such as *100#, and print its answer",
  details:
    "If the network expects an answer, as menus do, the next line of standard input is sent; an empty line or the end of input ends the session. The gateway must not use the modem at the same time.",
  settings: [...COMMON_SETTINGS, ...NUMBER_KEYS],
  flags: {},
  async run({ config, operands: [text = "", code = ""], io }) {
    // What has neither * nor # is a number that some networks call.
    if (!/[*#]/.test(code)) refuseNumber(code, config);
    await withModem(readModemSpec(text), { config, io, limitMs: READY_LIMIT_MS }, (modem) => converse(modem, code, io));
    return 0;
  },
});

/** One session, from its first request to where the network or the person ends it. */
async function converse(modem: Modem, code: string, io: CommandIo): Promise<void> {
  const lines = linesOf(io.in);
  let request = code;
  for (;;) {
    const { status, text } = await modem.ussd(request, { signal: io.signal });
    if (text !== "") io.out.write(`${text}\n`);
    if (status === NOT_SUPPORTED) throw new CliError("failed", `the network does not know ${request}`);
    if (status === NETWORK_TIME_OUT) throw new CliError("failed", "the network took too long");
    if (status !== ANSWER_EXPECTED) return;
    if (io.in.isTTY) io.err.write("Answer (empty to end): ");
    const answer = await next(lines, io.signal);
    if (answer === undefined || answer === "") {
      await modem.cancelUssd();
      return;
    }
    request = answer;
  }
}

/** The next line; undefined at the end, and when nobody types for too long. @throws the signal's reason */
async function next(lines: AsyncIterator<string>, signal: AbortSignal): Promise<string | undefined> {
  const limit = AbortSignal.timeout(ANSWER_LIMIT_MS);
  const line = await Promise.race([lines.next(), aborted(AbortSignal.any([signal, limit]))]);
  signal.throwIfAborted();
  return line === undefined || line.done ? undefined : line.value.trim();
}

async function* linesOf(input: Input): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of input) {
    rest += typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    const whole = rest.split(/\r?\n/);
    rest = whole.pop() ?? "";
    yield* whole;
  }
  if (rest !== "") yield rest;
}
