import { rmSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import { createApp } from "../../server.ts";
import { eventually } from "./eventually.ts";
import { runCli, startCli, temporaryDirectory } from "./run-cli.ts";

const aldis = createCommandLine({ createApp });

/** What the simulated network delivered, as its control API tells it. */
export interface Delivered {
  to: string;
  text: string;
  class: number | null;
}

/** A whole gateway in this process, with a simulated modem, and the user `apiuser` with the password `secret`. */
export interface RunningGateway extends AsyncDisposable {
  url: string;
  port: number;
  /** Another command line on the same data, to its end. @throws Error when it fails */
  command(args: string[], stdin?: string): Promise<string>;
  /** Waits until the network has delivered so many messages. */
  delivered(count: number): Promise<Delivered[]>;
}

/**
 * Starts it.
 *
 * @param options.grants  permissions of the user, besides `sim`
 */
export async function startRunningGateway(
  options: { grants?: string[]; args?: string[] } = {},
): Promise<RunningGateway> {
  const folder = temporaryDirectory();
  const data = join(folder, "data");
  const command = async (args: string[], stdin?: string) => {
    const result = await runCli(aldis, [...args, "--data", data], stdin === undefined ? {} : { stdin });
    if (result.status !== 0) throw new Error(`aldis ${args.join(" ")}: exit ${result.status}\n${result.err}`);
    return result.out;
  };
  const grants = ["sim", ...(options.grants ?? ["http-api"])].join(",");
  await command(["user", "add", "apiuser", "--grant", grants, "--password-stdin"], "secret\n");
  const gateway = startCli(aldis, ["serve", "--port", "0", "--data", data, ...(options.args ?? [])]);
  const [banner] = await gateway.printed(/^Gateway:(?:.*\n)+?.*"gateway started"/);
  const url = /^Gateway: +(\S+)/.exec(banner)?.[1] ?? "";
  const authorization = `Basic ${btoa("apiuser:secret")}`;

  return {
    url,
    port: Number(new URL(url).port),
    command,
    delivered: (count) =>
      eventually(`${count} delivered messages`, async () => {
        const response = await fetch(`${url}/api/v1/simulator/messages`, { headers: { authorization } });
        const messages = (await response.json()) as Delivered[];
        return messages.length >= count ? messages : undefined;
      }),
    async [Symbol.asyncDispose]() {
      await gateway.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
