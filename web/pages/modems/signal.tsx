import { numberText } from "../../format.ts";
import { useWords } from "../../words/index.ts";
import { barsOf } from "./data.ts";

/** Bars and dBm. */
export function Signal({ dbm }: { dbm: number | undefined }) {
  const { t } = useWords();
  if (dbm === undefined) return <span className="quiet">{t("modems.noSignal")}</span>;
  const bars = barsOf(dbm);
  return (
    <span className="modem-signal">
      <svg viewBox="0 0 20 14" width="20" height="14" role="img" aria-label={t("modems.bars", { count: bars })}>
        {[1, 2, 3, 4].map((bar) => (
          <rect
            key={bar}
            x={(bar - 1) * 5}
            y={14 - bar * 3.5}
            width="3.5"
            height={bar * 3.5}
            rx="1"
            fill={bar <= bars ? "var(--ink)" : "var(--grey-3)"}
          />
        ))}
      </svg>
      {t("modems.dbm", { dbm: numberText(dbm) })}
    </span>
  );
}
