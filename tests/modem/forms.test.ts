import { expect, test } from "bun:test";
import { type Dialect, plainDialect } from "../../lib/modem/index.ts";
import { findProfile } from "../../lib/modem/simulator/index.ts";
import { encodeText } from "../../lib/pdu/index.ts";
import { framed, type ScriptedModem } from "../support/scripted-modem.ts";
import { startModemOnSimulator } from "../support/simulated-modem.ts";
import { createTestModem, startModem } from "../support/started-modem.ts";

const handset = "+491701112233";
const deliver = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07";
const oneOf = (text: string) => encodeText({ to: handset, text })[0] ?? { pdu: "", length: 0 };
const from = (manufacturer: string, model: string) => (peer: ScriptedModem) => {
  peer.on("AT+CGMI", [manufacturer, "OK"]);
  peer.on("AT+CGMM", [model, "OK"]);
};

test.each([
  ['+CPMS: ("SM","ME"),("SM","ME"),("SM","ME")', 'AT+CPMS="SM","SM","SM"'],
  ['+CPMS: ("ME","MT"),("ME","SM"),("SM","MT")', 'AT+CPMS="ME","SM","SM"'],
  ['+CPMS: (("SM","BM","SR"),("SM"))', 'AT+CPMS="SM","SM"'],
  ['+CPMS: ["ME","SM"],["ME"],["ME"]', 'AT+CPMS="ME","ME","ME"'],
  ['+CPMS: "SM","ME","MT"', 'AT+CPMS="SM","SM","SM"'],
  ["+CPMS: (),(),()", 'AT+CPMS="SM","SM","SM"'],
])("of the memories %s, %s is tried first", async (offer, command) => {
  const { peer } = await startModem({ prepare: (scripted) => scripted.on("AT+CPMS=?", [offer, "OK"]) });
  expect(peer.heard.find((heard) => /^AT\+CPMS="/.test(heard))).toBe(command);
});

test.each([
  ["+CPMS: 3,30", { used: 3, total: 30 }],
  ["+CPMS: 3,30,4,40", { used: 3, total: 30 }],
  ["+CPMS: 3,30,4,40,5,50", { used: 3, total: 30 }],
])("%s is how full the memory is", async (line) => {
  const { modem } = await startModem({ prepare: (scripted) => scripted.on(/^AT\+CPMS="/, [line, "OK"]) });
  expect(modem.status).toMatchObject({ state: "ready", dialect: { storage: "SM" } });
});

test("a memory that is opened only in all places at once is opened so", async () => {
  const { peer, received, clock } = await startModem({
    prepare(scripted) {
      scripted.on(/^AT\+CPMS="[A-Z]+"$/, ["+CMS ERROR: 302"]);
      scripted.on("AT+CMGR=4", ["+CMGR: 0,,31", deliver, "OK"]);
    },
  });
  peer.say('+CMTI: "ME",4');
  await clock.advance(1_000);
  expect(peer.heard).toContain('AT+CPMS="ME","SM","SM"');
  expect(received).toMatchObject([{ storage: { memory: "ME", index: 4 } }]);
});

test.each([["+CMGR: 0,,31"], ['+CMGR: 0,"",31'], ["+CMGR: 0,31"], [" +CMGR: 1,,31"]])(
  "a message under %j is read",
  async (heading) => {
    const { peer, received, clock } = await startModem();
    peer.on("AT+CMGR=0", [heading, deliver, "OK"]);
    peer.say('+CMTI: "SM",0');
    await clock.advance(1_000);
    expect(received).toMatchObject([{ kind: "deliver", pdu: deliver }]);
    expect(peer.heard).toContain("AT+CMGD=0");
  },
);

test.each([["+CMT: ,31"], ['+CMT: "",31'], ["+CMT: 31"]])(
  "a message that comes as %j is taken and acknowledged once",
  async (heading) => {
    const { peer, received, clock } = await startModem();
    peer.say(heading, deliver);
    await clock.advance(1_000);
    expect(received).toMatchObject([{ kind: "deliver", pdu: deliver }]);
    expect(peer.heard.filter((command) => command === "AT+CNMA")).toHaveLength(1);
  },
);

test("information without its OK counts after a while, and a late OK is nobody's answer", async () => {
  const { modem, peer, until, clock } = await startModem({
    prepare(scripted) {
      scripted.on("AT+CPIN?", ["+CPIN: READY"]);
      scripted.on("AT+CSQ", [" +CSQ: 31,99"]);
    },
  });
  expect(modem.status).toMatchObject({ state: "ready", signalDbm: -51 });
  expect(modem.status.recoveries).toBeUndefined();
  peer.on(/^PDU /, ["+CMGS: 17"]);
  expect(await until(modem.sendPart(oneOf("a")))).toEqual({ reference: 17 });
  peer.say("OK");
  peer.on(/^PDU /, ["+CMGS: 18", "OK"]);
  await clock.advance(10_000);
  expect(await until(modem.sendPart(oneOf("b")))).toEqual({ reference: 18 });
});

test("a cause that is unknown is waited for like a busy SIM", async () => {
  let asked = 0;
  const { modem } = await startModem({
    prepare(scripted) {
      scripted.on("AT+CPIN?", () => (asked++ < 3 ? ["CME Error: unknown"] : ["+CPIN: READY", "OK"]));
    },
  });
  expect(modem.status.state).toBe("ready");
});

test("an ICCID with its digits swapped in pairs is put right", async () => {
  const { modem } = await startModem({
    prepare(scripted) {
      from("huawei", "E173")(scripted);
      scripted.on("AT^ICCID?", ["^ICCID: 98940100000000001032", "OK"]);
    },
  });
  expect(modem.status.sim?.iccid).toBe("89491000000000000123");
});

test("a modem that starts by itself is set up again", async () => {
  const { modem, simulated, clock, until } = await startModemOnSimulator({ simulator: { profile: "ec25" } });
  simulated.restart();
  await clock.advance(10_000);
  await until(modem.whenReady());
  expect(simulated.state.messages.indications).toMatchObject({ mode: 2, deliver: 1, report: 1 });
});

test("a service centre that the modem forgot is given back, and the part is sent", async () => {
  const { modem, simulated, network, until } = await startModemOnSimulator({ simulator: { profile: "wavecom" } });
  const { smsc } = simulated.state.messages;
  simulated.state.messages.smsc = "";
  await until(modem.sendPart(oneOf("hello")));
  expect(simulated.state.messages.smsc).toBe(smsc);
  expect(network.parts()).toHaveLength(1);
});

test("a modem that cannot send on LTE leaves it after the second message that is refused, and sends that one", async () => {
  const profile = { ...findProfile("sim7600"), refusalsOnLte: 1_000 };
  const { modem, simulated, network, until } = await startModemOnSimulator({ simulator: { profile } });
  const refused = modem.sendPart(oneOf("first")).catch((error: unknown) => error);
  expect(await until(refused)).toMatchObject({ kind: "rejected", cms: 38 });
  await until(modem.sendPart(oneOf("second")));
  expect(simulated.state.vendor.get("+CNMP")).toBe("14");
  expect(network.parts().map(({ submit }) => submit.userData.text)).toEqual(["second"]);
});

test("where there is nothing but LTE the modem goes back to it, once", async () => {
  const profile = { ...findProfile("sim7600"), refusalsOnLte: 1_000 };
  const { modem, simulated, until } = await startModemOnSimulator({ simulator: { profile } });
  const modes: string[] = [];
  simulated.use({
    name: "no other network",
    commands: {
      "+CNMP": {
        set({ state, registrationChanged }, [mode]) {
          modes.push(mode?.text ?? "");
          state.radio.registration = mode?.text === "2" ? "home" : "searching";
          registrationChanged();
          return { result: "ok" };
        },
      },
    },
  });
  for (const text of ["first", "second", "third", "fourth"]) {
    const outcome = await until(modem.sendPart(oneOf(text)).catch((error: unknown) => error));
    expect(outcome).toMatchObject({ kind: "rejected", cms: 38 });
    await until(modem.whenReady());
  }
  expect(modes).toEqual(["14", "13", "2"]);
});

test("a part that a BG95 calls failed although it is sent is unknown, and is not sent again", async () => {
  const { modem, network, until } = await startModemOnSimulator({ simulator: { profile: "bg95" } });
  const outcomes: string[] = [];
  for (let count = 0; count < 8; count++) {
    const outcome = modem.sendPart(oneOf(`part ${count}`)).then(
      () => "sent",
      (error: unknown) => (error as { kind: string }).kind,
    );
    outcomes.push(await until(outcome));
  }
  expect(outcomes).toEqual([...Array(7).fill("sent"), "unknown-outcome"]);
  expect(network.parts()).toHaveLength(8);
});

test("a message that waits three minutes for a network is sent once it is there", async () => {
  const { modem, simulated, network, clock, until } = await startModemOnSimulator({ simulator: { profile: "ublox" } });
  simulated.fault("registration-lost", { options: { seconds: 170 } });
  const sending = modem.sendPart(oneOf("patience")).catch((error: unknown) => error);
  await clock.advance(160_000);
  expect(network.parts()).toEqual([]);
  expect(await until(sending)).toEqual({ reference: 0 });
});

test("a telephone that gives nothing out is asked so a few times, and then left alone", async () => {
  const { modem, network, simulated, clock, received } = await startModemOnSimulator({
    simulator: { profile: "nokia" },
  });
  await network.send({ from: handset, to: simulated.number, text: "for its owner" }).taken;
  await clock.advance(120_000);
  const asked = () => simulated.wire().filter(({ text }) => /^AT\+CMG[LR]/.test(text)).length;
  const before = asked();
  expect(before).toBeLessThan(30);
  await clock.advance(120_000);
  expect(asked()).toBe(before);
  expect(received).toEqual([]);
  expect(modem.status.state).toBe("ready");
});

test("a USSD request that is refused as it is written is written otherwise, and from then on at once", async () => {
  const { modem, peer, until } = await startModem();
  peer.on(/^AT\+CUSD=1,"AA180C3602",15$/, ["OK", '+CUSD: 0,"yes",15']);
  peer.on(/^AT\+CUSD=1,"\*100#",15$/, ["ERROR"]);
  expect(await until(modem.ussd("*100#"))).toEqual({ status: 0, text: "yes" });
  expect(await until(modem.ussd("*100#"))).toEqual({ status: 0, text: "yes" });
  const asked = peer.heard.filter((command) => command.startsWith("AT+CUSD=1"));
  expect(asked).toEqual(['AT+CUSD=1,"*100#",15', 'AT+CUSD=1,"AA180C3602",15', 'AT+CUSD=1,"AA180C3602",15']);
});

test("without a network a USSD request is written once", async () => {
  const { modem, peer, until } = await startModem();
  peer.on(/^AT\+CUSD=1/, ["+CME ERROR: 30"]);
  expect(await until(modem.ussd("*100#").catch((error: unknown) => error))).toMatchObject({ cme: 30 });
  expect(peer.heard.filter((command) => command.startsWith("AT+CUSD=1"))).toHaveLength(1);
});

test.each([
  ["GSM", "Betr{g: 5 \x1be", "Beträg: 5 €"],
  ["GSM", "a\0b", "a@b"],
  ["IRA", "Betrag: {5}", "Betrag: {5}"],
  ["UCS2", "0042006100380030", "Ba80"],
])("under the charset %s the USSD answer %j reads %j", async (charset, answer, text) => {
  const { modem, peer, until } = await startModem();
  peer.on("AT+CSCS?", [`+CSCS: "${charset}"`, "OK"]);
  peer.on(/^AT\+CUSD=1/, { raw: `${framed(["OK"])}\r\n+CUSD: 0,"${answer}",15\r\n` });
  expect(await until(modem.ussd("*100#"))).toEqual({ status: 0, text });
});

test("a call that only the family's own lines tell of is followed by them", async () => {
  const family: Dialect = {
    ...plainDialect,
    callSigns: [
      { pattern: /^#UP/, means: "answered" },
      { pattern: /^#OVER,17/, means: "busy" },
      { pattern: /^#OVER/, means: "ended" },
    ],
  };
  const { modem, peer, clock, until } = await startModem({ dialects: [family] });
  peer.on(/^ATD/, ["OK"]);
  for (const [line, result] of [
    ["#UP", "answered"],
    ["#OVER,17", "busy"],
    ["#OVER,16", "no-answer"],
  ] as const) {
    const ringing = modem.ring(handset, { seconds: 20 });
    await clock.advance(1_500);
    peer.say(line);
    expect(await until(ringing)).toBe(result);
  }
});

test("a modem without a list of calls is asked what it is doing", async () => {
  const { modem, peer, until, clock } = await startModem();
  let asked = 0;
  peer.on(/^ATD/, ["OK"]);
  peer.on("AT+CPAS", () => [`+CPAS: ${asked++ < 3 ? 4 : 0}`, "OK"]);
  const begun = clock.now();
  expect(await until(modem.ring(handset, { seconds: 60 }))).toBe("no-answer");
  expect(clock.now() - begun).toBe(4_000);
});

test("registration is understood without <n>, without quotes, and with a field too many", async () => {
  for (const answer of ["+CREG: 1", '+CREG: 5,"1A2B","00C0FFEE",7', "+CREG: 2,1,1A2B,00C0FFEE,7,1", "+CREG:2,1"]) {
    const { modem } = await createTestModem().then(async (made) => {
      made.peer.on("AT+CREG?", [answer, "OK"]);
      for (const name of ["CGREG", "CEREG"]) made.peer.on(`AT+${name}?`, ["ERROR"]);
      made.modem.start();
      await made.until(made.modem.whenReady());
      return made;
    });
    expect(modem.status.registration).toBe(answer.startsWith("+CREG: 5") ? "roaming" : "home");
  }
});
