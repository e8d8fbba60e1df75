import { ADDRESS_BOOK_WORDINGS, type AddressBookEvents } from "./address-book.ts";
import { ALARM_WORDINGS, type AlarmEvents } from "./alarms.ts";
import { BACKUP_WORDINGS, type BackupEvents } from "./backups.ts";
import { CHECK_WORDINGS, type CheckEvents } from "./checks.ts";
import { CONFIGURATION_WORDINGS, type ConfigurationEvents } from "./configuration.ts";
import { ERASURE_WORDINGS, type ErasureEvents } from "./erasure.ts";
import { GATEWAY_WORDINGS, type GatewayEvents } from "./gateway.ts";
import { JOB_WORDINGS, type JobEvents } from "./jobs.ts";
import { MESSAGE_WORDINGS, type MessageEvents } from "./messages.ts";
import { MODEM_WORDINGS, type ModemEvents } from "./modems.ts";
import { MQTT_WORDINGS, type MqttEvents } from "./mqtt.ts";
import { OPT_OUT_WORDINGS, type OptOutEvents } from "./opt-outs.ts";
import { REQUEST_WORDINGS, type RequestEvents } from "./requests.ts";
import { RETENTION_WORDINGS, type RetentionEvents } from "./retention.ts";
import { ROUTE_WORDINGS, type RouteEvents } from "./routes.ts";
import { RULE_WORDINGS, type RuleEvents } from "./rules.ts";
import { SETTING_WORDINGS, type SettingEvents } from "./settings.ts";
import { SIGN_IN_WORDINGS, type SignInEvents } from "./sign-ins.ts";
import { TELEGRAM_WORDINGS, type TelegramEvents } from "./telegram.ts";
import { USER_WORDINGS, type UserEvents } from "./users.ts";
import { WEBHOOK_WORDINGS, type WebhookEvents } from "./webhooks.ts";
import type { EventOf, Wordings } from "./wording.ts";

/**
 * What each kind of event tells, besides its kind: one file per subject. `docs/events.md` is made of the comments there, in
 * this order.
 *
 * The event log keeps `userName`, `modem`, `messageId` (an outgoing message) and `address` in fields of their own, and `details`
 * with their names; the rest stands only in the sentence. There is never a password in an event, and never the text of a message.
 */
interface EventData
  extends RequestEvents,
    UserEvents,
    SignInEvents,
    AddressBookEvents,
    MessageEvents,
    JobEvents,
    AlarmEvents,
    RuleEvents,
    WebhookEvents,
    CheckEvents,
    OptOutEvents,
    ModemEvents,
    RouteEvents,
    GatewayEvents,
    BackupEvents,
    RetentionEvents,
    ErasureEvents,
    ConfigurationEvents,
    SettingEvents,
    TelegramEvents,
    MqttEvents {}

export type EventKind = keyof EventData;

/** Something that happened in the gateway: one of a closed set of kinds, each with its own fields. */
export type DomainEvent<Kind extends EventKind = EventKind> = EventOf<EventData, Kind>;

/** Every sentence of the event log. */
export const EVENT_WORDINGS: Wordings<EventData> = {
  ...REQUEST_WORDINGS,
  ...USER_WORDINGS,
  ...SIGN_IN_WORDINGS,
  ...ADDRESS_BOOK_WORDINGS,
  ...MESSAGE_WORDINGS,
  ...JOB_WORDINGS,
  ...ALARM_WORDINGS,
  ...RULE_WORDINGS,
  ...WEBHOOK_WORDINGS,
  ...CHECK_WORDINGS,
  ...OPT_OUT_WORDINGS,
  ...MODEM_WORDINGS,
  ...ROUTE_WORDINGS,
  ...GATEWAY_WORDINGS,
  ...BACKUP_WORDINGS,
  ...RETENTION_WORDINGS,
  ...ERASURE_WORDINGS,
  ...CONFIGURATION_WORDINGS,
  ...SETTING_WORDINGS,
  ...TELEGRAM_WORDINGS,
  ...MQTT_WORDINGS,
};
