/** Settings that belong together. */
export interface SettingsSection {
  /** Its title is the word `options.ID`, its help `options.IDHelp`. */
  id:
    | "sending"
    | "modems"
    | "signIn"
    | "contacts"
    | "running"
    | "access"
    | "proxy"
    | "interfaces"
    | "targets"
    | "listening"
    | "bot";
  /** In this order. */
  names: readonly string[];
}
