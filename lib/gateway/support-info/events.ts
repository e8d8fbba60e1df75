import type { DomainEvent, EventKind } from "../../messages/index.ts";
import type { Store } from "../../store/index.ts";

/** 2,000: some days of most gateways, 100 KB in the file. */
export const EVENTS = 2_000;

const HIDDEN = "•••";

type FieldsOf<Event> = Event extends unknown ? keyof Event : never;
/** What a sentence calls a user, a contact, a group, a text or a file by. */
type NamingField = "name" | "owner" | "by" | "group" | "source";
type NamingKind = {
  [Kind in EventKind]: FieldsOf<DomainEvent<Kind>> & NamingField extends never ? never : Kind;
}[EventKind];

/** The kinds whose sentences name somebody, or what belongs to somebody: all of them, or it does not compile. */
const NAMING = {
  "user.added": true,
  "user.removed": true,
  "user.enabled": true,
  "user.disabled": true,
  "user.password-changed": true,
  "user.permissions-changed": true,
  "user.statistics-reset": true,
  "user.limits-changed": true,
  "setup.completed": true,
  "token.added": true,
  "token.revoked": true,
  "session.ended": true,
  "second-factor.removed": true,
  "identity.linked": true,
  "identity.unlinked": true,
  "contact.added": true,
  "contact.changed": true,
  "contact.removed": true,
  "contacts.imported": true,
  "contacts.import-failed": true,
  "group.added": true,
  "group.renamed": true,
  "group.removed": true,
  "group.members-changed": true,
  "group.schedule-changed": true,
  "group.overrides-changed": true,
  "group.escalation-changed": true,
  "group.policy-changed": true,
  "group.nobody-on-call": true,
  "template.added": true,
  "template.changed": true,
  "template.removed": true,
  "alarm.acknowledged": true,
  "alarm.resolved": true,
  "telegram.linked": true,
  "telegram.unlinked": true,
  "telegram.blocked": true,
  "telegram.unblocked": true,
} as const satisfies Record<NamingKind, true>;

/** Of a sentence that says more than whom it is about. `title`: an alarm's. */
const NAMING_DETAILS = ["recipient", "sender", "title"] as const;

/** The newest events without details and users, which may be texts and names. @throws StoreFailure */
export async function listEventLines(store: Pick<Store["events"], "list">): Promise<object[]> {
  const events = await store.list({ limit: EVENTS });
  return events.map(({ at, severity, kind, modem, messageId, message, userName, details }) => ({
    at: new Date(at).toISOString(),
    severity,
    kind,
    modem,
    messageId,
    ...(kind in NAMING
      ? {}
      : { message: withoutNames(message, [userName, ...NAMING_DETAILS.map((of) => details?.[of])]) }),
  }));
}

/** `Refused: no contact Anna`, of which `Anna` is known: `Refused: no contact •••`. Of addresses of mail the host stays. */
function withoutNames(sentence: string, names: readonly unknown[]): string {
  const known = names.filter((name): name is string => typeof name === "string" && name !== "");
  return known
    .reduce((rest, name) => rest.replace(wholeWord(name), HIDDEN), sentence)
    .replace(/[^\s@,;:<>"'/]+@(?=\w)/g, `${HIDDEN}@`);
}

const wholeWord = (name: string) => new RegExp(`(?<![\\p{L}\\p{N}])${RegExp.escape(name)}(?![\\p{L}\\p{N}])`, "gu");
