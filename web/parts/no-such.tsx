import { useWords } from "../words/index.ts";
import { Detail } from "./list-detail.tsx";

/** In place of a detail whose path names no ID: nothing is asked of the gateway. */
export function NoSuch({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useWords();
  return (
    <Detail title={t("parts.noSuch")} onClose={onClose}>
      <p className="quiet">{t("parts.noSuchHelp", { id })}</p>
    </Detail>
  );
}
