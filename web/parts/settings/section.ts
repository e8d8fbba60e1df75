/** Settings that belong together. */
export interface SettingsSection {
  /** Its title is the word `options.ID`, its help `options.IDHelp`. */
  id:
    | "sending"
    | "modems"
    | "optOut"
    | "signIn"
    | "contacts"
    | "running"
    | "access"
    | "proxy"
    | "interfaces"
    | "targets"
    | "listening"
    | "backups"
    | "bot"
    | "broker"
    | "homeAssistant"
    | "keep"
    | "incomingMail"
    | "mqttMessages"
    | "senders"
    | "mailLimits"
    | "relay";
  /** In this order. */
  names: readonly string[];
}
