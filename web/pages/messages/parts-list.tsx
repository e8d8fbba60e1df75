import { UnstyledButton } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useId, useState } from "react";
import type { Schemas } from "../../api.ts";
import { exactText } from "../../format.ts";
import { MessageStateBadge } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";

/** What went over the air, for who wants to know exactly; closed until asked for. */
export function Parts({ message: { parts } }: { message: Schemas["OutgoingMessageDetails"] }) {
  const { t } = useWords();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  if (parts.length === 0) return null;
  return (
    <section>
      <UnstyledButton
        className="timeline-more message-technical"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <IconChevronRight size={14} aria-hidden="true" />
        {t("messages.technical", { count: parts.length })}
      </UnstyledButton>
      {isOpen && (
        <ol id={id} className="message-parts">
          {parts.map(({ position, state, modem, sim, reference, sentAt, pdu }) => (
            <li key={position}>
              <span className="message-part-head">
                <span>{t("messages.part", { part: position, total: parts.length })}</span>
                <MessageStateBadge state={state} />
              </span>
              <dl className="facts">
                {[
                  [t("messages.modem"), modem],
                  [t("messages.sim"), sim],
                  [t("messages.networkReference"), reference],
                  [t("messages.taken"), sentAt && exactText(sentAt)],
                ].flatMap(([name, value]) =>
                  value === undefined
                    ? []
                    : [
                        <div key={name}>
                          <dt>{name}</dt>
                          <dd>{value}</dd>
                        </div>,
                      ],
                )}
              </dl>
              {pdu !== undefined && <pre className="timeline-raw">{pdu}</pre>}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
