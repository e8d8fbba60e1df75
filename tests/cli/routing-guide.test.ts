import { expect, test } from "bun:test";
import { ruleCommands } from "../../lib/cli/rule.ts";
import { commandsOnData } from "../support/commands-on-data.ts";

const data = commandsOnData(ruleCommands);
const guide = await Bun.file(new URL("../../docs/message-routing.md", import.meta.url)).text();

/** A rule of the guide, and what its commands print there. */
interface Example {
  rule: string;
  console: string;
}

const blocks = [...guide.matchAll(/^```(json|console)\n([\s\S]*?)^```$/gm)].map(([, kind, text = ""]) => ({
  kind,
  text,
}));
const examples = blocks.flatMap(({ kind, text }, at): Example[] => {
  const next = blocks[at + 1];
  return kind === "json" ? [{ rule: text, console: next?.kind === "console" ? next.text : "" }] : [];
});

test("the guide has the six examples of the appliance's page, and each is followed by a trial", () => {
  expect(examples.length).toBeGreaterThanOrEqual(8);
  expect(examples.filter(({ console }) => console !== "").length).toBeGreaterThanOrEqual(7);
});

for (const { rule, console } of examples) {
  test(`the rule “${JSON.parse(rule).name}” of the guide does what the guide says`, async () => {
    await data.migrate();
    const added = await data.run(["rule", "add", "-"], rule);
    expect(added).toMatchObject({ status: 0, err: "" });
    for (const trial of console.split(/^\$ aldis /m).slice(1)) {
      const [command = "", ...printed] = trial.split("\n");
      const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
      expect((await data.run(words)).out).toBe(printed.join("\n"));
    }
  });
}
