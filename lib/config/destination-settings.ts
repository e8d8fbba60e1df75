import { settingsOf } from "./option.ts";
import { type AllowedTargets, parseTargets } from "./targets.ts";

const network = settingsOf("network");

/** Where requests of rules and webhooks may go. */
export const DESTINATION_SETTINGS = {
  allowTargets: network.now<AllowedTargets>({
    flag: "allow-targets",
    placeholder: "TARGET",
    documentation:
      "Receivers of requests that would be refused, because they lie on this machine (127.0.0.0/8, ::1, 0.0.0.0) or are link-local (169.254.0.0/16, fe80::/10): addresses, networks, or the host names of their URLs. All other receivers need not be named.",
    repeatable: true,
    defaultShown: "none",
    absent: { networks: [], hosts: [] },
    parse: parseTargets,
  }),
};
