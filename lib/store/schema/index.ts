import type { AddressBookTables } from "./address-book.ts";
import type { AlarmTables } from "./alarms.ts";
import type { CheckTables } from "./checks.ts";
import type { EventTables } from "./events.ts";
import type { GatewayTables } from "./gateway.ts";
import type { HistoryTables } from "./history.ts";
import type { IncomingTables } from "./incoming.ts";
import type { JobTables } from "./jobs.ts";
import type { OptOutTables } from "./opt-outs.ts";
import type { OutgoingTables } from "./outgoing.ts";
import type { RuleTables } from "./rules.ts";
import type { SearchTables } from "./search.ts";
import type { StreamTables } from "./stream.ts";
import type { TelegramTables } from "./telegram.ts";
import type { TemplateTables } from "./templates.ts";
import type { UserTables } from "./users.ts";
import type { WebhookTables } from "./webhooks.ts";

/**
 * The tables as queries see them. Times are milliseconds since 1970; truth values are `Flag`s; `null` is an absent value.
 * The migrations are the source: a change here follows one there.
 */
export interface Schema
  extends OutgoingTables,
    IncomingTables,
    HistoryTables,
    JobTables,
    RuleTables,
    OptOutTables,
    AddressBookTables,
    AlarmTables,
    CheckTables,
    UserTables,
    WebhookTables,
    TelegramTables,
    TemplateTables,
    EventTables,
    SearchTables,
    StreamTables,
    GatewayTables {}
