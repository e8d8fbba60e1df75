import { isInNetworks } from "../auth/index.ts";
import type { Config } from "../config/index.ts";
import type { IsNamedTarget } from "../routing/index.ts";

/** Whether `--allow-targets` names a target now. @param allowed  what it says, asked each time */
export const namedTargets =
  (allowed: () => Config["allowTargets"]): IsNamedTarget =>
  ({ host, address }) => {
    const { networks, hosts } = allowed();
    return hosts.includes(host) || isInNetworks(networks, address);
  };
