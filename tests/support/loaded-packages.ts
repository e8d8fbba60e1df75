import { createCommandLine } from "../../lib/cli/index.ts";
import { createApp } from "../../server.ts";

const told = new AbortController();
/** A gateway is stopped as soon as it reports that it runs. */
const untilRunning = {
  write(text: string) {
    if (text.includes("gateway started")) told.abort("it runs");
    return true;
  },
};
const code = await createCommandLine({ createApp })(process.argv.slice(2), {
  program: "aldis",
  in: (async function* () {})(),
  out: untilRunning,
  err: process.stderr,
  env: {},
  signal: told.signal,
  onHangup() {},
  onCrash() {},
});
const packages = Object.keys(require.cache).map((path) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
console.log(JSON.stringify([...new Set(packages.filter((name) => name !== undefined))]));
process.exit(code);
