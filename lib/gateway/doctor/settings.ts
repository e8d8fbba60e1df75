import type { UnusableSetting } from "../../config/index.ts";
import type { Finding } from "./finding.ts";

/** What is wrong with the settings themselves. */
export interface SettingProblems {
  /** Of the command line, the environment and the file; the gateway does not start with them. */
  problems?: readonly string[];
  /** Of the database. */
  unusable: readonly UnusableSetting[];
  /** What names somebody who is not there. */
  missing: readonly Pick<UnusableSetting, "flag" | "problem">[];
}

/** One finding for each problem of the settings; one in all when there is none. */
export function examineSettings({ problems = [], unusable, missing }: SettingProblems): Finding[] {
  const found = [
    ...problems.map((problem) => `${problem}: aldis serve does not start with it`),
    ...unusable.map(
      ({ flag, problem }) =>
        `the stored value of ${flag} cannot be used (${problem}), so its default stands: aldis setting set ${flag} VALUE, or aldis setting reset ${flag}`,
    ),
    ...missing.map(({ flag, problem }) => `--${flag} ${problem}: what needs it does nothing until then`),
  ];
  return found.length === 0 ? [{ subject: "settings" }] : found.map((problem) => ({ subject: "settings", problem }));
}
