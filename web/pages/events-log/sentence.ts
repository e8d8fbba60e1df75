import { reasonOf } from "../../app/reasons.ts";
import { useWords, type WordKey } from "../../words/index.ts";
import { REASONS } from "./event-reasons.ts";
import type { LoggedEvent } from "./events.ts";

/** The kinds whose fields say all that their sentence does, with the fields that it takes. */
const SAID: Readonly<Record<string, readonly string[]>> = {
  "session.started": ["user"],
  "second-factor.added": ["user"],
  "second-factor.recovery-code-used": ["user", "left"],
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
  const { t, said, language } = useWords();
  const settingText = useSettingText();
  return (event) => {
    const reason = REASONS[event.kind]?.exec(event.message)?.groups;
    if (reason !== undefined) {
      const { why = "", ...rest } = reason;
      return t(`eventsLog.said.${event.kind}` as WordKey, { ...rest, reason: reasonOf(why) });
    }
    const change = changeOf(event);
    if (change !== undefined) {
      return t("eventsLog.said.setting.changed", {
        setting: settingText(change.setting),
        before: change.before === DEFAULT ? t("eventsLog.fromDefault") : change.before || t("eventsLog.nothing"),
        after: change.after === DEFAULT ? t("eventsLog.toDefault") : change.after || t("eventsLog.nothing"),
      });
    }
    // Its PIN is in no field that the sentence takes.
    if (event.kind === "modem.changed" && event.details?.pin !== undefined) return said(event.message);
    const needed = SAID[event.kind];
    // The gateway's own sentences are English, and sometimes know more.
    if (language === "en" || needed === undefined) return said(event.message);
    const { user, modem, messageId } = event;
    const known: Record<string, unknown> = { ...event.details, user, modem, message: messageId };
    const variables: Record<string, string | number> = {};
    for (const name of needed) {
      const value = known[name];
      if (typeof value !== "string" && typeof value !== "number") return said(event.message);
      variables[name] = name === "message" ? String(value) : value;
    }
    return t(`eventsLog.said.${event.kind}` as WordKey, variables);
  };
}

/** How the gateway says that a setting has no value of its own. */
const DEFAULT = "default";

/** What a setting was and is, of an event that tells it. */
function changeOf({ kind, details }: LoggedEvent) {
  if (kind !== "setting.changed") return undefined;
  const { setting, before, after } = details ?? {};
  if (typeof setting !== "string" || typeof before !== "string" || typeof after !== "string") return undefined;
  return { setting, before, after };
}

/** What a setting is called on its page; one of another version stays as it is. */
export function useSettingText(): (name: string) => string {
  const { t } = useWords();
  return (name) => {
    const key = `option.name.${name}`;
    const label = t(key as WordKey);
    return label === key ? name : label;
  };
}

/** One side of a change of a setting, by itself. */
export function useSideText(): (value: unknown) => unknown {
  const { t } = useWords();
  return (value) => (value === DEFAULT ? t("eventsLog.default") : value);
}
