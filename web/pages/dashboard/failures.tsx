import { Link } from "wouter";
import type { Schemas } from "../../api.ts";
import { reasonOf } from "../../app/reasons.ts";
import { exactText, momentText, phoneText } from "../../format.ts";
import { MessageStateBadge } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";

/** The messages that failed last. */
export function Failures({ messages }: { messages: readonly Schemas["OutgoingMessage"][] }) {
  const { t } = useWords();
  if (messages.length === 0) return <p className="quiet">{t("dashboard.noFailures")}</p>;
  return (
    <ul className="dashboard-lines">
      {messages.map((message) => {
        const at = message.settledAt ?? message.createdAt;
        return (
          <li key={message.id}>
            <span className="dashboard-line-name">
              <Link href={`/messages/sent/${message.id}`}>{message.contact?.name ?? phoneText(message.to)}</Link>
            </span>
            <MessageStateBadge state={message.state} />
            <time className="quiet" dateTime={at} title={exactText(at)}>
              {momentText(at)}
            </time>
            {message.error !== undefined && message.error !== "" && (
              <p className="dashboard-line-more">{reasonOf(message.error)}</p>
            )}
          </li>
        );
      })}
    </ul>
  );
}
