import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { createCommandLine } from "../../lib/cli/index.ts";
import { createContacts, IMPORT_SETTING } from "../../lib/gateway/contacts.ts";
import { createLog } from "../../lib/log.ts";
import { openStore, type Store } from "../../lib/store/index.ts";
import { createApp } from "../../server.ts";
import { eventually } from "../support/eventually.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { recordEvents } from "../support/recorded-events.ts";
import { runCli, startCli, temporaryDirectory } from "../support/run-cli.ts";

const aldis = createCommandLine({ createApp });
let data = "";
beforeEach(() => {
  data = temporaryDirectory();
});
afterEach(() => rmSync(data, { recursive: true }));

test("what the command line changes counts for a gateway that runs from the next request on", async () => {
  const command = async (...args: string[]) => {
    const { status, err } = await runCli(aldis, [...args, "--data", data], { stdin: "secret\n" });
    expect({ status, err }).toEqual({ status: 0, err: "" });
  };
  await command("user", "add", "apiuser", "--grant", "http-api", "--password-stdin");
  const gateway = startCli(aldis, ["serve", "--port", "0", "--data", data]);
  const [, url] = await gateway.printed(/^Gateway: +(\S+)/m);
  const send = async (mode: string, to: string) => {
    const query = new URLSearchParams({ username: "apiuser", password: "secret", text: "Test", mode, to });
    const response = await fetch(`${url}/api.php?${query}`);
    return [response.status, response.headers.get("x-message-id")?.split(",").length ?? 0];
  };
  try {
    expect(await send("user", "Anna")).toEqual([400, 0]);
    await command("contact", "add", "Anna", "--number", "0170 1234567");
    expect(await send("user", "Anna")).toEqual([200, 1]);
    await command("contact", "add", "Bernd", "--number", "0170 7654321");
    await command("group", "add", "ops", "--members", "Anna,Bernd");
    expect(await send("group", "ops")).toEqual([200, 2]);
    await command("group", "schedule", "add", "ops", "Anna");
    expect(await send("group", "ops")).toEqual([200, 1]);
    await command("group", "schedule", "clear", "ops");
    await command("contact", "remove", "Anna");
    expect(await send("telgroup", "OPS")).toEqual([200, 1]);
    await command("group", "remove", "ops");
    expect(await send("group", "ops")).toEqual([400, 0]);
  } finally {
    await gateway.stop();
  }
});

describe("the gateway's own import", () => {
  const CONFIG = {
    country: "DE",
    contactsUrl: undefined as string | undefined,
    contactsCron: "* * * * *",
    contactsCertificate: "check",
    contactsExisting: "keep",
  } as const;
  const clock = createManualClock();
  let store: Store;
  let server: ReturnType<typeof Bun.serve>;
  beforeEach(async () => {
    store = await openStore({ url: "sqlite::memory:" });
    server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: (request) => new Response(`${new URL(request.url).pathname.slice(1)};112\n`),
    });
  });
  afterEach(async () => {
    await server.stop(true);
    await store.close();
  });

  const address = (name: string) => `http://127.0.0.1:${server.port}/${name}`;
  async function namesAfter(config: typeof CONFIG): Promise<string[]> {
    const log = createLog({ level: "silent", format: "json" });
    const { scheduled, book } = createContacts(config, { imports: config, store, events: recordEvents(), clock, log });
    scheduled.start();
    try {
      await clock.advance(120_000);
      await eventually("a contact", async () => (await book.store.countContacts()) > 0);
      return (await book.store.listContacts()).map((contact) => contact.name);
    } finally {
      await scheduled.stop();
    }
  }

  test("follows what the command line has set", async () => {
    await store.settings.set({ [IMPORT_SETTING]: { url: address("set"), cron: "* * * * *" } });
    expect(await namesAfter(CONFIG)).toEqual(["set"]);
  });

  test("follows its configuration first", async () => {
    await store.settings.set({ [IMPORT_SETTING]: { url: address("set"), cron: "* * * * *" } });
    expect(await namesAfter({ ...CONFIG, contactsUrl: address("configured") })).toEqual(["configured"]);
  });
});
