import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PROFILES } from "../../lib/modem/simulator/index.ts";
import { encodeText } from "../../lib/pdu/index.ts";
import { createModemOnSimulator } from "../support/simulated-modem.ts";

const handset = "+491701112233";
const POINTS = ["command", "prompt", "pdu", "answer", "after"] as const;

/** What the modems of each family say when nobody asked them. */
const NOISE: Record<string, readonly string[]> = {
  generic: ['+CIEV: "signal",3', '+CTZV: "26/11/24,12:00:00+04"'],
  sim800: ["OVER-VOLTAGE WARNNING", "UNDER-VOLTAGE WARNNING", "Call Ready", "SMS Ready", "*PSUTTZ: 2026,11,24"],
  sim7600: ["SMS DONE", "PB DONE", "+CPIN: READY", "VOICE CALL: BEGIN", "VOICE CALL: END: 000005", "+NITZ: 1"],
  ec25: ["+QIND: SMS DONE", "+QIND: PB DONE", '+QIND: "csq",20,99', "+QUSIM: 1"],
  m26: ["Call Ready", "+CFUN: 1", "+CPIN: READY"],
  bg95: ["+QIND: SMS DONE", '+QIURC: "pdpdeact",1'],
  huawei: [
    "^RSSI:19",
    '^HCSQ:"WCDMA",48,44,59',
    "^BOOT:20952548,0,0,0,6",
    "^MODE:5,4",
    "^DSFLOWRPT:0000003A,00000000,00000000,0000000000000000,0000000000000000,0003E800,0003E800",
    "^SRVST:2",
    "^SIMST:1",
    '^SMMEMFULL: "SM"',
  ],
  telit: ["#QSS: 3", "#ECAM: 0,0,1,,", '#STN: 37,"menu"'],
  ublox: ["+UCALLSTAT: 1,6", "+UUSTSR: 0", '+UMWI: 0,"voice"'],
  cinterion: ["^SMGO: 1", "^SBC: Undervoltage", "+CIEV: roam,0"],
  sierra: ["+CREG: 1,1A2B,00C0FFEE,7,1", "*EMRDY: 1", "!SCACT: 1,0"],
  zte: ['+ZPASR: "UMTS"', '+ZDONR: "Aldis",001,01,"CS_PS","ROAM_OFF"', "+ZPSTM: 0,0", "+ZUSIMR:2"],
  wavecom: ["+WIND: 4", "+WIND: 7", "+WIND: 10"],
  nokia: ["+CIEV: 2,4"],
};

test.each(Object.keys(PROFILES))(
  "%s: what it says unasked, at any point of any command, changes nothing",
  async (name) => {
    for (const at of POINTS) {
      const made = await createModemOnSimulator({ simulator: { profile: name } });
      const { modem, simulated, network, received, clock, until } = made;
      const lines = NOISE[name] ?? [];
      const say = (line: string) => simulated.fault("unsolicited", { probability: 1, options: { line, at } });
      let hush = say(lines[0] ?? "");
      modem.start();
      await until(modem.whenReady());
      for (const [count, line] of lines.entries()) {
        hush();
        hush = say(line);
        const [part] = encodeText({ to: handset, text: `${at} ${count}`, requestReport: true });
        const send = () => modem.sendPart(part ?? { pdu: "", length: 0 });
        // On LTE one of the families is refused once.
        await until(send().catch(send));
        const before = received.length;
        if (name !== "nokia") {
          await until(network.send({ from: handset, to: simulated.number, text: `in ${count}` }).taken);
          await clock.advance(35_000);
          expect(received.slice(before).map(({ kind }) => kind)).toContain("deliver");
        }
      }
      expect(network.messages().map(({ text }) => text)).toEqual(lines.map((_, count) => `${at} ${count}`));
      expect(modem.status).toMatchObject({ state: "ready" });
      await until(modem.stop());
      await simulated.close();
    }
  },
);

test("nothing but the dialects' data knows a maker's name", () => {
  const makers = /sim-?com|quectel|huawei|telit|u-?blox|cinterion|thales|siemens|gemalto|sierra|\bzte\b|wavecom|nokia/i;
  const folder = join(import.meta.dir, "../../lib/modem");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !/^(dialects|simulator)\//.test(file),
  );
  const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
  const known = files.filter((file) => makers.test(withoutComments(readFileSync(join(folder, file), "utf8"))));
  expect(files.length).toBeGreaterThan(30);
  expect(known).toEqual([]);
});
