import { useWords, type WordKey } from "../../words/index.ts";
import type { LoggedEvent } from "./events.ts";

/** The kinds whose fields say all that their sentence does, with the fields that it takes. */
const SAID: Readonly<Record<string, readonly string[]>> = {
  "session.started": ["user"],
  "second-factor.added": ["user"],
  "second-factor.recovery-code-used": ["user", "left"],
  "setting.changed": ["setting", "before", "after"],
  "modem.ready": ["modem"],
  "modem.added": ["modem", "setting"],
  "modem.changed": ["modem", "before", "after"],
  "modem.removed": ["modem", "setting"],
  "modem.restarted": ["modem", "user"],
  "modem.ussd": ["modem", "user"],
  "budget.low": ["modem", "parts", "limit"],
  "budget.spent": ["modem", "parts", "limit"],
  "message.cancelled": ["message"],
  "message.resent": ["message"],
  "message.edited": ["message", "changed"],
  "message.deleted": ["message"],
  "events.cleared": ["events", "before"],
};

/** What happened, in the viewer's language where the event's fields say it; otherwise as the gateway put it. */
export function useSentence(): (event: LoggedEvent) => string {
  const { t, language } = useWords();
  return (event) => {
    const needed = SAID[event.kind];
    // The gateway's own sentences are English, and sometimes know more.
    if (language === "en" || needed === undefined) return event.message;
    const { user, modem, messageId } = event;
    const known: Record<string, unknown> = { ...event.details, user, modem, message: messageId };
    const variables: Record<string, string | number> = {};
    for (const name of needed) {
      const value = known[name];
      if (typeof value !== "string" && typeof value !== "number") return event.message;
      variables[name] = name === "message" ? String(value) : value;
    }
    return t(`eventsLog.said.${event.kind}` as WordKey, variables);
  };
}
