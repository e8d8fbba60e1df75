import type { Clock } from "../../clock.ts";
import type { CheckClaim, CheckResult, CheckStore } from "../../messages/index.ts";
import { CHECK_TEXT_CHARACTERS } from "../../messages/index.ts";
import {
  createHttpClient,
  createResolve,
  type IsNamedTarget,
  type OpenSeal,
  type ResolvedAddress,
} from "../../routing/index.ts";
import { putSecrets, secretsOf } from "../secrets.ts";
import { spanText } from "../wording.ts";
import { probeHttp } from "./http.ts";
import { probePing } from "./ping.ts";
import type { Finding } from "./probe.ts";
import { probeTcp } from "./tcp.ts";

/** Runs a check once. Never rejects with anything but a StoreFailure. `undefined`: it was cut off because the gateway stops. */
export type RunCheck = (claim: Pick<CheckClaim, "check">, signal: AbortSignal) => Promise<CheckResult | undefined>;

const OTHER_KEY = "its secrets were sealed with another key of this installation: type them again";

/**
 * Makes what looks at hosts.
 *
 * @param options.isNamed  lets in what is refused by default
 * @param options.open  opens the secrets of checks
 * @param options.certificates  what https servers are checked against; what this machine trusts when left out
 * @param options.pingProgram  `ping` by default
 * @param options.resolve  all addresses of a name
 */
export function createProbes(options: {
  store: Pick<CheckStore, "beatAt">;
  open: OpenSeal;
  isNamed: IsNamedTarget;
  clock: Clock;
  certificates?: readonly string[];
  pingProgram?: string;
  resolve?: (host: string) => Promise<readonly ResolvedAddress[]>;
}): RunCheck {
  const { store, clock, pingProgram = "ping" } = options;
  const client = createHttpClient(options);
  const resolve = createResolve(options);

  /** Rejects with a StoreFailure. */
  async function look({ check: stored }: Pick<CheckClaim, "check">, signal: AbortSignal): Promise<Finding> {
    const { check } = stored;
    const { probe } = check;
    const common = { limitMs: check.timeoutSeconds * 1_000, signal, clock, resolve };
    if ("ping" in probe) return probePing(probe.ping, { ...common, program: pingProgram });
    if ("tcp" in probe) return probeTcp(probe.tcp, common);
    if ("heartbeat" in probe) {
      const beatAt = await store.beatAt(stored.id);
      const mostMs = (check.everySeconds + probe.heartbeat.graceSeconds) * 1_000;
      if (beatAt !== undefined && beatAt > clock.now() - mostMs) return { ok: true, text: "was called" };
      return { ok: false, text: `was not called for more than ${spanText(mostMs / 1_000)}` };
    }
    let whole = check;
    if (stored.secretsSealed !== undefined) {
      const seal = await options.open();
      if (!seal.ok) return { ok: false, text: seal.problem };
      const secrets = secretsOf(stored, seal.value);
      if (Object.keys(secrets).length === 0) return { ok: false, text: OTHER_KEY };
      whole = putSecrets(check, secrets);
    }
    return "http" in whole.probe
      ? probeHttp(whole.probe.http, { client, now: clock.now, ...common })
      : { ok: false, text: "" };
  }

  return async (claim, signal) => {
    const at = clock.now();
    const { ok, text } = await look(claim, signal);
    if (signal.aborted && !ok) return undefined;
    return { at, ok, milliseconds: Math.max(0, clock.now() - at), text: text.slice(0, CHECK_TEXT_CHARACTERS) };
  };
}
