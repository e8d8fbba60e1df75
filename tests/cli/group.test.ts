import { beforeEach, describe, expect, test } from "bun:test";
import { addressBookCli, must } from "../support/address-book-cli.ts";

const { run, contact, group } = addressBookCli();

describe("groups", () => {
  beforeEach(async () => {
    for (const name of ["Anna", "Bernd", "Carl"]) await must(contact("add", name, "--number", "112"));
  });

  test("get and lose members, names and themselves", async () => {
    expect(await must(group("add", "ops", "--members", "Anna,2"))).toBe("group ops was added (ID 1)\n");
    expect(await must(group("member", "add", "ops", "Carl"))).toBe("Carl is a member of ops\n");
    expect(await must(group("member", "add", "ops", "carl"))).toBe("Carl is a member of ops already\n");
    expect(await must(group("member", "remove", "ops", "Anna"))).toBe("Anna is not a member of ops\n");
    expect(await must(group("list"))).toBe("1  ops  2 members\n");
    expect(await must(group("rename", "ops", "night shift"))).toBe("the group is now called night shift\n");
    expect(await must(group("show", "1"))).toBe(
      "night shift (ID 1)\n    2  Bernd  112  -\n    3  Carl   112  -\nno schedule: messages go to all members\nescalation order: -\n",
    );
    expect(await must(group("remove", "night shift"))).toBe("group night shift was removed\n");
    expect(await must(group("list"))).toBe("");
  });

  test("have a schedule and an escalation order", async () => {
    await must(group("add", "ops", "--members", "Anna,Bernd,Carl"));
    expect(
      await must(
        group(
          "schedule",
          "add",
          "ops",
          "Anna",
          "--days",
          "mon-fri,sun",
          "--from",
          "8:00",
          "--to",
          "17:30",
          "--zone",
          "Europe/Berlin",
        ),
      ),
    ).toBe("Anna is on call for ops: mon-fri,sun 08:00-17:30, Europe/Berlin\n");
    expect(await must(group("schedule", "add", "ops", "Bernd"))).toBe(
      "Bernd is on call for ops: all 00:00-24:00, Europe/Berlin\n",
    );
    await must(group("schedule", "add", "ops", "Carl", "--days", "sat-mon", "--from", "22:00", "--to", "06:00"));
    expect(await must(group("escalation", "ops", "Carl,Anna"))).toBe("escalation order of ops: Carl, Anna\n");
    await must(group("schedule", "zone", "ops", "Europe/Vienna"));
    const shown = await must(group("show", "ops"));
    expect(shown).toContain("on call now: ");
    expect(shown).toContain("Bernd");
    expect(shown).toContain(
      "schedule, by the clock of Europe/Vienna:\n    Anna   mon-fri,sun  08:00-17:30\n    Bernd  all          00:00-24:00\n    Carl   mon,sat,sun  22:00-06:00\n",
    );
    expect(shown).toEndWith("escalation order: Carl, Anna\n");
    expect(await must(group("list"))).toBe("1  ops  3 members  on-call schedule\n");
    expect(await must(group("schedule", "remove", "ops", "Anna"))).toBe(
      "Anna is not in the schedule of ops; 2 shifts are left\n",
    );
    expect(await must(group("schedule", "clear", "ops"))).toBe("ops has no schedule\n");
    expect(await must(group("escalation", "ops", "none"))).toBe("escalation order of ops: none\n");
  });

  test("have overrides of their schedule", async () => {
    await must(group("add", "ops", "--members", "Anna,Bernd"));
    const add = (...args: string[]) => group("override", "add", "ops", "Bernd", ...args);
    const times = ["--from", "2026-02-03T08:00+01:00", "--until", "2026-02-04"];
    expect((await add(...times)).err).toBe("aldis: Group ops has no schedule\n");
    await must(group("schedule", "add", "ops", "Anna", "--zone", "UTC"));
    expect((await add("--from", "2026-02-03")).status).toBe(2);
    expect((await add("--from", "2h", "--until", "2026-02-04")).status).toBe(2);
    expect(await must(add(...times, "--instead-of", "Anna"))).toBe(
      "Bernd is on call for ops instead of Anna: 2026-02-03T07:00:00Z to 2026-02-04T00:00:00Z\n",
    );
    await must(add(...times));
    expect(await must(group("show", "ops"))).toContain(
      "overrides:\n    Bernd  instead of Anna  2026-02-03T07:00:00Z to 2026-02-04T00:00:00Z\n    Bernd  besides          2026-02-03T07:00:00Z to 2026-02-04T00:00:00Z\n",
    );
    expect(await must(group("override", "clear", "ops"))).toBe("ops has no overrides\n");
    expect(await must(group("show", "ops"))).not.toContain("overrides:");
  });

  test("have a policy of alarms, by name or ID, until it is taken away", async () => {
    await must(group("add", "ops", "--members", "Anna"));
    const policy = { name: "night", steps: [{ notify: [{ contact: "Anna" }], by: ["sms"] }] };
    await must(run(["policy", "add", "-"], JSON.stringify(policy)));
    expect(await must(group("policy", "ops", "NIGHT"))).toBe("messages to ops open alarms of the policy night\n");
    expect(await must(group("list"))).toBe("1  ops  1 member    alarms of night\n");
    expect(await must(group("show", "ops"))).toEndWith("messages open alarms of the policy night\n");
    expect(await group("policy", "ops", "day")).toMatchObject({
      status: 1,
      err: "aldis: no policy has this ID or name\n",
    });
    expect((await group("policy", "admins", "night")).err).toBe("aldis: The group admins does not exist\n");
    expect((await run(["policy", "remove", "night"])).status).toBe(1);
    expect(await must(group("policy", "1", "none"))).toBe("messages to ops open no alarms\n");
    expect(await must(group("show", "ops"))).not.toContain("alarms");
    expect(await must(group("policy", "ops", "1"))).toBe("messages to ops open alarms of the policy night\n");
  });

  test.each([
    [["--days", "montag"], "--days: must be days such as mon-fri, sat,sun or all, not montag"],
    [["--from", "25:00"], "--from: must be a time such as 08:30, not 25:00"],
    [["--to", "8.30"], "--to: must be a time such as 08:30, not 8.30"],
  ])("%p is wrong usage", async (args, problem) => {
    await must(group("add", "ops", "--members", "Anna"));
    const { status, err } = await group("schedule", "add", "ops", "Anna", ...args);
    expect(status).toBe(2);
    expect(err).toStartWith(`aldis: ${problem}\n`);
  });

  test("a time zone that is none is said", async () => {
    await must(group("add", "ops", "--members", "Anna"));
    expect(await group("schedule", "add", "ops", "Anna", "--zone", "Mars/Olympus")).toMatchObject({
      status: 1,
      err: "aldis: Unknown time zone; write it like Europe/Berlin\n",
    });
  });

  test("help of a part of them lists its commands", async () => {
    const { status, out } = await run(["group", "schedule", "--help"]);
    expect(status).toBe(0);
    expect(out).toContain("aldis group schedule add GROUP CONTACT");
    expect(out).not.toContain("aldis group member");
    expect((await run(["group", "schedule", "ad"])).err).toStartWith(
      'aldis: unknown command "group schedule ad"; did you mean add?\n',
    );
  });
});
