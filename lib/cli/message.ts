import { systemClock } from "../clock.ts";
import { COMMON_SETTINGS } from "../config/index.ts";
import { FAILURES_ACKNOWLEDGED } from "../routing/index.ts";
import { type Command, defineCommand } from "./command.ts";
import { withStore } from "./with-store.ts";

/** `aldis message …`: what a person does about messages. */
export const messageCommands: readonly Command[] = [
  defineCommand({
    path: ["message", "acknowledge-failed"],
    operands: [],
    summary: "say that the messages which failed until now are known",
    details:
      "They no longer count in failed: of /check.php, so that a check which it has turned critical is well again; the messages stay as they are. Without this they count for the time of --failed-window.",
    settings: COMMON_SETTINGS,
    flags: {},
    async run({ config, io }) {
      const now = systemClock.now();
      const known = await withStore(config, io, async (store) => {
        const before = await store.settings.get(FAILURES_ACKNOWLEDGED);
        const failed = await store.outbox.countFailed(typeof before === "number" ? before : 0);
        await store.settings.set({ [FAILURES_ACKNOWLEDGED]: now });
        const message = `The messages that failed until now were acknowledged: ${failed}`;
        store.events.record({ severity: "info", kind: "messages.failures-acknowledged", message });
        return failed;
      });
      io.out.write(`${known} failed ${known === 1 ? "message" : "messages"} acknowledged\n`);
      return 0;
    },
  }),
];
