import { createContext, useContext } from "react";
import { ApiError } from "../../api.ts";
import { useWords, type WordKey } from "../../words/index.ts";

/** What the gateway finds wrong with a rule, by its place in it. */
export interface Fault {
  pointer: string;
  message: string;
}

const Faults = createContext<readonly Fault[]>([]);
export const FaultsProvider = Faults.Provider;

/** The faults of a refused rule. @param base  where the rule is in what was sent */
export function faultsIn(error: unknown, base = ""): Fault[] {
  const errors = error instanceof ApiError ? (error.problem?.errors ?? []) : [];
  return errors.flatMap(({ pointer, message }) =>
    pointer.startsWith(base) ? [{ pointer: pointer.slice(base.length), message }] : [],
  );
}

/** What is said often, in the viewer's language; the rest as the gateway says it. */
const KNOWN: Readonly<Record<string, WordKey>> = {
  "is missing": "routing.fault.missing",
  "must not be empty": "routing.fault.missing",
  "is taken": "routing.fault.taken",
  "must be a telephone number": "routing.fault.number",
  "must be an email address": "routing.fault.address",
  "must be a URL with http:// or https://": "routing.fault.url",
};

/** Says a fault as a sentence. */
export function useFaultText(): (message: string) => string {
  const { t } = useWords();
  return (message) => {
    const key = KNOWN[message];
    if (key !== undefined) return t(key);
    const variable = /^unknown variable “(.+?)”/.exec(message)?.[1];
    return variable === undefined ? t("routing.fault.other", { message }) : t("routing.fault.variable", { variable });
  };
}

/** What is wrong at a place or, unless `exactly`, inside of it: undefined when nothing is. */
export function useFaultAt(): (pointer: string, exactly?: "exactly") => string | undefined {
  const faults = useContext(Faults);
  const say = useFaultText();
  return (pointer, exactly) => {
    const found = faults.filter(
      (fault) => fault.pointer === pointer || (exactly === undefined && fault.pointer.startsWith(`${pointer}/`)),
    );
    return found.length === 0 ? undefined : [...new Set(found.map(({ message }) => say(message)))].join(" ");
  };
}
