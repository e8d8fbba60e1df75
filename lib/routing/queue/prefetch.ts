import type { Transport } from "../channels/transport.ts";
import type { CircuitBreaker } from "../selection/circuit-breaker.ts";
import {
  awaitedLater,
  type ClaimedMessage,
  claimMessage,
  laneOf,
  type Prefetch,
  releaseMessage,
} from "./claimed-message.ts";
import type { OutboxContext } from "./context.ts";

/** Where none was wanted. */
export const NO_PREFETCH: Prefetch = {
  state: "empty",
  take: () => undefined,
  end() {},
  rest: () => Promise.resolve(undefined),
};

/** 2 s: a slow or dead modem keeps a message that another could send for no longer than this. */
const PATIENCE_MS = 2_000;

/** Begins messages by one transport, and looks for what is behind them. */
interface Lookahead {
  /**
   * Records the first open part as *sending*, as `write` does, and claims the message behind it in the same commit.
   *
   * @throws what `write` rejects with
   */
  begin(claimed: ClaimedMessage, write: () => Promise<boolean>): Promise<boolean>;
  /** Behind its last part only; not while a message tries the transport, nor what another worker would send at once. */
  lookBehind(claimed: ClaimedMessage): Prefetch | undefined;
}

/** @param options.isFit  whether another message may be begun now */
export function createLookahead(
  context: OutboxContext,
  { transport, breaker, isFit }: { transport: Transport; breaker: CircuitBreaker; isFit: () => boolean },
): Lookahead {
  const { store, dispatcher } = context;

  function lookBehind(claimed: ClaimedMessage): Prefetch | undefined {
    if (claimed.open.length !== 1) return undefined;
    const mayLook = isFit() && !breaker.isOnTrial && !dispatcher.hasIdleTwin(transport);
    if (mayLook) claimed.behind ??= prefetch(context, transport);
    return claimed.behind;
  }

  return {
    begin(claimed, write) {
      return store.inOneCommit(() => {
        claimed.begun = awaitedLater(write());
        lookBehind(claimed);
        return claimed.begun;
      });
    },
    lookBehind,
  };
}

/** Asks before it returns, so that the claim can share a commit. */
function prefetch(context: OutboxContext, transport: Transport): Prefetch {
  const { clock, dispatcher } = context;
  let claimed: ClaimedMessage | undefined;
  let searching = true;
  let ended = false;
  let timer: { cancel(): void } | undefined;
  let work: Promise<void> = search();

  async function search(): Promise<void> {
    claimed = await claimMessage(context, transport, { begins: false });
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
