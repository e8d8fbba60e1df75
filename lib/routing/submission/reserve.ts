import { PARTS_OF_A_REQUEST } from "../../limits.ts";
import { no, ok, type Result } from "../../result.ts";
import { countParts, mostParts } from "./message-text.ts";
import type { RefusalReason } from "./refusals.ts";
import type { Allowance } from "./request.ts";
import { eachText, type RecipientText } from "./texts.ts";

/** Takes what the messages cost from what the request and its user may send. A promise rejects as the allowance's. */
export function reserve(
  allowance: Allowance | undefined,
  texts: readonly RecipientText[],
): Reserved | Promise<Reserved> {
  const isLarge = sum(eachText(texts, mostParts)) > PARTS_OF_A_REQUEST;
  if (!isLarge && allowance === undefined) return ok(NOTHING_RESERVED);
  const parts = sum(eachText(texts, (text) => countParts(text) ?? 1));
  if (parts > PARTS_OF_A_REQUEST) return no({ kind: "too-many-parts" });
  const taken = allowance?.({ messages: texts.length, parts }) ?? NOTHING_RESERVED;
  return taken instanceof Promise ? taken.then(reservedBy) : reservedBy(taken);
}

type Reserved = Result<{ giveBack(): void }, RefusalReason>;

function reservedBy(taken: Awaited<ReturnType<Allowance>>): Reserved {
  if (taken === "never") return no({ kind: "too-many-messages" });
  return "giveBack" in taken ? ok(taken) : no({ kind: "too-many-messages", ...taken });
}

const NOTHING_RESERVED = { giveBack: () => undefined };

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
