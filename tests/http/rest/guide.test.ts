import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startTestGateway, until } from "../../support/gateway.ts";

const guide = readFileSync(join(import.meta.dir, "../../../docs/rest-api.md"), "utf8");

/** The commands of the guide's sections, in order; not the ones that set up. */
function commands(sections: string): string {
  const blocks = [...sections.matchAll(/```sh\n([\s\S]*?)```/g)].map((found) => found[1] ?? "");
  return blocks.filter((block) => block.includes("curl")).join("\n");
}

/** Runs them as they stand; a call that is refused fails the run. */
async function run(script: string, gateway: string) {
  const head = `set -eu\nGATEWAY=${gateway} AUTH=apiuser:secret\ncurl() { command curl -sS --fail-with-body "$@"; echo; }\n`;
  const shell = Bun.spawn(["bash", "-c", head + script], { stdout: "pipe", stderr: "pipe", stdin: "ignore" });
  const [out, err, exit] = await Promise.all([shell.stdout.text(), shell.stderr.text(), shell.exited]);
  return { exit, err, answers: out.split("\n").filter((line) => line !== "") };
}

test("every command of the guide works as it stands", async () => {
  await using gateway = await startTestGateway();
  await gateway.addUser("apiuser", "rest-api", "contacts", "groups", "incoming-messages", "sent-messages");
  const [before = "", after = ""] = guide.split("\n## Reading\n");
  const first = await run(commands(before), gateway.url);
  expect({ exit: first.exit, err: first.err }).toEqual({ exit: 0, err: "" });
  expect(first.answers.at(-1)).toContain('"text":"Disk full on db1"');
  // What is just being sent could not be deleted.
  await until<unknown[]>(
    "it is sent",
    () => gateway.as("apiuser")("/api/messages?type=sent"),
    (all) => all.length === 1,
  );
  const second = await run(commands(after), gateway.url);
  expect({ exit: second.exit, err: second.err }).toEqual({ exit: 0, err: "" });
  expect(second.answers.filter((answer) => answer.includes("Disk full on db1"))).toHaveLength(3);
  expect(first.answers.length + second.answers.length).toBeGreaterThan(12);
});
