import { accessSync, constants } from "node:fs";
import { no, ok, type Result } from "../result.ts";
import { choice, onOff, text } from "./kinds.ts";
import { settingsOf, several, single } from "./option.ts";

const network = settingsOf("network");

/** Where the broker is, and who the gateway is there, as far as the URL says it. */
interface MqttUrl {
  host: string;
  port: number;
  tls: boolean;
  user?: string;
  password?: string;
}

/** MQTT, and Home Assistant by it. */
export const MQTT_SETTINGS = {
  mqtt: network.now<MqttUrl | undefined>({
    flag: "mqtt",
    placeholder: "URL",
    documentation:
      "MQTT broker that the gateway publishes to and takes messages to send from (docs/home-assistant.md), as mqtt[s]://USER:PASSWORD@HOST:PORT. User and password may have options of their own, and the port is 1883, or 8883 with TLS.",
    secret: true,
    defaultShown: "none: no MQTT",
    parse: single(parseMqttUrl),
  }),
  mqttUser: network.now<string | undefined>({
    flag: "mqtt-user",
    placeholder: "NAME",
    documentation: "User at the broker, in place of the URL's.",
    defaultShown: "the URL's, or none",
    ...text,
  }),
  mqttPassword: network.now<string | undefined>({
    flag: "mqtt-password",
    placeholder: "PASSWORD",
    documentation: "Password at the broker, in place of the URL's.",
    secret: true,
    ...text,
  }),
  mqttCa: network.machine<string | undefined>({
    flag: "mqtt-ca",
    placeholder: "FILE",
    documentation:
      "PEM file with the authority of the broker's certificate, or a self-signed certificate itself. It is read at each connection.",
    defaultShown: "the authorities that this machine trusts",
    ...text,
    check: (file) => (file === undefined || isReadable(file) ? undefined : `cannot read ${file}`),
  }),
  mqttCertificate: network.now({
    flag: "mqtt-certificate",
    documentation: "Whether the broker's certificate is checked.",
    default: "check",
    ...choice("check", "skip"),
  }),
  mqttClientId: network.now<string>({
    flag: "mqtt-client-id",
    placeholder: "ID",
    documentation:
      "Client ID at the broker. {node} stands for the gateway's name, and must be in it where several gateways share a database.",
    default: "aldis-{node}",
    parse: single(parseClientId),
  }),
  mqttPrefix: network.now<string>({
    flag: "mqtt-prefix",
    placeholder: "TOPIC",
    documentation:
      "What the gateway's topics begin with. {node} stands for the gateway's name; without it, one of several gateways on a database publishes and takes commands, and another one when that has ended.",
    default: "aldis/{node}",
    parse: single(parsePrefix),
  }),
  mqttTexts: network.now({
    flag: "mqtt-texts",
    documentation: "Whether texts of messages are published. Without them, numbers, times and states are.",
    default: "off",
    ...onOff,
  }),
  mqttSender: network.now<string | undefined>({
    flag: "mqtt-sender",
    placeholder: "NAME",
    documentation:
      "System user as whom messages are sent that come by MQTT, with that user's limits. Every client that may publish there sends as this user, who needs the permission Access to the HTTP API (http-api).",
    defaultShown: "none: such messages are refused",
    ...text,
  }),
  mqttDiscovery: network.now({
    flag: "mqtt-discovery",
    documentation: "Whether Home Assistant finds the gateway by MQTT discovery.",
    default: "on",
    ...onOff,
  }),
  mqttDiscoveryPrefix: network.now<string>({
    flag: "mqtt-discovery-prefix",
    placeholder: "TOPIC",
    documentation: "What the topics of Home Assistant's discovery begin with, as set there.",
    default: "homeassistant",
    parse: single(parseTopic),
  }),
  mqttNotify: network.now<readonly string[]>({
    flag: "mqtt-notify",
    placeholder: "GROUP",
    documentation: "Groups of the address book that Home Assistant gets a notify entity for.",
    repeatable: true,
    defaultShown: "none",
    absent: [],
    parse: several(parseGroup),
  }),
};

const URL_PROBLEM = "must be mqtt://HOST or mqtts://HOST, such as mqtts://USER:PASSWORD@broker.example.org";

/** The problem shows nothing of the URL: it may hold a password. */
function parseMqttUrl(given: string): Result<MqttUrl> {
  const url = URL.parse(given);
  const isPlain = url !== null && /^\/?$/.test(url.pathname) && url.search === "" && url.hash === "";
  if (!isPlain || !/^mqtts?:$/.test(url.protocol) || url.hostname === "") return no(URL_PROBLEM);
  const tls = url.protocol === "mqtts:";
  try {
    const user = decodeURIComponent(url.username);
    const password = decodeURIComponent(url.password);
    return ok({
      host: url.hostname.replace(/^\[|\]$/g, ""),
      port: url.port === "" ? (tls ? 8883 : 1883) : Number(url.port),
      tls,
      ...(user === "" ? {} : { user }),
      ...(password === "" ? {} : { password }),
    });
  } catch {
    return no("has a % that begins nothing: write % as %25 in user and password");
  }
}

/** A topic without wildcards, and without a slash at either end (MQTT 5 §4.7). */
function parseTopic(given: string): Result<string> {
  const isTopic = /^[^+#$\p{Cc}/][^+#\p{Cc}]{0,199}$/u.test(given) && !/\/\/|\/$/.test(given);
  return isTopic ? ok(given) : no("must be levels such as aldis/office, without + and #, and without / at its ends");
}

/** As {@link parseTopic}; what stands in braces is `{node}`. */
function parsePrefix(given: string): Result<string> {
  return /[{}]/.test(given.replaceAll("{node}", ""))
    ? no("must have no braces but those of {node}")
    : parseTopic(given);
}

function parseClientId(given: string): Result<string> {
  return /^[\w.:{}-]{1,200}$/.test(given) && !/[{}]/.test(given.replaceAll("{node}", ""))
    ? ok(given)
    : no("must be letters, digits, -, _, . and :, up to 200, or {node}");
}

function parseGroup(given: string): Result<string> {
  return given.trim() === "" || given.length > 200 ? no("must be the name of a group") : ok(given.trim());
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
