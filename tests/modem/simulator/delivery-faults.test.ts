import { expect, test } from "bun:test";
import { decodeIncoming } from "../../../lib/pdu/index.ts";
import { linesOf, startBench } from "../../support/at-console.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { send } from "./sent-part.ts";

test("what arrives is doubled, unannounced, unreadable, or a report that vanishes", async () => {
  await using bench = await startBench();
  const { console, modem, network } = bench;
  const receive = () => network.send({ from: "+491711111111", to: modem.number, text: "text" }).taken;
  const stored = () =>
    modem.state.messages.memories
      .get("SM")
      ?.list()
      .map(({ message }) => message.pdu) ?? [];
  await console.ask("AT+CNMI=2,1,0,1,0");
  console.clear();
  modem.fault("duplicate-delivery");
  await receive();
  expect(stored()).toHaveLength(2);
  await console.received(/\+CMTI: "SM",1\r\n\r\n\+CMTI: "SM",2/);
  console.clear();
  modem.fault("unannounced-delivery");
  await receive();
  expect(stored()).toHaveLength(3);
  expect(await console.ask("AT")).toBe("\r\nOK\r\n");
  modem.fault("unreadable-delivery");
  await receive();
  expect(stored()[3]).toMatch(/^07[0-9A-F]{14}04FFFF/);
  modem.fault("report-lost");
  await send(bench);
  await send(bench);
  await console.received(/\+CDS: /);
  expect(network.parts()).toHaveLength(2);
});

test("what was taken is offered again, announced without a name, or cannot be read for a while", async () => {
  const clock = createManualClock();
  await using bench = await startBench({ network: { clock } });
  const { console, modem, network } = bench;
  const receive = () => network.send({ from: "+491711111111", to: modem.number, text: "text" }).taken;
  await console.ask("AT+CNMI=2,1,0,1,0");
  modem.fault("acknowledgement-lost");
  console.clear();
  await clock.runUntil(receive());
  await console.received(/\+CMTI: "SM",1\r\n\r\n\+CMTI: "SM",2/);
  modem.fault("nameless-delivery");
  await receive();
  await console.received(/\+CMTI: ,-1\r\n$/);
  modem.fault("unreadable-slot", { options: { seconds: 5 } });
  await receive();
  expect(await console.ask("AT+CMGR=4")).toBe("\r\n+CMS ERROR: 320\r\n");
  expect(linesOf(await console.ask("AT+CMGL=4")).at(-1)).toBe("+CMS ERROR: 320");
  await clock.advance(5_000);
  expect(linesOf(await console.ask("AT+CMGR=4")).at(-1)).toBe("OK");
});

test("memories fill with reports or notices of MMS as well, and the network's text then waits", async () => {
  await using bench = await startBench();
  const { console, modem, network } = bench;
  for (const [content, kind] of [
    ["reports", "status-report"],
    ["mms", "deliver"],
  ] as const) {
    modem.fault("storage-full", { options: { content } });
    const { taken } = network.send({ from: "+491711111111", to: modem.number, text: "waits" });
    const [, pdu = ""] = linesOf(await console.ask("AT+CMGR=1"));
    expect(decodeIncoming(pdu).kind).toBe(kind);
    await console.ask("AT+CMGD=1,4");
    await taken;
    await console.ask("AT+CMGD=1,4");
  }
});
