import { Skeleton, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answerOf, api } from "../../api.ts";
import { briefText, phoneText } from "../../format.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { useWords } from "../../words/index.ts";

const SHOWN = 6;
const WAIT_MS = 250;

interface InboxProps {
  chosen: number | undefined;
  onChoose: (id: number) => void;
}

/** The newest messages that came in, and others by search: one is chosen to be tried. */
export function Inbox({ chosen, onChoose }: InboxProps) {
  const { t } = useWords();
  const [text, setText] = useState("");
  const [q] = useDebouncedValue(text.trim(), WAIT_MS);
  const { data, error, refetch } = useQuery({
    queryKey: ["incoming", "to try", q],
    queryFn: async () => {
      const query = { limit: SHOWN, ...(q !== "" && { q }) };
      return (await answerOf(api.GET("/api/v1/incoming", { params: { query } }))).items;
    },
    placeholderData: keepPreviousData,
  });
  return (
    <div className="inbox">
      <TextInput
        type="search"
        aria-label={t("routing.inboxSearch")}
        placeholder={t("routing.inboxSearch")}
        leftSection={<IconSearch size={16} aria-hidden="true" />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {error !== null && data === undefined && (
        <ErrorState title={t("routing.inboxNotLoaded")} retry={() => void refetch()}>
          {error.message}
        </ErrorState>
      )}
      {data === undefined && error === null && <Skeleton h={120} />}
      {data?.length === 0 && <p className="quiet">{t(q === "" ? "routing.inboxEmpty" : "routing.inboxNone")}</p>}
      {data !== undefined && data.length > 0 && (
        <ul className="inbox-rows">
          {data.map(({ id, from = "", contact, text: words, receivedAt }) => (
            <li key={id}>
              <UnstyledButton className="inbox-row" aria-pressed={id === chosen} onClick={() => onChoose(id)}>
                <span className="inbox-who">{contact?.name ?? phoneText(from)}</span>
                <span className="quiet">{briefText(receivedAt)}</span>
                <span className="inbox-text">{words}</span>
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
