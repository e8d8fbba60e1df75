import type { FilteredMail } from "./mail-filter.ts";

/** Marks mail that a gateway has made of an SMS. */
export const MADE_OF_SMS = "X-Aldis-Made-Of-SMS";

/** Marks mail that a gateway has made of an alarm: a mail may open one. */
export const MADE_OF_ALARM = "X-Aldis-Made-Of-Alarm";

/**
 * Why a mail must not become an SMS. A mail that a gateway made of an SMS or of an alarm never does, or two gateways, or one and itself,
 * could send to each other forever; and no program answers an SMS on somebody's behalf. Alarms of programs, which are automatic as well, may.
 */
export function loopIn(
  { fields }: FilteredMail,
  { isReply }: { isReply: boolean },
): "made-of-sms" | "made-of-alarm" | "automatic" | undefined {
  if (fields.has(MADE_OF_SMS.toLowerCase())) return "made-of-sms";
  if (fields.has(MADE_OF_ALARM.toLowerCase())) return "made-of-alarm";
  // RFC 3834 §5: auto-replied is what answers; auto-generated is what reports.
  const submitted = (fields.get("auto-submitted") ?? "no").toLowerCase().split(";", 1)[0]?.trim();
  if (submitted === "auto-replied") return "automatic";
  if (!isReply) return undefined;
  const precedence = (fields.get("precedence") ?? "").toLowerCase();
  const isAutomatic =
    submitted !== "no" ||
    /^(?:bulk|junk|list|auto_reply)$/.test(precedence) ||
    AUTOMATIC.some((name) => fields.has(name));
  return isAutomatic ? "automatic" : undefined;
}

/** Set by older programs that reply automatically, and by mailing lists. */
const AUTOMATIC = ["x-autoreply", "x-autorespond", "list-id", "list-unsubscribe"];
