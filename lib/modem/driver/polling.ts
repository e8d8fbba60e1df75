import type { DriverContext } from "./context.ts";
import type { Indications } from "./indications.ts";
import type { NetworkWatch } from "./network.ts";
import type { MessageReceiver } from "./receive.ts";
import { askAboutRestart, type Suspicions } from "./restart-detection.ts";
import { watchStorage } from "./storage-watch.ts";

/** 30 s: the delay of a message that no `+CMTI` announced, and the interval of signal and registration queries. */
const POLL_MS = 30_000;
/** 5 s while there is no network, so that sending resumes soon after it is back. */
const SEARCH_POLL_MS = 5_000;

/** Polls what the modem does not report, until the context's signal is aborted. Never rejects. */
export async function keepPolling(
  context: DriverContext,
  parts: {
    network: NetworkWatch;
    receiver: MessageReceiver;
    indications: Indications;
    reviewReports: () => Promise<void>;
    suspicions: Suspicions;
  },
): Promise<void> {
  const { clock, log, signal } = context;
  const { network, receiver, indications, reviewReports, suspicions } = parts;
  while (!signal.aborted) {
    try {
      await clock.sleep(network.registered ? POLL_MS : SEARCH_POLL_MS, signal);
      await network.poll("background");
      await indications.restore("background");
      await askAboutRestart(context, { registered: network.registered, suspected: suspicions.suspected });
      await receiver.sweep("background");
      await watchStorage(context);
      await reviewReports();
    } catch (error) {
      // `ended` reports trouble with the port or the modem; the next poll makes up for a missed one.
      if (!signal.aborted) log.debug({ err: error }, "a poll of the modem failed");
    }
  }
}
