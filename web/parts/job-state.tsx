import { momentText, numberText, timeText } from "../format.ts";
import { useWords } from "../words/index.ts";
import { type Shape, StateBadge, type Tone } from "./state-badge.tsx";

interface ShownJob {
  state: "waiting" | "running" | "delivered" | "dead";
  attempts: number;
  dueAt?: string;
  error?: string;
}

const LOOKS = {
  waiting: { shape: "ring", tone: "grey" },
  running: { shape: "half", tone: "accent" },
  delivered: { shape: "check", tone: "green" },
  dead: { shape: "triangle", tone: "red" },
} as const satisfies Record<ShownJob["state"], { shape: Shape; tone: Tone }>;

/** The state of a delivery in words; one that waits after a failure is amber. */
export function JobStateBadge({ job, tinted = false }: { job: ShownJob; tinted?: boolean }) {
  const { t } = useWords();
  const isTriedAgain = job.state === "waiting" && job.error !== undefined;
  return (
    <StateBadge {...LOOKS[job.state]} {...(isTriedAgain && { tone: "amber" })} tinted={tinted}>
      {t(isTriedAgain ? "parts.job.again" : `parts.job.${job.state}`)}
    </StateBadge>
  );
}

/** What a delivery waits for, or what became of it. */
export function JobStory({ job }: { job: ShownJob }) {
  const { t, said } = useWords();
  const { state, attempts, dueAt } = job;
  const error = job.error === undefined ? undefined : said(job.error);
  if (state === "waiting" && error !== undefined && dueAt !== undefined)
    return t("parts.job.next", { error, time: momentText(dueAt) });
  if (state === "dead") return t("parts.job.gaveUp", { error: error ?? "", count: attempts });
  if (state === "delivered") return t("parts.job.after", { count: attempts });
  return dueAt === undefined ? t("parts.job.now") : t("parts.job.due", { time: timeText(dueAt) });
}

/** `200 after 41 ms`. */
export const attemptText = ({ status, milliseconds }: { status?: number; milliseconds: number }): string =>
  status === undefined ? `${numberText(milliseconds)} ms` : `${status} · ${numberText(milliseconds)} ms`;
