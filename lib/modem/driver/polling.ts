import type { DriverContext } from "./context.ts";
import type { Indications } from "./indications.ts";
import type { NetworkWatch } from "./network.ts";
import type { MessageReceiver } from "./receive.ts";
import { askAboutRestart, type Suspicions } from "./restart-detection.ts";
import { watchStorage } from "./storage-watch.ts";

/** Messages that no `+CMTI` announced are found this soon; also how often signal and registration are asked. */
const POLL_MS = 30_000;
/** While there is no network, it is looked for more often. */
const SEARCH_POLL_MS = 5_000;

/** Asks the modem again and again what it does not report, until the context's signal. Never rejects. */
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
      // What is wrong with the port or the modem is told by `ended`; one missed poll is made up by the next.
      if (!signal.aborted) log.debug({ err: error }, "a poll of the modem failed");
    }
  }
}
