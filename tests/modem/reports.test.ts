import { expect, test } from "bun:test";
import { findProfile, type Profile } from "../../lib/modem/simulator/index.ts";
import { decodeStatusReport, encodeSubmit } from "../../lib/pdu/index.ts";
import { startModemOnSimulator } from "../support/simulated-modem.ts";

const MINUTE = 60_000;
const part = encodeSubmit({
  to: "+491701234567",
  requestReport: true,
  userData: { alphabet: "gsm7", text: "disk full" },
});

/** A modem of the plain kind that differs in how it treats delivery reports. */
async function startWith(quirks: Partial<Profile>, network: { reports?: "none" } = {}) {
  const profile = { ...findProfile("generic"), ...quirks };
  const started = await startModemOnSimulator({ simulator: { profile, traceLimit: 50_000 }, network });
  const { modem, clock, received, simulated, until } = started;
  return {
    ...started,
    /** Sends so many parts, one a second. */
    async send(count: number) {
      for (let at = 0; at < count; at++) {
        await until(modem.sendPart(part));
        await clock.advance(1_000);
      }
    },
    /** References of the reports that were handed over. */
    reported: () =>
      received.filter(({ kind }) => kind === "status-report").map(({ pdu }) => decodeStatusReport(pdu).reference),
    routing: () => simulated.state.messages.indications.report,
  };
}

test("reports that come as they were asked for leave the modem as it is", async () => {
  const { send, clock, reported, routing } = await startWith({});
  await send(4);
  await clock.advance(10 * MINUTE);
  expect(reported()).toEqual([0, 1, 2, 3]);
  expect(routing()).toBe(1);
});

test("a modem that loses what should come directly is told to store reports, and its status says so", async () => {
  const { send, clock, modem, reported, routing } = await startWith({ losesDirectReports: true });
  await send(3);
  await clock.advance(3 * MINUTE);
  expect(routing()).toBe(2);
  expect(modem.status.dialect?.cnmi).toBe("2,1,0,2,0");
  await send(2);
  await clock.advance(MINUTE);
  expect(reported()).toEqual([3, 4]);
});

test("one or two missing reports change nothing: a telephone may be off", async () => {
  const { send, clock, routing } = await startWith({ losesDirectReports: true });
  await send(2);
  await clock.advance(60 * MINUTE);
  expect(routing()).toBe(1);
});

test("a way that has brought a report is not doubted any more", async () => {
  const { send, clock, network, reported, routing } = await startWith({});
  await send(1);
  network.settings.reports = "none";
  await send(5);
  await clock.advance(60 * MINUTE);
  expect(reported()).toEqual([0]);
  expect(routing()).toBe(1);
});

test("a network without reports: each way is tried once, then the first one stays, and messages go on", async () => {
  const { send, clock, simulated, routing, network } = await startWith({}, { reports: "none" });
  const asked = () =>
    simulated.wire().filter(({ direction, text }) => direction === "in" && /AT\+CNMI=\d/.test(text)).length;
  await send(3);
  await clock.advance(3 * MINUTE);
  expect(routing()).toBe(2);
  await send(3);
  await clock.advance(3 * MINUTE);
  expect(routing()).toBe(1);
  const before = asked();
  await send(5);
  await clock.advance(60 * MINUTE);
  expect(asked()).toBe(before);
  expect(network.parts()).toHaveLength(11);
});

test("reports that lie in a memory of their own unannounced are found there, and from then on with every poll", async () => {
  const { send, clock, reported } = await startWith({
    memories: { SM: 40, ME: 100, SR: 20 },
    reportMemory: "SR",
    storesReports: true,
    announcesReports: false,
  });
  await send(2);
  await clock.advance(2 * MINUTE);
  expect(reported()).toEqual([0, 1]);
  await send(1);
  await clock.advance(MINUTE);
  expect(reported()).toEqual([0, 1, 2]);
});

test("reports that are stored among the messages unannounced are found by the usual poll", async () => {
  const { send, clock, reported } = await startWith({ storesReports: true, announcesReports: false });
  await send(2);
  await clock.advance(MINUTE);
  expect(reported()).toEqual([0, 1]);
});

test("a modem that offers one way only keeps it", async () => {
  const { indications } = findProfile("generic");
  const { send, clock, routing } = await startWith({
    losesDirectReports: true,
    indications: { ...indications, report: [0, 1] },
  });
  await send(4);
  await clock.advance(10 * MINUTE);
  expect(routing()).toBe(1);
});
