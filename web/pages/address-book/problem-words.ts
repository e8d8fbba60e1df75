import { t } from "../../words/index.ts";
import { problemKey } from "./problem-keys.ts";

const GROUP = /^a group: (.*)$/;

/** A sentence of the gateway about a contact or a row, in the viewer's language; as it is when the page has no word for it. */
export function problemText(sentence: string): string {
  // A capital is the page's own, see `asSentence`.
  const plain = sentence.replace(/\.$/, "").replace(/^[A-Z](?=[a-z]* )/, (first) => first.toLowerCase());
  const ofGroup = GROUP.exec(plain)?.[1];
  if (ofGroup !== undefined) return t("addressBook.problem.group", { problem: problemText(ofGroup) });
  const key = problemKey(plain);
  return key === undefined ? sentence : t(key, { number: Number(/\d+/.exec(plain)?.[0] ?? 0) });
}
