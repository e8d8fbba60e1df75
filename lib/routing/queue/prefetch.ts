import type { ClaimLane } from "../../messages/index.ts";
import type { Transport } from "../channels/transport.ts";
import {
  abandonMessage,
  type ClaimedMessage,
  claimMessage,
  laneOf,
  type OutboxContext,
  releaseMessage,
} from "./claimed-message.ts";

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
  /** Resolves with the message when the search (or giving back) has ended. */
  rest(): Promise<ClaimedMessage | undefined>;
}

/** Where no prefetch is wanted. */
export const NO_PREFETCH: Prefetch = {
  state: "empty",
  take: () => undefined,
  end() {},
  rest: () => Promise.resolve(undefined),
};

/** A slow or dead modem keeps a message that another could send for no longer than this. */
const PATIENCE_MS = 2_000;

export function prefetch(
  context: OutboxContext,
  {
    transport,
    after,
    lanes,
    othersIdle,
    gaveBack,
  }: {
    transport: Transport;
    /** What a modem waits for is not kept waiting for this. */
    after: Promise<unknown>;
    lanes: () => readonly ClaimLane[];
    /** Another transport that may send what is in the lane has nothing to do. */
    othersIdle: (lane: string) => boolean;
    gaveBack: () => void;
  },
): Prefetch {
  let claimed: ClaimedMessage | undefined;
  let searching = true;
  let ended = false;
  let timer: { cancel(): void } | undefined;
  let work: Promise<void> = search();

  async function search(): Promise<void> {
    await after.catch(() => undefined);
    claimed = await claimMessage(context, { transport, lanes: lanes() });
    searching = false;
    if (claimed !== undefined && !ended) watch();
  }

  function watch(): void {
    timer = context.clock.setTimer(PATIENCE_MS, () => {
      if (claimed !== undefined && othersIdle(laneOf(claimed.claim))) work = giveBack();
      else watch();
    });
  }

  async function giveBack(): Promise<void> {
    const given = take();
    if (given === undefined) return;
    try {
      await releaseMessage(context, given);
    } catch (error) {
      abandonMessage(context, given.claim, error);
    }
    gaveBack();
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
