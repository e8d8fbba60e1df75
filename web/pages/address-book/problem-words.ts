import { ApiError } from "../../api.ts";
import { t } from "../../words/index.ts";
import { said } from "../../words/said.ts";
import { problemKey } from "./problem-keys.ts";

const GROUP = /^a group: (.*)$/;

/** A sentence of the gateway about a contact or a row, in the viewer's language: in the page's own words where it has some. */
export const problemText = (sentence: string): string => ownText(sentence) ?? said(sentence);

/** Why a call did not work. */
export function failureText(error: unknown): string {
  const own = error instanceof ApiError ? ownText(error.problem?.detail ?? "") : undefined;
  return own ?? (error instanceof Error ? error.message : String(error));
}

function ownText(sentence: string): string | undefined {
  // A capital is the page's own, see `asSentence`.
  const plain = sentence.replace(/\.$/, "").replace(/^[A-Z](?=[a-z]* )/, (first) => first.toLowerCase());
  const ofGroup = GROUP.exec(plain)?.[1];
  if (ofGroup !== undefined) return t("addressBook.problem.group", { problem: problemText(ofGroup) });
  const key = problemKey(plain);
  return key && t(key, { number: Number(/\d+/.exec(plain)?.[0] ?? 0) });
}
