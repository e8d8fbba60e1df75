import type { DomainEvent, EventKind } from "../../lib/messages/index.ts";

const BY = { userName: "anna", address: "10.0.0.7" };
const OF = { modem: "m1", messageId: 7, number: "+491701234567" };
const USE = { period: "day", parts: 80, limit: 100, sim: "8949" } as const;
const TROUBLE = { tried: [{ kind: "modem", name: "m1" }], forMs: 600_000, modems: [] } as const;
const refusal = { explanation: "Refused: wrong password", details: { reason: "wrong-credentials" } } as const;
const named = { name: "Berta", userName: "anna" };
const problem = { modem: "m1", problem: "There is no SIM in the modem: put one in." };

/** Of each of several forms. */
type Fields<Event> = Event extends unknown ? Omit<Event, "kind"> : never;

/** Of each kind what it can say. */
export const EVENT_SAMPLES: { readonly [Kind in EventKind]: readonly Fields<DomainEvent<Kind>>[] } = {
  "api.php.refused": [refusal],
  "alerts.refused": [refusal],
  "check.php.refused": [refusal],
  "check.refused": [refusal],
  "commands.php.refused": [refusal],
  "email.refused": [refusal],
  "isms.refused": [refusal],
  "rest.refused": [refusal],
  "v1.refused": [refusal],
  "routing.refused": [refusal],
  "auth.throttled": [{ ...BY, address: "10.0.0.7", details: { retryAfterSeconds: 9 } }],
  "user.added": [named],
  "setup.offered": [{}],
  "setup.completed": [{ name: "anna", address: "10.0.0.7" }],
  "user.removed": [named],
  "user.enabled": [named],
  "user.disabled": [named],
  "user.password-changed": [
    { ...named, keepsTokens: true },
    { ...named, keepsTokens: false },
  ],
  "user.permissions-changed": [{ ...named, details: { before: "web", after: "web, users" } }],
  "user.statistics-reset": [named],
  "user.limits-changed": [named],
  "token.added": [
    { ...named, owner: "anna", permissions: ["web"] },
    { ...named, owner: "anna", permissions: ["web"], expiresAt: 1_900_000_000_000 },
  ],
  "token.revoked": [{ ...named, owner: "anna" }],
  "session.started": [BY],
  "session.ended": [
    { userName: "anna", owner: "anna", sessions: 1 },
    { userName: "ben", owner: "anna", sessions: 1 },
    { owner: "anna", sessions: 3 },
  ],
  "second-factor.added": [{ userName: "anna" }],
  "second-factor.removed": [{ userName: "ben", owner: "anna" }],
  "identity.linked": [{ owner: "anna" }],
  "identity.unlinked": [{ owner: "anna" }],
  "second-factor.recovery-code-used": [{ userName: "anna", details: { left: 3 } }],
  "contact.added": [named],
  "contact.changed": [named],
  "contact.removed": [named],
  "contacts.removed": [{ removed: 1 }, { removed: 12 }],
  "contacts.imported": [
    {
      source: "people.csv",
      refusedRows: [],
      details: { added: 1, changed: 2, unchanged: 3, refused: 0, removed: 4 },
    },
    {
      source: "people.csv",
      refusedRows: [{ line: 2, name: "Ben", problems: ["no number"] }],
      details: { added: 1, changed: 2, unchanged: 3, refused: 1, removed: 4 },
    },
  ],
  "contacts.import-failed": [{ source: "https://example.org/a.csv", problem: "answered 404" }],
  "group.added": [named],
  "group.renamed": [{ ...named, groupId: 4 }],
  "group.removed": [named],
  "group.members-changed": [
    { ...named, joined: 1 },
    { ...named, joined: 3 },
    { ...named, left: 1 },
    { ...named, left: 2 },
  ],
  "group.schedule-changed": [
    { ...named, shifts: undefined },
    { ...named, shifts: 5 },
  ],
  "group.overrides-changed": [
    { ...named, overrides: 1 },
    { ...named, overrides: 2 },
  ],
  "group.escalation-changed": [{ ...named, members: 3 }],
  "group.nobody-on-call": [{ userName: "anna", group: "Operations", told: "Ben" }],
  "message.failed": [{ ...OF, error: "busy" }],
  "message.unknown": [{ ...OF, error: "busy" }],
  "message.expired": [OF, { details: { messages: 1 } }, { details: { messages: 30 } }],
  "message.cancelled": [OF],
  "message.resent": [OF, { ...OF, details: { copy: 9 } }],
  "message.edited": [{ ...OF, details: { changed: "text" } }],
  "message.deleted": [{ messageId: 7, details: { state: "sent" } }, { incomingId: 5 }],
  "messages.failures-acknowledged": [{ messages: 3 }],
  "template.added": [named],
  "template.changed": [named],
  "template.removed": [named],
  "inbox.undecodable": [{ modem: "m1", incomingId: 5, error: "too short" }],
  "inbox.waiting": [
    { modem: "m1", incomingId: 5, waiting: [{ indication: "voicemail", active: true, store: false }] },
    { modem: "m1", incomingId: 5, waiting: [{ indication: "fax", active: true, count: 3, store: false }] },
    { modem: "m1", incomingId: 5, waiting: [{ indication: "email", active: false, store: false }] },
    {
      modem: "m1",
      incomingId: 5,
      waiting: [
        { indication: "other", active: true, store: false },
        { indication: "voicemail", active: false, store: false },
      ],
    },
  ],
  "inbox.blocked": [
    { modem: "m1", number: "+491701234567", isCall: false },
    { modem: "m1", number: undefined, isCall: true },
  ],
  "job.dead": [
    { destination: "webhook:erp", error: "answered 500", details: { job: 3, attempts: 1 } },
    { destination: "webhook:erp", error: "answered 500", details: { job: 3, attempts: 9 } },
  ],
  "job.sent-again": [
    { destination: "webhook:erp", details: { job: 3 } },
    { destination: "webhook:erp", details: { jobs: 1 } },
    { destination: "webhook:erp", details: { jobs: 4 } },
  ],
  "job.deleted": [
    { destination: "webhook:erp", details: { job: 3 } },
    { destination: "webhook:erp", details: { jobs: 1 } },
    { destination: "webhook:erp", details: { jobs: 4 } },
  ],
  "rule.added": [{ rule: "Pump", details: { after: "{}" } }],
  "rule.changed": [{ rule: "Pump", details: { before: "{}", after: "{}" } }],
  "rule.removed": [{ rule: "Pump", details: { before: "{}" } }],
  "rules.reordered": [{ details: { before: "1, 2", after: "2, 1" } }],
  "rules.imported": [{ details: { added: 1, changed: 2, removed: 3 } }],
  "rule.unusable": [{ rule: "Pump", problem: "has no condition" }],
  "routing.loop": [{ rule: "Pump", details: { incoming: 4, forwarded: 3 } }],
  "routing.failed": [
    { rule: "Pump", details: { incoming: 4 } },
    { rule: undefined, details: { incoming: 4 } },
  ],
  "webhook.added": [{ webhook: "erp" }],
  "webhook.changed": [{ webhook: "erp", details: { fields: "url" } }],
  "webhook.removed": [{ webhook: "erp" }],
  "webhook.secret-rotated": [
    { webhook: "erp", details: {} },
    { webhook: "erp", details: { oldUntil: "2026-01-01T00:00:00Z" } },
  ],
  "webhook.tested": [{ webhook: "erp", details: { job: 3 } }],
  "opt-out.added": [
    { number: OF.number, details: { door: "message", incomingId: 4, cancelled: 0 } },
    { number: OF.number, details: { door: "api", incomingId: undefined, cancelled: 1 } },
    { number: OF.number, details: { door: "command", incomingId: undefined, cancelled: 5 } },
  ],
  "opt-out.removed": [{ number: OF.number, details: { door: "message", incomingId: 4 } }],
  "modem.ready": [
    { modem: "m1", operator: "Telekom", technology: "LTE", port: "/dev/ttyUSB2" },
    { modem: "m1", operator: undefined, technology: undefined, port: "/dev/ttyUSB2" },
    { modem: "m1", operator: "Telekom", technology: undefined, port: undefined },
    { modem: "m1", operator: undefined, technology: undefined, port: undefined },
  ],
  "modem.searching": [problem],
  "modem.out-of-service": [problem],
  "modem.gone": [problem],
  "modem.stopped": [problem],
  "modem.recovery": (["start-again", "reset", "reopen", "find", "power"] as const).map((step) => ({
    modem: "m1",
    details: { step, times: 1 },
  })),
  "modem.notice": [
    {
      modem: "m1",
      notice:
        "The modem's message memory is full (20 of 20) with entries that cannot be read or belong to another program, so nothing can be received: put the SIM in a telephone and delete its messages.",
    },
  ],
  "modem.added": [{ modem: "m1", details: { setting: "simulated" } }],
  "modem.changed": [
    { modem: "m1", details: { before: "a", after: "b" } },
    { modem: "m1", details: { before: "a", after: "b", pin: "changed" } },
  ],
  "modem.removed": [{ modem: "m1", details: { setting: "simulated" } }],
  "modem.overridden": [
    { modem: "m1", problem: "The modem m1 of the database is not used: --modem gives one of this name." },
  ],
  "modem.restarted": [{ modem: "m1", ...BY }],
  "modem.ussd": [{ modem: "m1", ...BY }],
  "call.incoming": [
    { modem: "m1", number: "+491701234567" },
    { modem: "m1", number: undefined },
  ],
  "route.diverted": [{ ...TROUBLE, affected: "all", target: { kind: "pool", name: "second" } }],
  "route.waiting": [
    { ...TROUBLE, affected: "all" },
    { ...TROUBLE, affected: { prefixes: ["+49", "+41"] } },
  ],
  "route.restored": [{ target: { kind: "modem", name: "m1" }, affected: "all" }],
  "breaker.opened": [{ modem: "m1", restMs: 60_000, failures: 3, error: "busy" }],
  "breaker.closed": [{ modem: "m1" }],
  "budget.low": (["minute", "hour", "day", "month"] as const).map((period) => ({
    modem: "m1",
    details: { ...USE, period },
  })),
  "budget.spent": [{ modem: "m1", details: USE }],
  "outbox.superseded": [{ node: "n1" }],
  "outbox.resumed": [{ node: "n1" }],
  "gateway.copied": [
    { node: "n2", before: "n1", database: "sqlite" },
    { node: "n2", before: "n1", database: "postgres" },
  ],
  "gateway.reboot": [BY],
  "gateway.halt": [BY],
  "clock.step": [
    { clock: "machine", byMs: 90_000, messages: 1, whileStopped: false },
    { clock: "server", byMs: -7_200_000, messages: 4, whileStopped: true },
  ],
  "clock.off": [{ aheadMs: 90_000 }, { aheadMs: -90_000 }],
  "clock.right": [{}],
  "smtp.not-listening": [{ problem: "EADDRINUSE" }],
  "tls.certificate-made": [{ reason: "new", fingerprint: "AB:CD" }],
  "events.cleared": [{ ...BY, details: { before: "2026-01-01", events: 9 } }],
  "secret-key.unusable": [
    { problem: "This user may not read the key /etc/key: give the file to the user that the gateway runs as (chown)" },
  ],
  "events.dropped": (["flood", "database", "modem"] as const).map((reason) => ({
    details: { kind: "v1.refused", events: 9, reason },
  })),
  "setting.changed": [{ details: { setting: "country", before: "DE", after: "AT" } }],
  "setting.unusable": [{ setting: "country", problem: "must be a country" }],
  "check.added": [{ check: "router" }],
  "check.changed": [{ check: "router", details: { fields: "host" } }],
  "check.removed": [{ check: "router" }],
  "check.key-changed": [{ check: "backup" }],
  "checks.imported": [{ details: { added: 1, changed: 2, removed: 3 } }],
  "check.down": [{ check: "router", problem: "ECONNREFUSED", details: { check: 4 } }],
  "check.up": [{ check: "router", details: { check: 4, downSeconds: 90 } }],
  "check.flapping": [{ check: "router", problem: "ECONNREFUSED", details: { check: 4 } }],
  "check.steady": [{ check: "router", details: { check: 4 } }],
  "check.untold": [{ check: "router", problem: "ENOENT", details: { check: 4 } }],
  "telegram.token-refused": [{}],
  "telegram.trouble": [{ problem: "it does not answer" }],
  "telegram.back": [{}],
  "telegram.linked": [{ name: "Ben", number: OF.number }],
  "telegram.unlinked": [
    { name: "Ben", number: OF.number, by: "owner" },
    { name: "Ben", number: OF.number, by: "operator" },
  ],
  "telegram.blocked": [{ name: "Ben", number: OF.number }, {}],
  "telegram.unblocked": [{ name: "Ben", number: OF.number }, {}],
};
