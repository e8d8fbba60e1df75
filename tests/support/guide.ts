import { temporaryDirectory } from "./run-cli.ts";

/** The blocks of a guide with `curl`, in order. */
export const guideCommands = (sections: string) =>
  [...sections.matchAll(/```sh\n([\s\S]*?)```/g)]
    .map(([, block = ""]) => block)
    .filter((block) => block.includes("curl"))
    .join("\n");

/** Runs them as they stand; gives the status and the call of each. A stream is left after a second. */
export async function runGuide(script: string, { url, token }: { url: string; token: string }) {
  const head = `
GATEWAY=${url} AUTH=apiuser:secret TOKEN=${token}
curl() { command curl -sS --max-time 20 -o answer -w '%{http_code} %{method} %{url}\\n' "$@"; }
`;
  const limited = script.replaceAll("curl -N", "curl -N --max-time 1");
  const shell = Bun.spawn(["bash", "-c", head + limited], {
    cwd: temporaryDirectory(),
    stdout: "pipe",
    stderr: "ignore",
    stdin: "ignore",
  });
  const lines = (await shell.stdout.text()).split("\n").filter((line) => line !== "");
  return lines.map((line) => ({ status: Number(line.slice(0, 3)), call: line.slice(4).replace(url, "") }));
}
