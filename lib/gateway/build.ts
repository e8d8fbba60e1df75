import type { BuildInfo } from "../http/index.ts";

/** Put in its place by scripts/build.ts. */
declare const ALDIS_BUILD: BuildInfo;

/** What this program was built from. */
export const BUILD: BuildInfo = typeof ALDIS_BUILD === "undefined" ? { branch: "", commit: "", time: "" } : ALDIS_BUILD;
