import { UnstyledButton } from "@mantine/core";
import { IconBackspace, IconPhone, IconPhoneOff, IconPower, IconSend } from "@tabler/icons-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { exactText, phoneText, timeText } from "../format.ts";
import { useWords } from "../words/index.ts";
import { useOnce } from "./use-once.ts";

export interface HandsetMessage {
  id: string | number;
  text: string;
  at: string;
  /** Written on this telephone. */
  isOwn: boolean;
}

export interface HandsetProps {
  /** The telephone's own number. */
  number: string;
  /** Oldest first. */
  messages: readonly HandsetMessage[];
  isOn: boolean;
  onSwitch: (isOn: boolean) => void;
  /** Answers the gateway with a text. */
  onAnswer: (text: string) => Promise<void>;
  /** `dialling`: this telephone calls the gateway; `ringing`: the gateway calls it. */
  call?: "dialling" | "ringing" | "talking" | undefined;
  /** Calls the gateway, answers its call, or ends the one that is on. */
  onCall: (wanted: "call" | "answer" | "hang-up") => void;
}

const CALLS = {
  dialling: "parts.handset.calling",
  ringing: "parts.handset.ringing",
  talking: "parts.handset.talking",
} as const;

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;
const LETTERS: Readonly<Record<string, string>> = {
  2: "abc",
  3: "def",
  4: "ghi",
  5: "jkl",
  6: "mno",
  7: "pqrs",
  8: "tuv",
  9: "wxyz",
  0: "␣",
};

const BUZZ_MS = 320;
/** The screen shakes when a message arrives; what is being typed on it stays. */
const BUZZ = { transform: [0, -2, 2, -1, 1, 0].map((pixels) => `translateX(${pixels}px)`) };

/** A telephone on the screen: shows what it receives, answers, calls, can be switched off. */
export function Handset(props: HandsetProps) {
  const { number, messages, isOn, onSwitch, onAnswer, onCall, call } = props;
  const { t } = useWords();
  const [text, setText] = useState("");
  const [failure, setFailure] = useState<string>();
  const { once } = useOnce();
  const screen = useRef<HTMLDivElement>(null);
  const newest = messages.at(-1);
  const arrived = newest?.isOwn === false ? newest.id : undefined;
  useEffect(() => {
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (arrived !== undefined && !isStill) screen.current?.animate(BUZZ, BUZZ_MS);
  }, [arrived]);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === "") return;
    try {
      setFailure(undefined);
      await once(async () => {
        await onAnswer(text);
        // What was typed meanwhile is the next one.
        setText((now) => (now === text ? "" : now));
      });
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <section
      className="handset"
      aria-label={t("parts.handset.label", { number: phoneText(number) })}
      data-off={!isOn || undefined}
    >
      <div className="handset-ear" aria-hidden="true" />
      <div className="handset-screen" ref={screen}>
        <div className="handset-status">
          <span>{phoneText(number)}</span>
          {isOn && <Bars />}
        </div>
        {isOn ? <Conversation messages={messages} /> : <p className="handset-note">{t("parts.handset.off")}</p>}
        {isOn && call !== undefined && (
          <p className="handset-call" role="status">
            {t(CALLS[call])}
          </p>
        )}
        {failure !== undefined && (
          <p className="handset-failure" role="alert">
            {failure}
          </p>
        )}
        <form className="handset-answer" onSubmit={(event) => void send(event)}>
          <input
            aria-label={t("parts.handset.answer")}
            placeholder={t("parts.handset.answer")}
            value={text}
            disabled={!isOn}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <UnstyledButton type="submit" className="handset-send" aria-label={t("parts.handset.send")} disabled={!isOn}>
            <IconSend size={18} aria-hidden="true" />
          </UnstyledButton>
        </form>
      </div>
      <div className="handset-calls">
        {call === "dialling" || call === "talking" ? (
          <UnstyledButton
            className="handset-key"
            data-red
            aria-label={t("parts.handset.hangUp")}
            onClick={() => onCall("hang-up")}
          >
            <IconPhoneOff size={18} aria-hidden="true" />
          </UnstyledButton>
        ) : (
          <UnstyledButton
            className="handset-key"
            data-green
            disabled={!isOn}
            aria-label={t(call === "ringing" ? "parts.handset.pickUp" : "parts.handset.call")}
            onClick={() => onCall(call === "ringing" ? "answer" : "call")}
          >
            <IconPhone size={18} aria-hidden="true" />
          </UnstyledButton>
        )}
        <UnstyledButton
          className="handset-key"
          disabled={!isOn}
          aria-label={t("parts.handset.backspace")}
          onClick={() => setText(text.slice(0, -1))}
        >
          <IconBackspace size={18} aria-hidden="true" />
        </UnstyledButton>
        <UnstyledButton
          className="handset-key"
          data-red
          aria-label={t(isOn ? "parts.handset.switchOff" : "parts.handset.switchOn")}
          onClick={() => onSwitch(!isOn)}
        >
          <IconPower size={18} aria-hidden="true" />
        </UnstyledButton>
      </div>
      <div className="handset-keys">
        {KEYS.map((key) => (
          <UnstyledButton key={key} className="handset-key" disabled={!isOn} onClick={() => setText(text + key)}>
            <span>{key}</span>
            <small aria-hidden="true">{LETTERS[key]}</small>
          </UnstyledButton>
        ))}
      </div>
    </section>
  );
}

function Conversation({ messages }: { messages: readonly HandsetMessage[] }) {
  const { t } = useWords();
  const end = useRef<HTMLDivElement>(null);
  const newest = messages.at(-1)?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new message scrolls into sight
  useEffect(() => {
    void end.current?.scrollTo({ top: end.current.scrollHeight });
  }, [newest]);
  if (messages.length === 0) return <p className="handset-note">{t("parts.handset.empty")}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className="handset-log" ref={end} tabIndex={0} role="log" aria-label={t("parts.handset.messages")}>
      <ol className="handset-messages">
        {messages.map(({ id, text, at, isOwn }) => (
          <li key={id} data-own={isOwn || undefined}>
            <span>{text}</span>
            <time dateTime={at} title={exactText(at)}>
              {timeText(at)}
            </time>
          </li>
        ))}
      </ol>
    </div>
  );
}

const Bars = () => (
  <svg viewBox="0 0 16 12" width="16" height="12" aria-hidden="true">
    {[0, 1, 2, 3].map((bar) => (
      <rect key={bar} x={bar * 4} y={9 - bar * 3} width="3" height={3 + bar * 3} rx="0.5" fill="currentColor" />
    ))}
  </svg>
);
