import { createCommandLine } from "../../lib/cli/index.ts";
import { createApp } from "../../server.ts";

const quiet = { write: () => true };
const code = await createCommandLine({ createApp })(process.argv.slice(2), {
  program: "aldis",
  in: (async function* () {})(),
  out: quiet,
  err: process.stderr,
  env: {},
  signal: new AbortController().signal,
  onHangup() {},
  onCrash() {},
});
const packages = Object.keys(require.cache).map((path) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
console.log(JSON.stringify([...new Set(packages.filter((name) => name !== undefined))]));
process.exit(code);
