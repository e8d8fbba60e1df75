import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { alarmCommands } from "../../lib/cli/alarm.ts";
import { contactCommands } from "../../lib/cli/contact.ts";
import { eventCommands } from "../../lib/cli/event.ts";
import { policyCommands } from "../../lib/cli/policy.ts";
import { commandsOnData } from "../support/commands-on-data.ts";

const data = commandsOnData([...alarmCommands, ...policyCommands, ...contactCommands, ...eventCommands]);
const policy = (...args: string[]) => data.run(["policy", ...args]);
const alarm = (...args: string[]) => data.run(["alarm", ...args]);

const NIGHT = {
  name: "night",
  steps: [
    { notify: [{ contact: "Anna" }], by: ["sms"], waitSeconds: 300 },
    { notify: [{ contact: "Ben" }, { group: "all" }], by: ["sms", "ring"], waitSeconds: 600 },
  ],
};

/** A policy that calls Anna, then Ben. */
async function prepare(): Promise<void> {
  await data.migrate();
  await data.run(["contact", "add", "Anna", "--number", "+491701111111"]);
  await data.run(["contact", "add", "Ben", "--number", "+491702222222"]);
  expect(await data.run(["policy", "add", "-"], JSON.stringify(NIGHT))).toMatchObject({
    status: 0,
    out: "1\n",
    err: "aldis: warning: /steps/1/notify/1/group: no group has this name\n",
  });
}

test("policies are added, listed, shown, exported, imported and removed", async () => {
  await data.migrate();
  expect((await policy("list")).out).toBe("no policies\n");
  await prepare();
  expect((await policy("list")).out).toMatch(/^ID +NAME +CALLED +ROUNDS\n1 +night +Anna > Ben \+ all of all +1\n$/);
  expect(JSON.parse((await policy("show", "NIGHT")).out)).toMatchObject({ id: 1, ...NIGHT, rounds: 1 });
  const file = data.path("policies.json");
  expect((await policy("export", file)).status).toBe(0);
  const exported = JSON.parse(readFileSync(file, "utf8"));
  expect(exported).toMatchObject({ policies: [NIGHT] });
  expect(await policy("import", file)).toMatchObject({ status: 0, out: "1 imported, 1 in all\n" });
  expect((await policy("remove", "night")).status).toBe(0);
  expect((await policy("list")).out).toBe("no policies\n");
  expect(await policy("import", file)).toMatchObject({ out: "1 imported, 1 in all\n" });
  expect(JSON.parse((await policy("export")).out)).toEqual(exported);
  expect((await policy("show", "day")).err).toContain("no policy has this ID or name");
});

test("of a file with a policy that is wrong each value is named, and none of it is kept", async () => {
  await data.migrate();
  const wrong = [NIGHT, { name: "day", steps: [{ notify: [{ contact: "" }], by: ["pigeon"] }], rounds: 0 }];
  const { status, err } = await data.run(["policy", "import", "-"], JSON.stringify(wrong));
  expect(status).toBe(2);
  for (const place of ["/policies/1/steps/0/notify/0/contact", "/policies/1/steps/0/by/0", "/policies/1/rounds"])
    expect(err).toContain(place);
  expect((await policy("list")).out).toBe("no policies\n");
});

test("a drill is told to the first of the policy, and its alarm is listed, shown and resolved", async () => {
  await prepare();
  const begun = await alarm("drill", "night", "--no-wait");
  expect(begun).toMatchObject({ status: 0, err: "" });
  const id = begun.out.trim();
  expect(id).toBe("id:1");
  expect((await alarm("list")).out).toMatch(/\n1 +id:1 .* open \(drill\) +warning +- +night +/);
  const shown = (await alarm("show", "1")).out;
  expect(shown).toContain("Anna is told by sms at +491701111111");
  expect(shown).not.toContain("Ben is told");
  expect(await alarm("resolve", "1", "--as", "Carl")).toMatchObject({ status: 0, out: "alarm 1: resolved\n" });
  expect((await alarm("show", id)).out).toContain("resolved by Carl (command)");
  expect((await alarm("show", "1")).err).toContain("no alarm has the number 1");
  expect((await alarm("ack", id)).err).toContain("the alarm is resolved");
  expect((await alarm("list", "--state", "open")).out).toBe("no alarms\n");
  expect((await alarm("ack", "x")).status).toBe(2);
});

test("a drill says how long it takes before it begins, and a fast one takes less", async () => {
  await prepare();
  const usual = data.start(["alarm", "drill", "night"]);
  await usual.printed(/told by sms/);
  expect((await usual.stop()).out).toStartWith(
    "The drill takes up to 15 min: its 2 steps wait 5 min, 10 min for answers. --fast waits 60 s at most for each step; aldis alarm resolve ends a drill.\n",
  );
  const fast = data.start(["alarm", "drill", "night", "--fast"]);
  await fast.printed(/opened/);
  expect((await fast.stop()).out).toStartWith(
    "The drill takes up to 2 min: its 2 steps wait 60 s, 60 s for answers.\n",
  );
  const { nextAt, begunAt } = JSON.parse((await alarm("show", "1", "--json")).out);
  expect(nextAt - begunAt).toBe(300_000);
});

test("an alarm is raised by hand: its number and who is told are printed, and its key adds to it", async () => {
  await prepare();
  const raise = (...args: string[]) => alarm("raise", "Night", ...args);
  const disk = ["--text", "Disk full on db1\n2 % left", "--key", "disk:db1"];
  expect(await raise(...disk)).toEqual({
    status: 0,
    out: "alarm 1: opened\nAnna is told by sms at +491701111111\n",
    err: "",
  });
  expect((await raise(...disk)).out).toBe("alarm 1: raised again; nobody is told again\n");
  expect((await raise(...disk, "--severity", "critical")).out).toBe("alarm 1: raised again with a higher severity\n");
  expect(JSON.parse((await raise("--text", "Fan", "--title", "Room 2", "--json")).out)).toMatchObject({
    ...{ number: 2, title: "Room 2", text: "Fan", severity: "warning", outcome: "opened", source: { door: "command" } },
  });
  expect((await alarm("show", "1")).out).toMatch(/Title +Disk full on db1\n/);
  expect(await alarm("raise", "day", "--text", "x")).toMatchObject({
    status: 1,
    err: expect.stringContaining("no policy has this ID or name"),
  });
  for (const wrong of [[], ["--text", " "], ["--text", "x", "--key", ""], ["--text", "x", "--severity", "bad"]])
    expect(await raise(...wrong)).toMatchObject({ status: 2, out: "" });
});
