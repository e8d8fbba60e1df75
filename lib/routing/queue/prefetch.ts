import type { Transport } from "../channels/transport.ts";
import { type ClaimedMessage, claimMessage, laneOf, releaseMessage } from "./claimed-message.ts";
import type { OutboxContext } from "./context.ts";

/**
 * The message behind the one on the wire, made ready meanwhile so that the modem does not wait for it. It is given
 * back when the wire takes long and another transport has nothing to do.
 */
export interface Prefetch {
  /** `searching`: not known yet; `empty`: nothing was there, or it was given back. */
  readonly state: "searching" | "ready" | "empty";
  /** Hands over what is ready. */
  take(): ClaimedMessage | undefined;
  /** The part is off the wire: nothing is given back any more. */
  end(): void;
  /** Resolves with the message, if one is ready, when the search (or giving back) has ended. Never rejects. */
  rest(): Promise<ClaimedMessage | undefined>;
}

/** Where none was wanted. */
export const NO_PREFETCH: Prefetch = {
  state: "empty",
  take: () => undefined,
  end() {},
  rest: () => Promise.resolve(undefined),
};

/** 2 s: a slow or dead modem keeps a message that another could send for no longer than this. */
const PATIENCE_MS = 2_000;

/** @param after  what the modem waits for is not kept waiting by the search */
export function prefetch(context: OutboxContext, transport: Transport, after: Promise<unknown>): Prefetch {
  const { clock, dispatcher } = context;
  let claimed: ClaimedMessage | undefined;
  let searching = true;
  let ended = false;
  let timer: { cancel(): void } | undefined;
  let work: Promise<void> = search();

  async function search(): Promise<void> {
    await after.catch(() => undefined);
    claimed = await claimMessage(context, transport);
    searching = false;
    if (claimed !== undefined && !ended) watch();
  }

  function watch(): void {
    timer = clock.setTimer(PATIENCE_MS, () => {
      if (claimed !== undefined && isWantedElsewhere(claimed)) work = giveBack();
      else watch();
    });
  }

  function isWantedElsewhere({ claim }: ClaimedMessage): boolean {
    return dispatcher.others(transport, laneOf(claim)).some((other) => other.idle);
  }

  async function giveBack(): Promise<void> {
    const given = take();
    if (given === undefined) return;
    await releaseMessage(context, given);
    dispatcher.changed("sms");
  }

  function take(): ClaimedMessage | undefined {
    const taken = claimed;
    claimed = undefined;
    return taken;
  }

  return {
    get state() {
      if (searching) return "searching";
      return claimed === undefined ? "empty" : "ready";
    },
    take,
    end() {
      ended = true;
      timer?.cancel();
    },
    async rest() {
      await work;
      return take();
    },
  };
}
