import { useWords, type WordKey } from "../words/index.ts";
import type { Pasted } from "./pasted-numbers.ts";
import { CloseCross } from "./sheet.tsx";

/** What became of a paste: how many are in, which are not and why. Stays until it is closed. */
export function PasteReport({ report: { numbers, bad, repeated }, onClose }: { report: Pasted; onClose: () => void }) {
  const { t } = useWords();
  return (
    <div className="paste-report" data-tone={bad.length === 0 ? "green" : "amber"} role="status">
      <div className="paste-report-top">
        <span>
          {t("parts.paste.added", { count: numbers.length })}
          {repeated > 0 && ` ${t("parts.paste.repeated", { count: repeated })}`}
          {bad.length > 0 && ` ${t("parts.paste.bad", { count: bad.length })}`}
        </span>
        <CloseCross onClick={onClose} />
      </div>
      {bad.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <ul tabIndex={0} aria-label={t("parts.paste.list")}>
          {bad.map(({ text, line, reason }) => (
            <li key={`${line} ${text}`}>
              <span className="quiet">{t("parts.paste.line", { line })}</span>
              <code>{text}</code>
              <span>{t(`parts.recipients.bad.${reason}` satisfies WordKey)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
