import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { answerOf, api, type Schemas } from "../../api.ts";
import { type Draft, estimateOf, previewOf } from "./draft.ts";

export interface Reach {
  /** How many messages it will be. */
  people: number;
  /** By number, those who are contacts. */
  names: Readonly<Record<string, string>>;
  /** Who would get it now; empty until the gateway has said so. */
  recipients: Schemas["MessagePreview"]["recipients"];
  /** Who would not, and why. */
  refused: readonly Schemas["Refused"][];
  /** What groups with a policy open, in place of messages. */
  alarms: NonNullable<Schemas["MessagePreview"]["alarms"]>;
  /** Of all messages, with the variables filled in. */
  totalParts: number | undefined;
}

const PAUSE_MS = 400;
const NOBODY: Reach = { people: 0, names: {}, recipients: [], refused: [], alarms: [], totalParts: undefined };

/** Whom a draft reaches: what only the gateway knows, asked after a pause in writing. */
export function useReach(draft: Draft): Reach {
  const asked = useMemo(() => JSON.stringify(previewOf(draft)), [draft]);
  const [settled] = useDebouncedValue(asked, PAUSE_MS);
  const isAsked = draft.to.length > 0;
  const { data } = useQuery({
    queryKey: ["send-preview", settled],
    enabled: isAsked && settled === asked,
    retry: false,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => ({
      asked: settled,
      answer: await answerOf(api.POST("/api/v1/messages/preview", { body: JSON.parse(settled), signal })),
    }),
  });
  if (!isAsked) return NOBODY;
  if (data === undefined || data.asked !== asked) return { ...NOBODY, people: estimateOf(draft.to) };
  const { recipients, refused, totalParts, alarms = [] } = data.answer;
  const names = recipients.flatMap(({ to, name }) =>
    to === undefined || name === undefined ? [] : [[to, name] as const],
  );
  return { people: recipients.length, names: Object.fromEntries(names), recipients, refused, alarms, totalParts };
}
