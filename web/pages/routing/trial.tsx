import { Button, SegmentedControl, Select, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type FormEvent, useEffect, useEffectEvent, useState } from "react";
import { answerOf, api, type Schemas } from "../../api.ts";
import { useSession } from "../../app/session.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { useWords } from "../../words/index.ts";
import { type Fault, faultsIn } from "./faults.tsx";
import { Inbox } from "./inbox.tsx";
import { Outcomes } from "./outcomes.tsx";
import { type Outcome, RULES_KEY } from "./queries.ts";
import { CHANNELS, MESSAGE_KINDS } from "./say.ts";

type Message = NonNullable<Asked["message"]>;
interface Asked {
  incoming?: number;
  message?: {
    from?: string;
    text?: string;
    kind?: "text" | "call";
    channel?: "sms" | "telegram";
    recipient?: string;
    receivedAt?: string;
  };
}

interface TrialProps {
  /** A rule that is not saved, as the API takes it; without it the stored ones are asked. */
  rule?: Schemas["RuleDraft"];
  /** What became of the rule: to mark the test that settled it. */
  onOutcome?: (outcome: Outcome | undefined, faults: readonly Fault[]) => void;
}

const WAIT_MS = 300;

/** What the rules would do with a message that is typed, or that came in; nothing is sent or counted. */
export function Trial({ rule, onOutcome }: TrialProps) {
  const { t } = useWords();
  const { may } = useSession();
  const [source, setSource] = useState<"typed" | "inbox">("typed");
  const [typed, setTyped] = useState<Message>({ from: "", text: "" });
  const [asked, setAsked] = useState<Asked>();
  // Each change of the rule is tried, once somebody has tried it at all.
  const [tried] = useDebouncedValue(rule === undefined ? undefined : JSON.stringify(rule), WAIT_MS);
  const { data, error, isFetching } = useQuery({
    queryKey: [...RULES_KEY, "dry-run", asked, tried],
    enabled: asked !== undefined,
    queryFn: () => ask({ ...asked, ...(tried !== undefined && { rule: JSON.parse(tried) as Schemas["RuleDraft"] }) }),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
  const others = useQuery({
    queryKey: [...RULES_KEY, "dry-run", asked, "stored"],
    enabled: asked !== undefined && tried !== undefined,
    queryFn: () => ask({ ...asked }),
    retry: false,
    gcTime: 0,
  });
  const tell = useEffectEvent(() => {
    const faults = error === null ? [] : faultsIn(error, "/rule");
    onOutcome?.(rule === undefined || error !== null ? undefined : data?.[0], faults);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: told whenever there is another answer
  useEffect(() => tell(), [data, error]);

  function submit(event: FormEvent) {
    event.preventDefault();
    setAsked({ message: filled(typed) });
  }
  const isRefused = error !== null && faultsIn(error, "/rule").length > 0;
  return (
    <div className="trial">
      {may("incoming-messages") && (
        <SegmentedControl
          aria-label={t("routing.tryWith")}
          data={[
            { value: "typed", label: t("routing.tryTyped") },
            { value: "inbox", label: t("routing.tryInbox") },
          ]}
          value={source}
          onChange={(value) => setSource(value === "inbox" ? "inbox" : "typed")}
        />
      )}
      {source === "inbox" ? (
        <Inbox chosen={asked?.incoming} onChoose={(incoming) => setAsked({ incoming })} />
      ) : (
        <form className="trial-form" noValidate onSubmit={submit}>
          <TypedFields message={typed} onChange={setTyped} />
          <div>
            <Button type="submit" loading={isFetching}>
              {t("routing.try")}
            </Button>
          </div>
        </form>
      )}
      <div role="status" className="trial-answer">
        {error !== null && (
          <ErrorState title={t("routing.notTried")}>{isRefused ? t("routing.tryRefused") : error.message}</ErrorState>
        )}
        {error === null && data !== undefined && <Outcomes outcomes={data} rule={rule} />}
        {error === null && data !== undefined && rule !== undefined && (others.data?.length ?? 0) > 0 && (
          <section className="trial-others" aria-label={t("routing.stored")}>
            <h3>{t("routing.stored")}</h3>
            <p className="quiet">{t("routing.storedHelp")}</p>
            <Outcomes outcomes={others.data ?? []} isBrief />
          </section>
        )}
      </div>
    </div>
  );
}

const ask = async (body: Asked & { rule?: Schemas["RuleDraft"] }): Promise<Outcome[]> =>
  (await answerOf(api.POST("/api/v1/rules/dry-run", { body }))).items;

/** Without what was left empty. */
function filled({ from = "", text = "", kind, channel, recipient = "", receivedAt = "" }: Message): Message {
  return {
    ...(from.trim() !== "" && { from: from.trim() }),
    ...(kind !== "call" && { text }),
    ...(kind !== undefined && { kind }),
    ...(channel !== undefined && { channel }),
    ...(recipient.trim() !== "" && { recipient: recipient.trim() }),
    ...(receivedAt !== "" && { receivedAt: new Date(receivedAt).toISOString() }),
  };
}

function TypedFields({ message, onChange }: { message: Message; onChange: (message: Message) => void }) {
  const { t } = useWords();
  const [isMore, setMore] = useState(false);
  const set = (change: Partial<Message>) => onChange({ ...message, ...change });
  return (
    <>
      <TextInput
        label={t("routing.tryFrom")}
        autoComplete="off"
        value={message.from ?? ""}
        onChange={(event) => set({ from: event.currentTarget.value })}
      />
      {message.kind !== "call" && (
        <Textarea
          label={t("routing.tryText")}
          minRows={2}
          value={message.text ?? ""}
          onChange={(event) => set({ text: event.currentTarget.value })}
        />
      )}
      {isMore ? (
        <>
          <TextInput
            type="datetime-local"
            label={t("routing.tryAt")}
            description={t("routing.tryAtHelp")}
            value={message.receivedAt ?? ""}
            onChange={(event) => set({ receivedAt: event.currentTarget.value })}
          />
          <div className="trial-pair">
            <Select
              label={t("routing.subject.kind")}
              data={MESSAGE_KINDS.map((value) => ({ value, label: t(`routing.kind.${value}`) }))}
              value={message.kind ?? "text"}
              onChange={(value) => set({ kind: value === "call" ? "call" : "text" })}
            />
            <Select
              label={t("routing.subject.channel")}
              data={CHANNELS.map((value) => ({ value, label: t(`routing.channel.${value}`) }))}
              value={message.channel ?? "sms"}
              onChange={(value) => set({ channel: CHANNELS.find((each) => each === value) ?? "sms" })}
            />
          </div>
          <TextInput
            type="tel"
            label={t("routing.subject.recipient")}
            autoComplete="off"
            value={message.recipient ?? ""}
            onChange={(event) => set({ recipient: event.currentTarget.value })}
          />
        </>
      ) : (
        <div>
          <Button variant="subtle" color="accent" size="compact-sm" onClick={() => setMore(true)}>
            {t("routing.tryMore")}
          </Button>
        </div>
      )}
    </>
  );
}
