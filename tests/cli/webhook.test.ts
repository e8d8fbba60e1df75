import { expect, test } from "bun:test";
import { eventCommands } from "../../lib/cli/event.ts";
import { jobCommands } from "../../lib/cli/job.ts";
import { webhookCommands } from "../../lib/cli/webhook.ts";
import { commandsOnData } from "../support/commands-on-data.ts";

const data = commandsOnData([...webhookCommands, ...jobCommands, ...eventCommands]);
const aldis = (...args: string[]) => data.run(["webhook", ...args]);
const URL = "https://erp.example.org/hooks/sms";

test("a target is added, shown, changed, tested and deleted; its secret is printed once", async () => {
  await data.migrate();
  const added = await aldis("add", "erp", URL, "--events", "message.sent, modem.state");
  expect(added).toMatchObject({ status: 0, err: "This is the only time that the secret is shown:\n" });
  expect(added.out).toMatch(/^whsec_[A-Za-z0-9+/]{43}=\n$/);
  expect((await aldis("list")).out).toBe(
    `NAME  STATE    URL                                EVENTS\nerp   enabled  ${URL}  message.sent, modem.state\n`,
  );
  expect(await aldis("change", "erp", "--enabled", "off", "--ordered", "on", "--events", "")).toMatchObject({
    status: 0,
  });
  const shown = await aldis("show", "erp");
  expect(shown.out).toMatch(/^State +disabled$/m);
  expect(shown.out).toMatch(/^Events +only from rules$/m);
  expect(shown.out).toMatch(/^Order +one event after another$/m);
  const rotated = await aldis("rotate", "erp", "--keep-old", "2h");
  expect(rotated.out).toMatch(/^whsec_/);
  expect(rotated.out).not.toBe(added.out);
  expect((await aldis("show", "erp")).out).toMatch(/^Old secret +signs too until \S+Z$/m);
  const [, job = ""] = /^job (\d+)\n$/.exec((await aldis("test", "erp")).out) ?? [];
  expect((await data.run(["job", "show", job])).out).toMatch(/^Destination +webhook:erp$/m);
  expect(JSON.parse((await aldis("show", "erp", "--json")).out)).toMatchObject({ name: "erp", ordered: true });
  const told = [await aldis("list"), await aldis("list", "--json"), await aldis("show", "erp", "--json"), shown];
  const events = await data.run(["event", "list", "--json"]);
  for (const { out } of [...told, events]) expect(out).not.toMatch(/whsec_|sealed/);
  expect((await aldis("delete", "erp")).status).toBe(0);
  expect((await aldis("list")).out).toBe("no webhooks\n");
  for (const kind of ["added", "changed", "secret-rotated", "tested", "removed"]) {
    expect((await data.run(["event", "list", "--json"])).out).toContain(`"webhook.${kind}"`);
  }
});

test("what cannot be used is refused with what to write instead", async () => {
  await data.migrate();
  expect(await aldis("add", "ERP", URL)).toMatchObject({
    status: 1,
    err: expect.stringContaining("the name must have"),
  });
  expect(await aldis("add", "erp", "erp.example.org")).toMatchObject({
    status: 1,
    err: expect.stringContaining("the url must be an address that begins with https:// or http://"),
  });
  expect(await aldis("add", "erp", URL, "--events", "message.read")).toMatchObject({
    status: 2,
    err: expect.stringContaining("--events: must be some of message.received"),
  });
  expect(await aldis("show", "erp")).toMatchObject({
    status: 1,
    err: expect.stringContaining("no webhook has this name"),
  });
  await aldis("add", "erp", URL);
  expect(await aldis("add", "erp", URL)).toMatchObject({ status: 1, err: expect.stringContaining("another webhook") });
  expect(await aldis("change", "erp")).toMatchObject({ status: 2 });
  expect(await aldis("rotate", "erp", "--keep-old", "soon")).toMatchObject({ status: 2 });
  for (const long of ["99999999d", "31d", "2592001s"]) {
    expect(await aldis("rotate", "erp", "--keep-old", long)).toMatchObject({
      status: 2,
      out: "",
      err: expect.stringContaining(`--keep-old: must be at most 30d, not ${long}\n`),
    });
  }
  expect((await aldis("show", "erp")).out).not.toContain("Old secret");
  expect(await aldis("rotate", "erp", "--keep-old", "30d")).toMatchObject({ status: 0 });
  expect(await aldis("show", "erp")).toMatchObject({ err: "", out: expect.stringMatching(/^Old secret +signs too/m) });
});
