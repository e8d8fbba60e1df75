import { expect, test } from "bun:test";
import { restoreCommand } from "../../lib/cli/backup.ts";
import { runCommand } from "../../lib/cli/run.ts";
import { runCli } from "../support/run-cli.ts";

test("the help of a restore is plain: no sentence is longer than 22 words, and each says one thing", async () => {
  const { status, out } = await runCli((words, io) => runCommand([restoreCommand], words, io), ["restore", "--help"]);
  expect(status).toBe(0);
  const own = out.slice(out.indexOf("FILE is"), out.indexOf("  --data DIR")).replace(/\s+/g, " ");
  const sentences = own.split(/(?<=[.:]) /);
  expect(sentences.length).toBeGreaterThan(15);
  expect(sentences.filter((sentence) => sentence.split(" ").length > 22)).toEqual([]);
  expect(own).not.toContain(";");
  for (const said of ["secret.key", "--text-key-file", "aldis message resend", "aldis job retry", "sent twice"])
    expect(own).toContain(said);
});
