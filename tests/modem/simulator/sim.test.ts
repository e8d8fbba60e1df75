import { expect, test } from "bun:test";
import { generic } from "../../../lib/modem/simulator/profiles/generic.ts";
import { linesOf, startBench } from "../../support/at-console.ts";
import { createManualClock } from "../../support/manual-clock.ts";

test("the right PIN opens the SIM and the modem registers", async () => {
  await using bench = await startBench({ modem: { pin: "1234" } });
  const { console, modem } = bench;
  await console.ask("AT+CREG=1");
  expect(linesOf(await console.ask("AT+CPIN?"))).toEqual(["+CPIN: SIM PIN", "OK"]);
  expect(modem.registered).toBe(false);
  await console.ask('AT+CPIN="1234"');
  await console.received(/OK\r\n\r\n\+CREG: 1\r\n/);
  expect(linesOf(await console.ask("AT+CPIN?;+CPINR"))).toEqual([
    "+CPIN: READY",
    "+CPINR: SIM PIN,3,3",
    "+CPINR: SIM PUK,10,10",
    "OK",
  ]);
});

test("three wrong PINs ask for the PUK, and the PUK sets a new PIN", async () => {
  await using bench = await startBench({ modem: { pin: "1234" } });
  const { console, modem } = bench;
  await console.ask("AT+CMEE=1");
  expect(await console.ask('AT+CPIN="0000"')).toBe("\r\n+CME ERROR: 16\r\n");
  expect(modem.state.sim.pinAttempts).toBe(2);
  await console.ask("AT+CPIN=0000");
  expect(await console.ask('AT+CPIN="0000"')).toBe("\r\n+CME ERROR: 12\r\n");
  expect(linesOf(await console.ask("AT+CPIN?"))).toEqual(["+CPIN: SIM PUK", "OK"]);
  expect(await console.ask('AT+CPIN="1234"')).toBe("\r\n+CME ERROR: 12\r\n");
  expect(await console.ask('AT+CPIN="11111111","4321"')).toBe("\r\n+CME ERROR: 16\r\n");
  expect(modem.state.sim.pukAttempts).toBe(9);
  expect(await console.ask('AT+CPIN="12345678","4321"')).toBe("\r\nOK\r\n");
  expect(modem.state.sim).toMatchObject({ condition: "ready", pin: "4321", pinAttempts: 3 });
});

test("ten wrong PUKs end the card", async () => {
  await using bench = await startBench({ modem: { pin: "1234" } });
  const { console, modem } = bench;
  modem.state.sim.condition = "puk";
  await console.ask("AT+CMEE=1");
  for (let time = 0; time < 9; time++) await console.ask('AT+CPIN="11111111","4321"');
  expect(await console.ask('AT+CPIN="11111111","4321"')).toBe("\r\n+CME ERROR: 13\r\n");
  expect(await console.ask("AT+CPIN?")).toBe("\r\n+CME ERROR: 13\r\n");
});

test("the lock can be asked for, switched and its PIN changed", async () => {
  await using bench = await startBench();
  const { console } = bench;
  expect(linesOf(await console.ask('AT+CLCK="SC",2'))).toEqual(["+CLCK: 0", "OK"]);
  expect(await console.ask('AT+CPWD="SC","0000","7777"')).toBe("\r\nOK\r\n");
  expect(await console.ask('AT+CLCK="SC",1,"7777"')).toBe("\r\nOK\r\n");
  expect(linesOf(await console.ask('AT+CLCK="SC",2'))).toEqual(["+CLCK: 1", "OK"]);
  await console.ask("AT+CFUN=1,1");
  await console.ask("ATE0");
  expect(linesOf(await console.ask("AT+CPIN?"))).toEqual(["+CPIN: SIM PIN", "OK"]);
});

test("a start asks for the PIN again and forgets settings, but neither messages nor the reference", async () => {
  await using bench = await startBench({ modem: { pin: "1234" } });
  const { console, modem, network } = bench;
  await console.ask('AT+CPIN="1234"');
  await console.ask("AT+CNMI=2,1,0,1,0");
  modem.state.messages.reference = 77;
  await network.send({ from: "+491711111111", to: modem.number, text: "kept" }).taken;
  await console.ask("AT+CFUN=1,1");
  expect(await console.ask("AT")).toBe("AT\r\r\nOK\r\n");
  await console.ask("ATE0");
  expect(linesOf(await console.ask("AT+CNMI?"))).toEqual(["+CNMI: 0,0,0,0,0", "OK"]);
  await console.ask('AT+CPIN="1234"');
  expect(linesOf(await console.ask("AT+CPMS?"))[0]).toStartWith('+CPMS: "SM",1,');
  expect(modem.state.messages.reference).toBe(77);
});

test("a profile's SIM takes its time, and so does its registration", async () => {
  const clock = createManualClock();
  const profile = { ...generic, name: "slow", simBusyMs: 2000, registrationMs: 3000, bootLines: ["RDY"] };
  await using bench = await startBench({ network: { clock }, modem: { profile } });
  const { console, modem } = bench;
  await console.ask("AT+CMEE=1");
  expect(await console.ask("AT+CPIN?")).toBe("\r\n+CME ERROR: 14\r\n");
  await clock.advance(2000);
  expect(linesOf(await console.ask("AT+CPIN?;+CREG?"))).toEqual(["+CPIN: READY", "+CREG: 0,2", "OK"]);
  await console.ask("AT+CREG=2");
  await clock.advance(3000);
  await console.received(/\+CREG: 1,"1A2B","00C0FFEE",7\r\n/);
  expect(modem.registered).toBe(true);
});
