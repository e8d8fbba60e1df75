import type { Job } from "../messages/index.ts";
import type { JobHandler } from "../routing/index.ts";
import type { BrokerConnection } from "./connection.ts";

/** 25 s for a broker that is started again; the attempt has a minute. */
const PATIENCE_MS = 25_000;

/**
 * Jobs of kind `mqtt`, whose payload is `{topic, text, qos, retain}`. One is delivered when the broker has acknowledged it: with QoS 0
 * when it was written.
 *
 * @param options.setTimer  the clock's
 */
export function createMqttJobs({
  connection,
  setTimer,
}: {
  connection: Pick<BrokerConnection, "state" | "untilConnected">;
  setTimer: (ms: number, run: () => void) => { cancel(): void };
}): JobHandler {
  return {
    kind: "mqtt",
    async perform(job, { signal }) {
      const message = readPayload(job.payload);
      if (message === undefined) return { ok: false, error: "the job has no message that can be read", isFinal: true };
      const patience = new AbortController();
      const timer = setTimer(PATIENCE_MS, () => patience.abort());
      const isOff = connection.state().state === "off";
      const either = AbortSignal.any([signal, patience.signal]);
      const link = isOff ? undefined : await connection.untilConnected(either);
      timer.cancel();
      if (link === undefined) return { ok: false, error: whyNot(connection) };
      const { topic, text, qos, retain } = message;
      const cut = new Promise<never>((_, reject) => {
        signal.addEventListener("abort", () => reject(new Error("it does not answer in time")), { once: true });
      });
      try {
        await Promise.race([link.publish(topic, text, { qos, retain }), cut]);
        return { ok: true };
      } catch (error) {
        return { ok: false, error: `the MQTT broker: ${error instanceof Error ? error.message : "it failed"}` };
      }
    },
  };
}

function whyNot(connection: Pick<BrokerConnection, "state">): string {
  const now = connection.state();
  if (now.state === "off") return "no MQTT broker is configured (--mqtt)";
  return `the MQTT broker ${now.broker}: ${now.state === "trouble" ? now.problem : "no connection yet"}`;
}

function readPayload({ topic, text, qos, retain }: Job["payload"]) {
  if (typeof topic !== "string" || typeof text !== "string" || typeof retain !== "boolean") return undefined;
  return qos === 0 || qos === 1 || qos === 2 ? ({ topic, text, qos, retain } as const) : undefined;
}
