import { join } from "node:path";
import { decodeSubmit } from "../../../lib/pdu/index.ts";
import { freePort } from "../free-port.ts";
import { startAldis } from "../process.ts";

/** Simulated modems in processes of their own, each with a network of its own: both outlast a power cut of the gateway. */
export interface OutlastingModems extends AsyncDisposable {
  /** Where the gateway opens them. */
  readonly links: readonly string[];
  /** Somebody sends an SMS to one of them. */
  receive(modem: number, text: string): Promise<void>;
  /** What the networks have taken since the last call. */
  refresh(): Promise<void>;
  /** Texts of messages that are whole on one of the networks. */
  readonly texts: ReadonlySet<string>;
  /** How often each part was taken, by `recipient/part`. */
  readonly parts: ReadonlyMap<string, number>;
}

export async function startOutlastingModems(folder: string, count: number): Promise<OutlastingModems> {
  await using started = new AsyncDisposableStack();
  const texts = new Set<string>();
  const parts = new Map<string, number>();
  const modems = await Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const link = join(folder, `modem-${at}`);
      const control = await freePort();
      const options = ["--control", String(control), "--number", `+49170000000${at + 1}`];
      await started.use(startAldis(["simulator", "--pty", link, ...options])).printed(/\n/);
      return { link, base: `http://127.0.0.1:${control}`, lastMessage: 0, lastPart: 0 };
    }),
  );

  async function refreshOne(modem: (typeof modems)[number]): Promise<void> {
    for (const { id, text } of await read<Taken>(`${modem.base}/messages?after=${modem.lastMessage}`)) {
      modem.lastMessage = id;
      texts.add(text);
    }
    for (const { id, to, pdu } of await read<TakenPart>(`${modem.base}/parts?after=${modem.lastPart}`)) {
      modem.lastPart = id;
      const part = `${to}/${decodeSubmit(pdu).userData.concat?.part ?? 1}`;
      parts.set(part, (parts.get(part) ?? 0) + 1);
    }
  }

  const owned = started.move();
  return {
    links: modems.map(({ link }) => link),
    texts,
    parts,
    async receive(modem, text) {
      const body = JSON.stringify({ from: "+491709999999", text });
      const answer = await fetch(`${modems[modem]?.base}/messages`, { method: "POST", body });
      if (!answer.ok) throw new Error(`the simulator refused a message: ${answer.status} ${await answer.text()}`);
    },
    refresh: async () => void (await Promise.all(modems.map(refreshOne))),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

interface Taken {
  id: number;
  text: string;
}

interface TakenPart {
  id: number;
  to: string;
  pdu: string;
}

const read = async <Item>(url: string) => (await (await fetch(url)).json()) as Item[];
