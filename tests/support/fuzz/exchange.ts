import { connect } from "node:net";
import type { FuzzRequest } from "./request.ts";

const LIMIT_MS = 120_000;

/** The last status that came, 0 when the connection ended without one, or that nothing came in two minutes. */
export type Outcome = number | "silence";

/** What came of a request, and after how long. */
export interface Exchanged {
  outcome: Outcome;
  ms: number;
}

/** Sends one request over a connection of its own. */
export function exchange(port: number, from: string, { wire, isCut }: FuzzRequest): Promise<Exchanged> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    let received = "";
    const finish = (outcome: Outcome) => {
      clearTimeout(limit);
      socket.destroy();
      resolve({ outcome, ms: performance.now() - startedAt });
    };
    const limit = setTimeout(() => finish("silence"), LIMIT_MS);
    const socket = connect({ port, host: "127.0.0.1", localAddress: from }, () => {
      socket.write(Buffer.from(wire, "latin1"));
      // Who goes away in the middle of a body says so.
      if (isCut) socket.end();
    });
    socket.on("data", (bytes: Buffer) => {
      received += bytes.toString("latin1", 0, 400);
      const status = statusOf(received);
      if (status !== undefined) finish(status);
    });
    socket.on("error", () => undefined);
    socket.on("close", () => finish(statusOf(received) ?? 0));
  });
}

/** 1xx comes before the answer; 101 is one. */
function statusOf(received: string): number | undefined {
  for (const [, status] of received.matchAll(/HTTP\/1\.[01] (\d{3})/g)) {
    if (Number(status) >= 200 || status === "101") return Number(status);
  }
  return undefined;
}
