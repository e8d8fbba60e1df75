import { describe, expect, test } from "bun:test";
import { type AtConsole, linesOf, startBench } from "../../support/at-console.ts";
/** Every command that eleven real programs, and people at terminals, sent to a modem. */
import programs from "./peer-commands.json" with { type: "json" };

/** Vendors' commands and such that a plain modem does not have: they are probes, and the answer is ERROR at once. */
const REFUSED = new Set([
  "AT_OHWV",
  "AT_ocst",
  "AT_OSBM?",
  'AT+clck="PN",2',
  "AT+MODE=2",
  "AT+CPROT=?",
  "AT+SYNCML=?",
  "AT$TSSPCSW=?",
  "AT*CNTI=2",
  "AT+CEMODE?",
  "AT+CPLS=0",
  "AT+CPOL=,2",
  "AT+CPOL?",
  "AT+SIMSTATE?",
  "AT+VTD?",
  "AT+CUAD",
  "AT+PTTY=?",
  "AT+CAOC=2",
  "AT+CCWE=1",
  "AT+CPOS=?",
  "AT^CVOICE=?",
  "AT+VTS=?",
  "AT^DTMF=?",
  "AT^USSDMODE=?",
  "AT+WIND=?",
  "AT+ZPAS=?",
  "AT+ZPAS?",
  "AT+FOO",
]);
const isRefused = (command: string) => REFUSED.has(command) || /^AT\+(CRSM|CSIM)=/.test(command);

async function answerTo(console: AtConsole, command: string): Promise<string> {
  // Noise gets no answer; the command behind it shows that the modem is there.
  if (command === "" || command.startsWith("<")) {
    await console.type(command === "<ESC>" ? "\x1b" : command.startsWith("<CTRL") ? "\0" : "\r");
    return console.ask("AT");
  }
  const answer = await console.ask(command);
  if (!answer.endsWith("> ")) return answer;
  console.clear();
  await console.type("\x1b");
  await console.received(/OK\r\n/);
  return "> ";
}

for (const [program, commands] of Object.entries(programs)) {
  describe(`what ${program} sends is answered`, () => {
    test(`${commands.length} commands, those of 27.005 and 27.007 not with ERROR`, async () => {
      await using bench = await startBench();
      const { console, network, modem } = bench;
      for (let slot = 0; slot < 12; slot++) {
        await network.send({ from: "+491711111111", to: modem.number, text: `message ${slot}` }).taken;
        await network.send({ from: "+491711111111", to: modem.number, text: `message ${slot}` }).taken;
      }
      const wrong: Record<string, string[]> = {};
      for (const command of commands) {
        // Each stands alone here: what an earlier one deleted or selected must not fail it.
        Object.assign(modem.state.messages, {
          format: command.includes('CMGS="') ? 1 : 0,
          selected: ["SM", "SM", "SM"],
        });
        const answer = await answerTo(console, command);
        const lines = linesOf(answer);
        const refused = lines.some((line) => /^(ERROR|\+CM[ES] ERROR)/.test(line));
        const emptied = /^AT\+CMGR=/.test(command) && commands.some((other) => other.startsWith("AT+CMGD="));
        if (refused !== isRefused(command) && !emptied) wrong[command] = lines;
      }
      expect(wrong).toEqual({});
      expect(linesOf(await console.ask("ATV1E0Q0"))).toContain("OK");
    });
  });
}
