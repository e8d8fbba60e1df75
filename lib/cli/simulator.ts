import { defined } from "../defined.ts";
import { type Foreign, foreignness, isLoopbackHost } from "../foreign-request.ts";
import { listenProblem } from "../gateway/index.ts";
import { withSafeHeaders } from "../http/index.ts";
import {
  createSimulatedModem,
  createSimulatedNetwork,
  createSimulatorControl,
  findProfile,
  SimulatorError,
} from "../modem/simulator/index.ts";
import { CliError } from "./error.ts";
import { aborted, type CommandIo } from "./io.ts";
import { attempt, ptyCable } from "./pty-cable.ts";

/** Arguments of `aldis simulator`, checked. */
interface SimulatorOptions {
  /** Where the symbolic link to the pseudo-terminal is put. */
  pty: string;
  profile?: string | undefined;
  pin?: string | undefined;
  /** International, with `+`. */
  number?: string | undefined;
  seed?: number | undefined;
  /** Refuses PDUs that are odd in some way. */
  strict?: boolean | undefined;
  /** Port of the control API on loopback; 0 for any. */
  control?: number | undefined;
}

/**
 * `aldis simulator`: one simulated modem on a pseudo-terminal, until the signal aborts.
 *
 * Prints one line once programs can open the link.
 *
 * @returns the exit status
 * @throws CliError kind "usage" for a profile that does not exist, "failed" when link or port cannot be had
 */
export async function runSimulator(
  options: SimulatorOptions,
  { out, signal }: Pick<CommandIo, "out" | "signal">,
): Promise<number> {
  await using started = new AsyncDisposableStack();
  const profile = profileNamed(options.profile ?? "generic");
  const network = createSimulatedNetwork({
    strict: options.strict === true,
    ...defined({ seed: options.seed }),
  });
  started.defer(() => network.close());
  const terminals = ptyCable(options.pty);
  started.defer(() => terminals.close());
  const { pin, number } = options;
  const modem = createSimulatedModem({
    network,
    profile,
    ...defined({ pin, number }),
  });
  started.defer(() => modem.close());
  await attempt(`no pseudo-terminal at ${options.pty}`, () => modem.attach(terminals));

  let control = "";
  if (options.control !== undefined) {
    const { control: port } = options;
    const server = serveControl(port, ownRequestsOnly(createSimulatorControl(new Map([["sim", modem]]))));
    started.defer(() => server.stop(true));
    control = `, control on http://127.0.0.1:${server.port}`;
  }
  out.write(`simulated modem (${profile.name}, ${modem.number}) ready at ${options.pty}${control}\n`);
  await aborted(signal);
  return 0;
}

function serveControl(port: number, fetch: (request: Request) => Promise<Response>) {
  const hostname = "127.0.0.1";
  try {
    // Two simulators on one port would share the requests between them.
    return Bun.serve({ hostname, port, reusePort: false, development: false, fetch });
  } catch (cause) {
    const problem = listenProblem(cause, { host: hostname, port, option: "--control" });
    throw new CliError("failed", `no control API: ${problem}`, { cause });
  }
}

/** Nobody signs in here: what a browser sends for a page from elsewhere is refused, whatever name it calls this machine by. */
function ownRequestsOnly(serve: (request: Request) => Promise<Response>) {
  return async (request: Request): Promise<Response> => {
    const foreign = isLoopbackHost(request.headers.get("host") ?? "") ? foreignness(request) : "cross-site";
    return withSafeHeaders(foreign === undefined ? await serve(request) : FOREIGN[foreign]());
  };
}

const FOREIGN: Record<Foreign, () => Response> = {
  "cross-site": () =>
    refusal(403, "the host must be localhost or 127.0.0.1, and the page that asks of the same origin"),
  "not-json": () => refusal(415, "the content type must be application/json"),
};

const refusal = (status: number, message: string) => Response.json({ error: { kind: "foreign", message } }, { status });

function profileNamed(name: string) {
  try {
    return findProfile(name);
  } catch (error) {
    if (error instanceof SimulatorError) throw new CliError("usage", error.message);
    throw error;
  }
}
