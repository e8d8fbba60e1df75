import type { Refusal } from "../refusals.ts";
import { type Wordings, warning } from "./wording.ts";

export interface RequestEvents {
  /** `/api.php` refused a request, or a recipient of it. */
  "api.php.refused": Refusal;
  /** The webhook for Alertmanager and Grafana refused a request. */
  "alerts.refused": Refusal;
  /** `/check.php` refused a request. */
  "check.php.refused": Refusal;
  /** `/commands.php` refused a request. */
  "commands.php.refused": Refusal;
  /** The SMTP server refused a mail, or a recipient of it. */
  "email.refused": Refusal;
  /** The iSMS interface refused a request, or a recipient of it. */
  "isms.refused": Refusal;
  /** `/metrics` refused a request. */
  "metrics.refused": Refusal;
  /** A message that was to be sent by MQTT was refused, or a recipient of it. */
  "mqtt.refused": Refusal;
  /** The REST API refused a request, or a recipient of it. */
  "rest.refused": Refusal;
  /** `/api/v1` refused a request, or a recipient of it. */
  "v1.refused": Refusal;
  /** A rule of message routing could not send to a recipient. */
  "routing.refused": Refusal;
  /** Monitoring could not tell a recipient of a check. */
  "check.refused": Refusal;
  /** Wrong passwords used up the attempts for a user name or a client's address. */
  "auth.throttled": { userName: string; address: string; details: { retryAfterSeconds: number } };
}

export const REQUEST_WORDINGS: Wordings<RequestEvents> = {
  "api.php.refused": warning(({ explanation }) => explanation),
  "alerts.refused": warning(({ explanation }) => explanation),
  "check.php.refused": warning(({ explanation }) => explanation),
  "commands.php.refused": warning(({ explanation }) => explanation),
  "email.refused": warning(({ explanation }) => explanation),
  "isms.refused": warning(({ explanation }) => explanation),
  "metrics.refused": warning(({ explanation }) => explanation),
  "mqtt.refused": warning(({ explanation }) => explanation),
  "rest.refused": warning(({ explanation }) => explanation),
  "v1.refused": warning(({ explanation }) => explanation),
  "routing.refused": warning(({ explanation }) => explanation),
  "check.refused": warning(({ explanation }) => explanation),
  "auth.throttled": warning(() => "Too many wrong passwords: further attempts are refused without a check"),
};
