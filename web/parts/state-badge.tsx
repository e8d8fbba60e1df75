import type { ReactNode } from "react";
import { useWords, type WordKey } from "../words/index.ts";

/** Each shape means one thing, so that a state is read without colour. */
export type Shape = "dot" | "ring" | "half" | "triangle" | "diamond" | "dash" | "check";
export type Tone = "green" | "amber" | "red" | "accent" | "grey";

interface Look {
  shape: Shape;
  tone: Tone;
}

/** How each state of a message is drawn, in badges and in its story. */
export const MESSAGE_LOOKS = {
  queued: { shape: "ring", tone: "grey" },
  open: { shape: "ring", tone: "grey" },
  sending: { shape: "half", tone: "accent" },
  sent: { shape: "dot", tone: "green" },
  delivered: { shape: "check", tone: "green" },
  undelivered: { shape: "triangle", tone: "red" },
  failed: { shape: "triangle", tone: "red" },
  unknown: { shape: "diamond", tone: "amber" },
  cancelled: { shape: "dash", tone: "grey" },
  expired: { shape: "diamond", tone: "amber" },
} as const satisfies Record<string, Look>;

/** How each state of a modem is drawn. */
export const MODEM_LOOKS = {
  starting: { shape: "half", tone: "accent" },
  ready: { shape: "dot", tone: "green" },
  searching: { shape: "half", tone: "amber" },
  "out-of-service": { shape: "triangle", tone: "red" },
  gone: { shape: "triangle", tone: "red" },
  stopped: { shape: "dash", tone: "grey" },
} as const satisfies Record<string, Look>;

export type MessageState = keyof typeof MESSAGE_LOOKS;
export type ModemState = keyof typeof MODEM_LOOKS;

export interface StateBadgeProps extends Look {
  /** The word: always there, because shape and colour alone say too little. */
  children: ReactNode;
  /** With a tinted ground, for headers; without, for rows. */
  tinted?: boolean;
}

/** A state as word, shape and colour. */
export const StateBadge = ({ shape, tone, children, tinted }: StateBadgeProps) => (
  <span className="state" data-tone={tone} data-tinted={tinted === true || undefined}>
    <StateShape shape={shape} />
    <span>{children}</span>
  </span>
);

/** The state of a message in words. */
export function MessageStateBadge({ state, tinted }: { state: MessageState; tinted?: boolean }) {
  const { t } = useWords();
  const key: WordKey = `parts.state.${state}`;
  return (
    <StateBadge {...MESSAGE_LOOKS[state]} tinted={tinted === true}>
      {t(key)}
    </StateBadge>
  );
}

/** The shape of a message's state in its colour; the word has to be near, or in the label of what it stands in. */
export const MessageStateMark = ({ state }: { state: MessageState }) => (
  <span className="state" data-tone={MESSAGE_LOOKS[state].tone}>
    <StateShape shape={MESSAGE_LOOKS[state].shape} />
  </span>
);

/** The state of a modem in words. */
export function ModemStateBadge({ state, tinted }: { state: ModemState; tinted?: boolean }) {
  const { t } = useWords();
  const key: WordKey = `parts.modem.${state}`;
  return (
    <StateBadge {...MODEM_LOOKS[state]} tinted={tinted === true}>
      {t(key)}
    </StateBadge>
  );
}

const PATHS: Record<Shape, ReactNode> = {
  dot: <circle cx="6" cy="6" r="4" fill="currentColor" />,
  ring: <circle cx="6" cy="6" r="3.5" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  half: (
    <>
      <circle cx="6" cy="6" r="3.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M6 2.5a3.5 3.5 0 0 1 0 7z" fill="currentColor" />
    </>
  ),
  triangle: <path d="M6 1.5 11 10.5H1z" fill="currentColor" />,
  diamond: <path d="M6 1 11 6 6 11 1 6z" fill="currentColor" />,
  dash: <path d="M2 6h8" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />,
  check: <path d="m2 6.5 2.8 2.8L10 3.5" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />,
};

/** The shape alone, for a place where the word stands beside it anyway. */
export const StateShape = ({ shape }: { shape: Shape }) => (
  <svg className="state-shape" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
    {PATHS[shape]}
  </svg>
);
