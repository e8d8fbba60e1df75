import { readTraceFile } from "../../lib/modem/serial/index.ts";
import type { ScriptedModem } from "./scripted-modem.ts";

const ESC = "\x1b";
const CTRL_Z = "\x1a";

/**
 * Has a scripted modem answer as a recorded one did, command by command and in any order: a command that was recorded
 * several times gets its answers one after the other and then the last one. What was not recorded is answered ERROR.
 *
 * @param file  lines of `aldis modem trace`
 */
export async function answerAsRecorded(peer: ScriptedModem, file: string): Promise<void> {
  const answers = new Map<string, string[]>();
  let written = "";
  let command = "";
  for await (const { direction, data } of readTraceFile(file)) {
    const text = Buffer.from(data).toString("latin1");
    if (direction === "out") {
      written += text;
      if (!written.endsWith("\r") && !written.endsWith(CTRL_Z)) continue;
      const last = written.slice(0, -1).split(ESC).at(-1) ?? "";
      command = written.endsWith(CTRL_Z) ? `PDU ${last}` : last;
      written = "";
      if (command !== "") answers.set(command, [...(answers.get(command) ?? []), ""]);
    } else if (command !== "") {
      const known = answers.get(command) ?? [];
      known.push((known.pop() ?? "") + text);
    }
  }
  peer.on(/^/, ["ERROR"]);
  for (const [text, known] of answers) {
    peer.on(text, () => ({ raw: (known.length > 1 ? known.shift() : known[0]) ?? "" }));
  }
}
