import { expect, test } from "bun:test";
import { createTestModem, startModem } from "../support/started-modem.ts";

test("without a network the modem searches, says so, and is ready as soon as it registers", async () => {
  const { modem, peer, clock } = await createTestModem();
  peer.on(/^AT\+C[GE]?REG\?$/, (command) => [`${command.slice(2, -1)}: 2,2`, "OK"]);
  modem.start();
  await clock.advance(10_000);
  expect(modem.status).toMatchObject({
    state: "searching",
    problem: "The modem finds no network yet: check the antenna and the reception.",
  });
  await expect(modem.sendPart({ pdu: "00", length: 1 })).rejects.toMatchObject({ kind: "gone" });
  peer.say('+CREG: 1,"00C3","0000A1B2",2');
  await clock.advance(0);
  expect(modem.status).toMatchObject({ state: "ready", technology: "UMTS" });
  expect(modem.status.problem).toBeUndefined();
});

test("a network that refuses the SIM is told apart from none", async () => {
  const { modem, peer, clock } = await createTestModem();
  peer.on(/^AT\+C[GE]?REG\?$/, (command) => [`${command.slice(2, -1)}: 2,3`, "OK"]);
  modem.start();
  await clock.advance(10_000);
  expect(modem.status).toMatchObject({ state: "searching", registration: "denied" });
  expect(modem.status.problem).toContain("refuses this SIM");
});

test.each([
  ["0,8", "emergency-only", "emergency calls only"],
  ["2,8", "emergency-only", "emergency calls only"],
  ["0,11", "no-sms", "without SMS"],
  ["0,3", "denied", "refuses this SIM"],
  ["0,4", "unknown", "check the antenna"],
  ["0,0", "not-registered", "check the antenna"],
] as const)("the registration %s is told as %s, in one sentence", async (answer, registration, words) => {
  // One that tells why counts, also when another only searches.
  for (const others of ["ERROR", "2,2"]) {
    const { modem, peer, clock } = await createTestModem();
    peer.on(/^AT\+C[GE]?REG\?$/, (command) => {
      const told = command === "AT+CEREG?" || others === "ERROR" ? answer : others;
      return [`${command.slice(2, -1)}: ${told}`, "OK"];
    });
    modem.start();
    await clock.advance(10_000);
    const isTold = others === "ERROR" || registration !== "not-registered";
    if (isTold && registration !== "unknown") expect(modem.status).toMatchObject({ state: "searching", registration });
    expect(modem.status.problem).toContain(words);
    if (words !== "check the antenna") expect(modem.status.problem).not.toContain("antenna");
  }
});

/** `<stat>,<lac>,<ci>` with areas that could be a status, quoted or not. */
test.each([
  ["+CREG: 1,29,28931", "home"],
  ['+CREG: 1,"29","28931"', "home"],
  ["+CREG: 1,9,3799B", "home"],
  ["+CREG: 5,1,3799B", "roaming"],
  ["+CREG: 3,1,3799B", "denied"],
  ["+CREG: 3,5,3799B,2", "denied"],
  ['+CREG: 2,"1","3799B"', "searching"],
  ["+CREG: 8,1,3799B", "emergency-only"],
  ['+CREG: 11,"5","3799B",7', "no-sms"],
  ["+CREG: 1,5,3799B,7", "home"],
  ["+CREG: 1", "home"],
  ['+CREG: 5,"00C3","0000A1B2",7', "roaming"],
] as const)("unasked %s says %s at once", async (line, registration) => {
  for (const name of ["CREG", "CGREG", "CEREG"]) {
    const { modem, peer, clock } = await createTestModem();
    peer.on(/^AT\+C[GE]?REG\?$/, ["ERROR"]);
    peer.on(`AT+${name}?`, [`+${name}: 2,2`, "OK"]);
    modem.start();
    await clock.advance(10_000);
    const said = line.replace("CREG", name);
    peer.say(said);
    await clock.advance(0);
    expect(modem.status.registration).toBe(registration);
  }
});

test.each(["+CREG: 3,1,3799B", "+CREG: 3,29,28931", "+CREG: 3,29,28931,2"])(
  "unasked %s within the answer to AT+CREG? is not the answer",
  async (line) => {
    const { modem, peer, clock } = await startModem();
    for (const lines of [[line, '+CREG: 2,5,"1D","28931",2'], ['+CREG: 2,5,"1D","28931",2']]) {
      peer.on("AT+CREG?", [...lines, "OK"]);
      peer.on(/^AT\+C[GE]REG\?$/, ["ERROR"]);
      peer.say("+CGREG: 0", "+CEREG: 0");
      await clock.advance(31_000);
      expect(modem.status.registration).toBe("roaming");
    }
  },
);

test("registration with the packet network alone is enough", async () => {
  const { modem } = await startModem({
    prepare: (peer) => peer.on("AT+CREG?", ["+CREG: 2,0", "OK"]),
  });
  expect(modem.status).toMatchObject({ state: "ready", registration: "home" });
});

test("a modem that tells no registration is taken to be ready", async () => {
  const { modem } = await startModem({ prepare: (peer) => peer.on(/REG/, ["ERROR"]) });
  expect(modem.status).toMatchObject({ state: "ready", registration: "unknown" });
});

test.each([
  ["+CSQ: 0,99", -113],
  ["+CSQ: 31,99", -51],
  ["+CSQ: 99,99", undefined],
  ["+CSQ: 199,99", undefined],
  ["+CSQ: 141,99", -75],
])("%s is %p dBm", async (line, dbm) => {
  const { modem } = await startModem({ prepare: (peer) => peer.on("AT+CSQ", [line, "OK"]) });
  expect(modem.status.signalDbm).toBe(dbm as number);
});

test("signal, operator and registration are asked again every 30 s", async () => {
  const { modem, peer, clock, statuses } = await startModem();
  const before = statuses.length;
  await clock.advance(31_000);
  expect(statuses.length).toBe(before);
  peer.on("AT+CSQ", ["+CSQ: 5,99", "OK"]);
  peer.on("AT+COPS?", ["+COPS: 0", "OK"]);
  await clock.advance(31_000);
  expect(modem.status).toMatchObject({ signalDbm: -103 });
  expect(modem.status.operator).toBeUndefined();
  expect(statuses.at(-1)).toBe(modem.status);
});

test("an incoming call is told once, with its number, and never answered", async () => {
  const { peer, clock, calls, ended } = await startModem();
  const at = clock.now();
  for (let ring = 0; ring < 4; ring++) {
    peer.say("RING", '+CLIP: "+491701234567",145,,,,0');
    await clock.advance(5_000);
  }
  peer.say("NO CARRIER");
  await clock.advance(20_000);
  expect(calls).toMatchObject([{ modem: "test", number: "+491701234567", at }]);
  expect(ended).toMatchObject([{ modem: "test", number: "+491701234567", at, rangMs: 20_000 }]);
  peer.say("RING");
  await clock.advance(3_000);
  expect(calls).toHaveLength(2);
  expect(calls[1]).not.toHaveProperty("number");
  expect(peer.heard.filter((command) => command.startsWith("ATA"))).toEqual([]);
});

test.each<[string, string[], string | undefined]>([
  ["withheld", ["RING", '+CLIP: "",128,,,,1'], undefined],
  ["not shown", ["+CRING: VOICE"], undefined],
  ["international without its plus", ["RING", '+CLIP: "491701234567",145'], "+491701234567"],
  ["national", ["RING", '+CLIP: "01701234567",129'], "01701234567"],
  ["no number at all", ["RING", '+CLIP: "<script>",129'], undefined],
  ["longer than a number can be", ["RING", `+CLIP: "${"1".repeat(500)}",129`], undefined],
])("a call whose number is %s ends with the last RING where the modem says no more", async (_, lines, number) => {
  const { peer, clock, calls, ended } = await startModem();
  peer.say(...lines);
  await clock.advance(5_000);
  peer.say(...lines);
  await clock.advance(15_000);
  expect(calls.map((call) => call.number)).toEqual([number]);
  expect(ended.map((call) => [call.number, call.rangMs])).toEqual([[number, 5_000]]);
});

test("a number that comes late is in the end of the call, and a modem that stops ends it", async () => {
  const { modem, peer, clock, calls, ended, until } = await startModem();
  peer.say("RING");
  await clock.advance(5_000);
  expect(calls[0]).not.toHaveProperty("number");
  peer.say("RING", '+CLIP: "+491701234567",145');
  await clock.advance(1_000);
  await until(modem.stop());
  expect(ended).toMatchObject([{ number: "+491701234567", rangMs: 6_000 }]);
  expect(calls).toHaveLength(1);
});
