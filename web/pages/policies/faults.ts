import { ApiError } from "../../api.ts";
import type { useWords } from "../../words/index.ts";
import { said } from "../../words/said.ts";
import type { PolicyDraft } from "./draft.ts";

/** What is wrong at a place of the policy's JSON; undefined: nothing. */
export type FaultAt = (pointer: string) => string | undefined;

type T = ReturnType<typeof useWords>["t"];

/**
 * Reads what the gateway says is wrong, at the places where the form has fields. Its sentences are English: what people leave empty
 * most often is said in the viewer's language.
 */
export function faultsIn(error: unknown, draft: PolicyDraft, t: T): ReadonlyMap<string, string> {
  if (!(error instanceof ApiError)) return new Map();
  const faults = new Map<string, string>();
  for (const { pointer, message } of error.problem?.errors ?? []) faults.set(placeOf(pointer), said(message));
  if (faults.has("/name")) faults.set("/name", t(error.status === 409 ? "policies.nameTaken" : "policies.nameMissing"));
  for (const [index, { by, notify }] of draft.steps.entries()) {
    const at = `/steps/${index}`;
    if (by.length === 0) faults.set(`${at}/by`, t("policies.noWay"));
    for (const [place, { name }] of notify.entries())
      if (name.trim() === "") faults.set(`${at}/notify/${place}`, t("policies.whomMissing"));
  }
  for (const [index, { value }] of draft.ends.entries())
    if (value.trim() === "") faults.set(`/unanswered/${index}`, t("policies.endMissing"));
  return faults;
}

/** Of what is inside of a field, the field's. */
function placeOf(pointer: string): string {
  const known = [
    /^\/steps\/\d+\/notify\/\d+/,
    /^\/steps\/\d+\/(?:notify|by|waitSeconds)/,
    /^\/unanswered\/\d+/,
    /^\/\w+$/,
  ];
  return known.map((place) => place.exec(pointer)?.[0]).find((found) => found !== undefined) ?? pointer;
}
