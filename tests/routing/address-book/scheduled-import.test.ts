import { afterEach, describe, expect, test } from "bun:test";
import { createLog } from "../../../lib/log.ts";
import {
  createContactFiles,
  createNumberReader,
  createScheduledImport,
  fetchFile,
  type ImportSchedule,
} from "../../../lib/routing/index.ts";
import { openStore } from "../../../lib/store/index.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { recordEvents } from "../../support/recorded-events.ts";

/** Three in the morning comes nine hours later, wherever the tests run. */
const EVENING = new Date(2026, 0, 14, 18, 0).getTime();
const HOUR = 3_600_000;
const NIGHTLY = "0 3 * * *";
const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const schedule = (change: Partial<ImportSchedule> = {}): ImportSchedule => ({
  url: "https://files.example.org/contacts.csv",
  cron: NIGHTLY,
  skipCertificateCheck: false,
  clear: false,
  ...change,
});

/** An import that runs by itself on a manual clock; what it fetches is `file`. */
async function start(given: { schedule: ImportSchedule | undefined; file?: string }) {
  const clock = createManualClock(EVENING);
  const store = await openStore({ url: "sqlite::memory:", now: clock.now });
  clock.waitFor(store.idle);
  const events = recordEvents();
  const asked: { at: number; url: string; skipCertificateCheck: boolean }[] = [];
  const files = createContactFiles({
    store: store.addressBook,
    numbers: createNumberReader({ country: "DE" }),
    events,
  });
  const state = { ...given };
  const scheduled = createScheduledImport({
    schedule: async () => state.schedule,
    files,
    clock,
    events,
    log: createLog({ level: "silent", format: "json" }),
    fetch: async (url, { skipCertificateCheck }) => {
      asked.push({ at: clock.now(), url, skipCertificateCheck });
      return state.file === undefined
        ? { ok: false, problem: "the server answered 503" }
        : { ok: true, value: new TextEncoder().encode(state.file) };
    },
  });
  scheduled.start();
  stops.push(
    () => store.close(),
    () => scheduled.stop(),
  );
  const names = async () => (await store.addressBook.listContacts()).map((contact) => contact.name);
  return { clock, events, asked, state, names, scheduled };
}

describe("an import that runs by itself", () => {
  test("comes at its time, once, every day", async () => {
    const { clock, asked, names } = await start({ schedule: schedule(), file: "Anna;112" });
    await clock.advance(9 * HOUR - 1);
    expect(asked).toEqual([]);
    await clock.advance(1);
    expect(asked).toMatchObject([{ at: EVENING + 9 * HOUR, url: "https://files.example.org/contacts.csv" }]);
    await clock.advance(23 * HOUR);
    expect(asked).toHaveLength(1);
    await clock.advance(HOUR);
    expect(asked).toHaveLength(2);
    expect(await names()).toEqual(["Anna"]);
  });

  test("hands on its options, and ends as an event", async () => {
    const { clock, asked, names, state, events } = await start({ schedule: schedule(), file: "Anna;112\n;1" });
    await clock.advance(9 * HOUR);
    state.schedule = schedule({ skipCertificateCheck: true, clear: true });
    state.file = "Bernd;112";
    await clock.advance(24 * HOUR);
    expect(asked.map((each) => each.skipCertificateCheck)).toEqual([false, true]);
    expect(await names()).toEqual(["Bernd"]);
    expect(events.all.map((event) => [event.severity, event.message])).toEqual([
      [
        "warning",
        "Contacts were imported from https://files.example.org/contacts.csv: 1 added, 0 changed, 0 removed, 0 unchanged, 1 refused. Refused: line 2 (;1): the name is empty, the telephone number is too short",
      ],
      [
        "info",
        "Contacts were imported from https://files.example.org/contacts.csv: 1 added, 0 changed, 1 removed, 0 unchanged, 0 refused",
      ],
    ]);
  });

  test("that fails is an event without secrets, changes nothing, and comes again", async () => {
    const url = "https://user:geheim@files.example.org/contacts.csv?key=geheim";
    const { clock, events, state, names } = await start({ schedule: schedule({ url, clear: true }) });
    await clock.advance(9 * HOUR);
    expect(events.all).toEqual([
      {
        severity: "error",
        kind: "contacts.import-failed",
        message: "Contacts were not imported from https://files.example.org/contacts.csv: the server answered 503",
      },
    ]);
    state.file = "Anna;112";
    await clock.advance(24 * HOUR);
    expect(await names()).toEqual(["Anna"]);
  });

  test("takes a new schedule within a minute, which counts from then on, and no schedule at all", async () => {
    const { clock, asked, state } = await start({ schedule: undefined, file: "Anna;112" });
    await clock.advance(HOUR);
    state.schedule = schedule({ cron: "*/10 * * * *" });
    await clock.advance(5 * 60_000);
    expect(asked).toEqual([]);
    await clock.advance(25 * 60_000);
    expect(asked).toHaveLength(3);
    state.schedule = undefined;
    await clock.advance(HOUR);
    expect(asked).toHaveLength(3);
  });

  test("leaves no timer behind when it stops", async () => {
    const { clock, scheduled } = await start({ schedule: schedule() });
    await clock.advance(1);
    await scheduled.stop();
    expect(clock.sleeping).toBe(0);
  });
});

describe("fetching a file", () => {
  const limits = { skipCertificateCheck: false, limitBytes: 1_000, timeLimitMs: 5_000 };

  function serve(answer: (request: Request) => Response | Promise<Response>): string {
    const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: answer });
    stops.push(() => server.stop(true));
    return `http://127.0.0.1:${server.port}/contacts.csv`;
  }

  const fetchFrom = (url: string, options: Partial<Parameters<typeof fetchFile>[1]> = {}) =>
    fetchFile(url, { ...limits, clock: createManualClock(), signal: new AbortController().signal, ...options });

  test("gives its bytes", async () => {
    const file = await fetchFrom(serve(() => new Response(Uint8Array.of(0, 255, 10))));
    expect(file).toEqual({ ok: true, value: Buffer.from([0, 255, 10]) });
  });

  test("shows user and password of the address as they are meant", async () => {
    const url = serve((request) => new Response(request.headers.get("authorization")));
    const file = await fetchFrom(url.replace("//", "//a%40b:ge%3Aheim@"));
    expect(file.ok && atob(new TextDecoder().decode(file.value).replace("Basic ", ""))).toBe("a@b:ge:heim");
  });

  test.each<[string, () => Response, string]>([
    ["an answer that is no file", () => new Response("gone", { status: 404 }), "the server answered 404"],
    [
      "another address",
      () => new Response(null, { status: 302, headers: { location: "http://elsewhere.example.org/" } }),
      "the server answered 302 and points to another address",
    ],
    ["more than the limit", () => new Response("x".repeat(1_001)), "the file is larger than 1000 bytes"],
    [
      "more than the limit, without end",
      () => new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(600)) })),
      "the file is larger than 1000 bytes",
    ],
  ])("%s is refused", async (_, answer, problem) => {
    expect(await fetchFrom(serve(answer))).toEqual({ ok: false, problem });
  });

  test("a server that is not there, and an address that is none", async () => {
    const url = serve(() => new Response());
    await stops.pop()?.();
    expect(await fetchFrom(url)).toMatchObject({ problem: expect.stringMatching(/^the server cannot be reached/) });
    expect(await fetchFrom("file:///etc/passwd")).toMatchObject({
      problem: "the address must begin with https:// or http://",
    });
  });

  test("a server that says nothing is given up at the time limit, or when the gateway stops", async () => {
    const clock = createManualClock();
    const reached = Promise.withResolvers<void>();
    const url = serve(() => {
      reached.resolve();
      return new Promise<Response>(() => undefined);
    });
    const late = fetchFrom(url, { clock });
    await reached.promise;
    await clock.advance(5_000);
    expect(await late).toEqual({ ok: false, problem: "no whole answer within 5 s" });
    const stop = new AbortController();
    const stopped = fetchFrom(url, { signal: stop.signal });
    stop.abort();
    expect(await stopped).toEqual({ ok: false, problem: "the gateway stops" });
    expect(clock.sleeping).toBe(0);
  });
});
