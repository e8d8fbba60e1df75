import { eventually } from "./eventually.ts";
import type { RehearsedNode } from "./rehearsed-node.ts";

/** This only ends a rehearsal that fails: a lease of a dead node is over after 30 s, and is looked for every 30 s. */
export const ENDING_MS = 300_000;
const CLIENTS = 4;
/** 100 ms between messages of a client: the machine is to be busy with what is rehearsed. */
const PACE_MS = 100;

/** 300 ms: a modem receives while it sends. */
const INBOUND_PACE_MS = 300;

export const textOf = (number: number) => `message ${number} ${number % 3 === 0 ? "long ".repeat(60) : ""}.`;

/** Clients that turn to the next node when one does not accept, until they are stopped. */
export function startLoad(nodes: readonly Pick<RehearsedNode, "url">[]) {
  const accepted = new Set<number>();
  let asked = 0;
  let isOver = false;
  let lastAt = performance.now();
  let longestPauseMs = 0;

  async function client(at: number): Promise<void> {
    let turn = at;
    while (!isOver) {
      const number = asked++;
      // A request that failed is not repeated: the node may have stored it before it failed.
      if (await send(nodes[turn % nodes.length]?.url ?? "", number)) {
        accepted.add(number);
        longestPauseMs = Math.max(longestPauseMs, performance.now() - lastAt);
        lastAt = performance.now();
      } else turn++;
      await Bun.sleep(PACE_MS);
    }
  }
  const clients = Array.from({ length: CLIENTS }, (_, at) => client(at));
  return {
    async acceptedMore(count: number) {
      const from = accepted.size;
      await eventually(`${count} more messages to be accepted`, () => accepted.size >= from + count, ENDING_MS);
    },
    async stop() {
      isOver = true;
      await Promise.all(clients);
      return { accepted, asked, longestPauseMs };
    },
  };
}

/** Somebody sends an SMS to one modem after the other, until it is stopped. */
export function startInbound(controls: readonly number[]) {
  const sent: string[] = [];
  let isOver = false;
  const running = (async () => {
    while (!isOver) {
      const text = `in ${sent.length}`;
      const request = { method: "POST", body: JSON.stringify({ from: "+491709999999", text }) };
      const answer = await fetch(`http://127.0.0.1:${controls[sent.length % controls.length]}/messages`, request);
      if (!answer.ok) throw new Error(`the network did not send: ${await answer.text()}`);
      sent.push(text);
      await Bun.sleep(INBOUND_PACE_MS);
    }
  })();
  // It is told when it is stopped.
  running.catch(() => undefined);
  return {
    /** Gives the texts. */
    async stop(): Promise<string[]> {
      isOver = true;
      await running;
      return sent;
    },
  };
}

async function send(base: string, number: number): Promise<boolean> {
  const body = new URLSearchParams({
    username: "apiuser",
    password: "secret",
    to: `+4917${String(10_000_000 + number)}`,
    text: textOf(number),
  });
  try {
    const answer = await fetch(`${base}/api.php`, { method: "POST", body, signal: AbortSignal.timeout(3_000) });
    return answer.status === 200;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}
