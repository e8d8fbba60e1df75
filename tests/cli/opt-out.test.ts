import { expect, test } from "bun:test";
import { eventCommands } from "../../lib/cli/event.ts";
import { optOutCommands } from "../../lib/cli/opt-out.ts";
import { commandsOnData } from "../support/commands-on-data.ts";

const data = commandsOnData([...optOutCommands, ...eventCommands]);
const aldis = (...args: string[]) => data.run(["opt-out", ...args]);

test("a number is opted out and in by hand, listed, shown with its audit, and each change is an event", async () => {
  await data.migrate();
  expect((await aldis("list")).out).toBe("no opt-outs\n");
  expect((await aldis("add", "0170 1234567", "--reason", "by telephone")).out).toBe("+491701234567 opted out\n");
  expect((await aldis("add", "+491701234567")).out).toBe("+491701234567 had opted out before\n");
  expect((await aldis("list", "--search", "0170 12")).out).toBe("no opt-outs\n");
  expect((await aldis("list", "--search", "170 12")).out).toMatch(
    /^NUMBER +SINCE +BY\n\+491701234567 +\S+Z +command\n$/,
  );
  const shown = await aldis("show", "01701234567");
  expect(shown.out).toMatch(/^\+491701234567 opted out since \S+Z \(command\)\n/);
  expect(shown.out).toMatch(/^1 +\S+Z +\+491701234567 +opt-out +command +by telephone$/m);
  expect((await aldis("remove", "01701234567")).out).toBe("+491701234567 opted in again\n");
  expect((await aldis("remove", "01701234567")).out).toBe("+491701234567 had not opted out\n");
  expect((await aldis("show", "01701234567")).out).toStartWith("+491701234567 has not opted out\n");
  const audit = JSON.parse((await aldis("audit", "--json")).out) as { action: string; hasChanged: boolean }[];
  expect(audit.map(({ action, hasChanged }) => `${action} ${hasChanged}`)).toEqual([
    "opt-in false",
    "opt-in true",
    "opt-out false",
    "opt-out true",
  ]);
  const events = await data.run(["event", "list"]);
  expect(events.out.match(/opted (?:out|in again) by a command/g)).toHaveLength(2);
});

test("no command changes or deletes a record of the audit: there is none for it, and the others add to it", async () => {
  await data.migrate();
  for (const action of ["add", "remove", "add"]) await aldis(action, "+491701234567", "--reason", action);
  const audit = async () => (await aldis("audit")).out;
  const before = await audit();
  for (const words of [["delete", "1"], ["audit", "delete", "1"], ["audit", "--delete"], ["clear"], ["edit", "1"]]) {
    expect({ words, status: (await aldis(...words)).status }).toEqual({ words, status: 2 });
  }
  expect(optOutCommands.map(({ path }) => path.join(" "))).toEqual(
    ["list", "show", "add", "remove", "audit"].map((name) => `opt-out ${name}`),
  );
  expect(await audit()).toBe(before);
  await aldis("remove", "+491701234567");
  expect(await audit()).toContain(before.split("\n").slice(1).join("\n"));
});

test("what is no number is refused with how to write one", async () => {
  await data.migrate();
  expect(await aldis("add", "anna")).toMatchObject({
    status: 2,
    err: expect.stringContaining("NUMBER: not a telephone number"),
  });
});
