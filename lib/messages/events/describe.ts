import { defined } from "../../defined.ts";
import { type DomainEvent, EVENT_WORDINGS, type EventKind } from "./kinds.ts";
import type { EventSeverity, EventWording } from "./wording.ts";

/** An event as the event log keeps it. Of an earlier or a later version its kind may be any. */
export interface LoggedEvent {
  severity: EventSeverity;
  kind: string;
  /** One sentence, or several. */
  message: string;
  userName?: string;
  modem?: string;
  messageId?: number;
  /** Client's address. */
  address?: string;
  details?: Record<string, string | number | boolean>;
}

/** What the event log stores besides the sentence. */
interface KeptFields {
  kind: EventKind;
  userName?: string | undefined;
  modem?: string | undefined;
  messageId?: number | undefined;
  address?: string | undefined;
  details?: Readonly<Record<string, string | number | boolean | undefined>>;
}

/** Turns an event into the sentence that people read and the fields that the event log stores. Pure. */
export function describeEvent(event: DomainEvent): LoggedEvent {
  // The table pairs each kind with its own events; TypeScript loses that pairing in the lookup.
  const { severity, isWarning, sentence } = EVENT_WORDINGS[event.kind] as EventWording<DomainEvent>;
  const { userName, modem, messageId, address, details }: KeptFields = event;
  return {
    severity: isWarning?.(event) ? "warning" : severity,
    kind: event.kind,
    message: sentence(event),
    ...defined({ userName, modem, messageId, address, details: details && defined(details) }),
  };
}
