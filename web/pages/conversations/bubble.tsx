import { Tooltip, UnstyledButton } from "@mantine/core";
import { useId, useState } from "react";
import { Link } from "wouter";
import type { Schemas } from "../../api.ts";
import { exactText, timeText } from "../../format.ts";
import { incomingHelp, missingText } from "../../parts/incoming-text.ts";
import { MessageStateBadge, MessageStateMark, StateShape } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";
import { type Entry, entryAt, entryText, foundPieces, isUnread } from "./entries.ts";
import { needsReason, stateText } from "./state-text.ts";

interface BubbleProps {
  entry: Entry;
  /** It goes on with what the one before it began. */
  isContinued: boolean;
  /** The newest of one's own says its state in a word. */
  showsState: boolean;
  find: string;
  /** Who sent it, when it was not the viewer. */
  author: string | undefined;
}

/** One message, as a messenger shows it. */
export function Bubble({ entry, isContinued, showsState, find, author }: BubbleProps) {
  const { t } = useWords();
  const { incoming, outgoing } = entry;
  const at = entryAt(entry);
  const text = outgoing?.ring === true ? t("conversations.ring") : entryText(entry);
  const message = incoming ?? outgoing;
  const channel = message?.channel;
  const isMissing = message !== undefined && missingText(message) !== undefined;
  const help = incoming?.kind === "mms" || incoming?.kind === "call" ? incomingHelp(incoming) : undefined;
  return (
    <li
      className="bubble"
      data-own={outgoing !== undefined || undefined}
      data-continued={isContinued || undefined}
      data-unread={isUnread(entry) ? incoming?.id : undefined}
    >
      {author !== undefined && !isContinued && <span className="bubble-author">{author}</span>}
      <p className="bubble-text" data-missing={isMissing || undefined}>
        {isMissing && <StateShape shape={message.textUnreadable ? "triangle" : "dash"} />}
        {find === ""
          ? text
          : foundPieces(text, find).map((piece) =>
              piece.isFound ? <mark key={piece.at}>{piece.text}</mark> : <span key={piece.at}>{piece.text}</span>,
            )}
      </p>
      {message?.textUnreadable === true && <p className="bubble-note">{t("conversations.unreadable")}</p>}
      {incoming !== undefined && incoming.missingParts.length > 0 && (
        <p className="bubble-note">{t("conversations.missing", { count: incoming.missingParts.length })}</p>
      )}
      {help !== undefined && <p className="bubble-note">{help}</p>}
      {incoming?.note !== undefined && (
        <p className="bubble-note">{t("conversations.note", { note: incoming.note })}</p>
      )}
      <span className="bubble-meta">
        {channel === "telegram" && <span>{t("conversations.telegram")}</span>}
        {message?.flash === true && <span>{t("conversations.flash")}</span>}
        <time dateTime={at} title={exactText(at)}>
          {timeText(at)}
        </time>
        {outgoing !== undefined && <Tick message={outgoing} isSpelled={showsState} />}
      </span>
    </li>
  );
}

/** What became of an own message: its shape, on hover and tap the sentence. */
function Tick({ message, isSpelled }: { message: Schemas["OutgoingMessage"]; isSpelled: boolean }) {
  const { t } = useWords();
  const id = useId();
  const isExplained = needsReason(message);
  const [isOpen, setOpen] = useState(false);
  const sentence = stateText(message);
  const isShape = !isSpelled && !isExplained;
  const place = message.state === "queued" || message.state === "sending" ? "queue" : "sent";
  return (
    <>
      <Tooltip label={sentence} disabled={isOpen || isExplained}>
        <UnstyledButton
          className="tick"
          aria-expanded={isOpen || isExplained}
          aria-controls={id}
          aria-label={isShape ? sentence : undefined}
          aria-description={isShape ? undefined : sentence}
          data-shape={isShape || undefined}
          onClick={() => setOpen(!isOpen)}
        >
          {isShape ? <MessageStateMark state={message.state} /> : <MessageStateBadge state={message.state} />}
        </UnstyledButton>
      </Tooltip>
      <span className="bubble-story" id={id}>
        {(isOpen || isExplained) && (
          <>
            {sentence} <Link href={`/messages/${place}/${message.id}`}>{t("conversations.story")}</Link>
          </>
        )}
      </span>
    </>
  );
}
