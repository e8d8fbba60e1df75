import type { Nothing } from "./fields.ts";
import { info, type Wordings, warning } from "./wording.ts";

export interface MqttEvents {
  /** The MQTT broker refuses the gateway, or has been away for a while. */
  "mqtt.trouble": { broker: string; problem: string };
  /** The gateway is connected to the MQTT broker again. */
  "mqtt.back": Nothing;
  /** The MQTT broker was away for so long that some of what waited for it was dropped, the oldest first. Messages of rules are not among it. */
  "mqtt.dropped": { details: { messages: number } };
}

export const MQTT_WORDINGS: Wordings<MqttEvents> = {
  "mqtt.trouble": warning(({ broker, problem }) => `No connection to the MQTT broker ${broker}: ${problem}`),
  "mqtt.back": info(() => "Connected to the MQTT broker again"),
  "mqtt.dropped": warning(
    ({ details: { messages } }) =>
      `${messages === 1 ? "1 message for the MQTT broker was" : `${messages} messages for the MQTT broker were`} dropped: it was away for too long`,
  ),
};
