import { no, ok, type Result } from "../result.ts";
import { port } from "./kinds.ts";
import { settingsOf, single } from "./option.ts";

const network = settingsOf("network");

/** The agent for SNMP managers. */
export const SNMP_SETTINGS = {
  snmpPort: network.machine<number | undefined>({
    flag: "snmp-port",
    documentation:
      "UDP port of the SNMP agent on the address of --host; port 161 needs rights of its own. It answers --snmp-community by SNMP v2c and --snmp-user by v3, and changes nothing (docs/metrics.md).",
    defaultShown: "none: no SNMP",
    ...port,
  }),
  snmpCommunity: network.machine<string | undefined>({
    flag: "snmp-community",
    placeholder: "TEXT",
    documentation:
      "Community that may read by SNMP v2c. It crosses the network in the clear: prefer --snmp-user, or name it in a network of your own.",
    secret: true,
    defaultShown: "none: no v2c",
    parse: single(parseCommunity),
  }),
  snmpUser: network.machine<string | undefined>({
    flag: "snmp-user",
    placeholder: "NAME",
    documentation:
      "User that may read by SNMP v3, signed with SHA-256 and encrypted with AES-128 (authPriv); needs --snmp-auth-password and --snmp-priv-password.",
    defaultShown: "none: no v3",
    parse: single(parseUser),
  }),
  snmpAuthPassword: password("snmp-auth-password", "Password that requests of --snmp-user are signed with"),
  snmpPrivPassword: password("snmp-priv-password", "Password that requests of --snmp-user are encrypted with"),
};

function password(flag: string, what: string) {
  return network.machine<string | undefined>({
    flag,
    placeholder: "PASSWORD",
    documentation: `${what}; 8 or more characters.`,
    secret: true,
    defaultShown: "none",
    parse: single(parsePassword),
  });
}

function parseCommunity(text: string): Result<string> {
  return /^[\x21-\x7e]{8,64}$/.test(text) ? ok(text) : no("must be 8 to 64 ASCII characters without spaces");
}

/** RFC 3414 §5: up to 32 octets. */
function parseUser(text: string): Result<string> {
  return /^[\x21-\x7e]{1,32}$/.test(text) ? ok(text) : no("must be 1 to 32 ASCII characters without spaces");
}

/** RFC 3414 §11.2: 8 at least. */
function parsePassword(text: string): Result<string> {
  return /^[\x20-\x7e]{8,128}$/.test(text) ? ok(text) : no("must be 8 to 128 ASCII characters");
}
