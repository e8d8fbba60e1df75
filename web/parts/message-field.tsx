import { Button, Input } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, type Ref, type RefObject, useId, useMemo, useRef } from "react";
import type { Language } from "../../lib/pdu/index.ts";
import { useWords } from "../words/index.ts";
import { costOf, type Forcing, markedPieces, replaced } from "./message-cost.ts";

export interface MessageFieldProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  /** The tables that the gateway may use (`--languages`), so that the count agrees with it. */
  languages?: readonly Language[];
  /** Telegram has no parts: then the counter is off. */
  counts?: boolean;
  /** Stands right of the counter: templates, variables. */
  tools?: ReactNode;
  error?: ReactNode;
  placeholder?: string;
  /** Ctrl+Enter. */
  onSubmit?: () => void;
  /** The text area itself, for who inserts a variable at the cursor. */
  inputRef?: Ref<HTMLTextAreaElement>;
  /** For an answer below a chat: one line that grows, the label for screen readers alone, the tools beside the text. */
  compact?: boolean;
}

/** A text with what it costs: parts, alphabet, and the characters that make it Unicode, marked and replaceable. */
export function MessageField(props: MessageFieldProps) {
  const { label, value, onChange, languages, counts = true, tools, error, placeholder, onSubmit, inputRef } = props;
  const { compact = false } = props;
  const { t } = useWords();
  const id = useId();
  const back = useRef<HTMLDivElement>(null);
  const cost = useMemo(() => costOf(value, languages), [value, languages]);
  const forcing = cost === "too-long" || !counts ? [] : cost.forcing;
  const isTooLong = counts && cost === "too-long";
  const shownError = error ?? (isTooLong ? t("parts.message.tooLong") : undefined);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    const isSending = event.ctrlKey || event.metaKey || (compact && !event.shiftKey && hasKeyboard());
    if (!isSending) return;
    event.preventDefault();
    onSubmit?.();
  };
  return (
    <div data-compact={compact || undefined} className="message">
      <Input.Label htmlFor={id} className={compact ? "for-readers" : undefined}>
        {label}
      </Input.Label>
      <div className="message-field">
        <Marks text={value} forcing={forcing} back={back} />
        <textarea
          id={id}
          ref={inputRef}
          rows={compact ? 1 : undefined}
          value={value}
          placeholder={placeholder}
          aria-invalid={shownError !== undefined}
          aria-describedby={`${id}-cost ${id}-error`}
          onChange={(event) => onChange(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onScroll={(event) => {
            if (back.current !== null) back.current.scrollTop = event.currentTarget.scrollTop;
          }}
        />
      </div>
      <Input.Error id={`${id}-error`}>{shownError}</Input.Error>
      <div className="message-under">
        <span className="message-under-words" id={`${id}-cost`}>
          {counts && cost !== "too-long" && value !== "" && (
            <>
              {t("parts.message.parts", { count: cost.parts })}
              {" · "}
              {forcing.length === 0 ? (
                t("parts.message.left", { count: cost.remaining })
              ) : (
                <Because forcing={forcing} />
              )}
            </>
          )}
        </span>
        {forcing.some(({ replacement }) => replacement !== undefined) && (
          <Button variant="subtle" color="accent" size="compact-xs" onClick={() => onChange(replaced(value))}>
            {t("parts.message.replace")}
          </Button>
        )}
        {!compact && tools}
      </div>
      {compact && tools}
    </div>
  );
}

/** Where Enter is a key of its own: on a telephone it is the only way to a new line. */
const hasKeyboard = () => matchMedia("(hover: hover) and (pointer: fine)").matches;

const SHOWN = 4;

function Because({ forcing }: { forcing: readonly Forcing[] }) {
  const { t } = useWords();
  const characters = [...new Set(forcing.map(({ character }) => character))];
  const few = characters.slice(0, SHOWN).join(" ") + (characters.length > SHOWN ? " …" : "");
  const line = forcing[0]?.line ?? 1;
  return <span className="message-forced">{t("parts.message.because", { characters: few, line })}</span>;
}

interface MarksProps {
  text: string;
  forcing: readonly Forcing[];
  back: RefObject<HTMLDivElement | null>;
}

/** The same text once more, invisible but for its marks. */
const Marks = ({ text, forcing, back }: MarksProps) => (
  <div className="message-back" ref={back} aria-hidden="true">
    {forcing.length > 0 &&
      markedPieces(text, forcing).map((piece) =>
        piece.isMarked ? <mark key={piece.index}>{piece.text}</mark> : <span key={piece.index}>{piece.text}</span>,
      )}
    {/* A last empty line has no height of its own. */}
    {"\n"}
  </div>
);
