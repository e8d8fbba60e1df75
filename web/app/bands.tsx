import { Link } from "wouter";
import { useWords } from "../words/index.ts";
import { useConnection } from "./live.ts";
import { pageAt } from "./pages.ts";
import { useSession } from "./session.tsx";

/** What must be known on every page: nothing is really sent, and the gateway does not answer. */
export function Bands() {
  const { t, said } = useWords();
  const { me } = useSession();
  const isLost = useConnection() === "lost";
  return (
    <div className="bands">
      <div role="status">{isLost && <p className="band band-red">{t("app.lost")}</p>}</div>
      {me.problem !== undefined && (
        <p className="band band-red" role="alert">
          {said(me.problem)}
        </p>
      )}
      {me.simulated && (
        <p className="band band-amber">
          {t("app.simulated")}{" "}
          {pageAt("/simulator") !== undefined && (
            <Link href="/simulator" aria-label={t("app.handset")}>
              {t("app.handsetShort")} →
            </Link>
          )}
        </p>
      )}
    </div>
  );
}
