import { Button, Skeleton } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Link, useLocation } from "wouter";
import { answerOf, api } from "../../api.ts";
import { useContactOf } from "../../app/contact-of.ts";
import { OPT_OUTS_KEY, optOutQuery } from "../../app/opt-outs.tsx";
import { useTitle } from "../../app/title.ts";
import { momentText, phoneText } from "../../format.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { Detail } from "../../parts/list-detail.tsx";
import { PhoneNumber } from "../../parts/number.tsx";
import { StateBadge } from "../../parts/state-badge.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useWords } from "../../words/index.ts";
import { Audit } from "./audit.tsx";
import { Reason } from "./reason.tsx";

/** One number: whether it gets messages, and all that was asked for it. */
export function OptOutDetail({ number, onClose }: { number: string; onClose: () => void }) {
  const { t } = useWords();
  const { data, error, refetch } = useQuery(optOutQuery(number));
  const { contact } = useContactOf(number);
  const title = phoneText(number);
  useTitle(title);
  if (data === undefined) {
    return (
      <Detail title={title} onClose={onClose}>
        {error === null ? (
          <Skeleton h={160} />
        ) : (
          <ErrorState title={t("optOuts.oneNotLoaded")} retry={() => void refetch()}>
            {error.message}
          </ErrorState>
        )}
      </Detail>
    );
  }
  const facts: (readonly [string, ReactNode] | false)[] = [
    [t("optOuts.number"), <PhoneNumber key="number" number={data.number} />],
    contact !== undefined && [
      t("optOuts.contact"),
      <Link key="contact" href={`/address-book/${contact.id}`}>
        {contact.name}
      </Link>,
    ],
    data.since !== undefined && [t("optOuts.since"), momentText(data.since)],
  ];
  return (
    <Detail
      title={title}
      answer={
        data.optedOut ? (
          <StateBadge shape="dash" tone="amber" tinted>
            {t("optOuts.isOut")}
          </StateBadge>
        ) : (
          <StateBadge shape="dot" tone="green" tinted>
            {t("optOuts.isIn")}
          </StateBadge>
        )
      }
      facts={facts.filter((fact) => fact !== false)}
      actions={data.optedOut ? <TakeBack number={data.number} /> : <OptOutAgain number={data.number} />}
      onClose={onClose}
    >
      <Audit number={data.number} />
    </Detail>
  );
}

function OptOutAgain({ number }: { number: string }) {
  const { t } = useWords();
  const [, navigate] = useLocation();
  return (
    <Button onClick={() => navigate(`/opt-outs/new?number=${encodeURIComponent(number)}`)}>{t("optOuts.add")}</Button>
  );
}

/** Opts the number in again, once it is said what that means. */
function TakeBack({ number }: { number: string }) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const [reason, setReason] = useState("");
  const shown = phoneText(number);
  async function remove() {
    const why = reason.trim();
    const params = { path: { number }, query: why === "" ? {} : { reason: why } };
    await answerOf(api.DELETE("/api/v1/opt-outs/{number}", { params }));
    tellDone(t("optOuts.removed", { number: shown }));
    // The answer of this detail changes with it, so the question closes first.
    setAsked(false);
    setReason("");
    await queries.invalidateQueries({ queryKey: OPT_OUTS_KEY });
  }
  return (
    <>
      <Button onClick={() => setAsked(true)}>{t("optOuts.remove")}</Button>
      <Confirm
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={t("optOuts.removeTitle", { number: shown })}
        action={t("optOuts.remove")}
        destroys={false}
        onConfirm={remove}
      >
        <p>{t("optOuts.removeHelp")}</p>
        <Reason value={reason} onChange={setReason} />
      </Confirm>
    </>
  );
}
