import type { HealthReport } from "../http/index.ts";
import { parseJson } from "../json.ts";

/** What a check that failed means, and who says more. */
const FAILED = {
  database: "the database cannot be used, so nothing is accepted: the gateway's log says why",
  sending: "another gateway has started under this one's name, and this one does not send: the log says which",
  modems: "no modem is ready, so SMS that are accepted wait: aldis modem list says why",
} as const satisfies Record<keyof HealthReport["checks"], string>;

/** A part of a gateway that has a check. */
type HealthPart = keyof typeof FAILED;

/** What a gateway answered. */
interface HealthAnswer {
  isReady: boolean;
  /** As it came. */
  text: string;
  /** The parts that do not work, each with a sentence. */
  failed: readonly { part: HealthPart; sentence: string }[];
}

/**
 * Asks a gateway on this machine how it is.
 *
 * @throws what `fetch` throws when it does not answer in time
 */
export async function askHealth(url: string, limitMs: number): Promise<HealthAnswer> {
  const answer = await fetch(new URL("/health", url), {
    signal: AbortSignal.timeout(limitMs),
    redirect: "error",
    // The certificate is made for the name by which clients call; this call never leaves the machine.
    tls: { rejectUnauthorized: false },
  });
  const text = (await answer.text()).trimEnd();
  const checks = (parseJson(text) as Partial<HealthReport> | null | undefined)?.checks;
  const failed = Object.entries(FAILED).flatMap(([part, sentence]) =>
    checks?.[part] === "failed" ? [{ part: part as HealthPart, sentence }] : [],
  );
  return { isReady: answer.ok, text, failed };
}
