import { Suspense, useState } from "react";
import { addressOf } from "../api.ts";
import { LanguageChoice, SchemeChoice } from "../app/choices.tsx";
import { keptForTab } from "../app/kept.ts";
import { SessionGate } from "../app/session.tsx";
import { useTitle } from "../app/title.ts";
import { useWords } from "../words/index.ts";
import { Administrator } from "./administrator.tsx";
import { FirstSteps } from "./first-steps.tsx";
import "./setup.css";

/** Who has made the administrator may reload the page, and goes on from there. */
const BEGUN = "aldis.setup";

/**
 * What the set-up link leads to, until there is a user: makes the administrator, signs them in, and ends with a first message. The
 * code stands behind `#`, which browsers send to nobody, and leaves the address once it is used.
 */
export default function SetUpPage() {
  const { t } = useWords();
  useTitle(t("setup.title"));
  const [code] = useState(() => location.hash.slice(1));
  const [step, setStep] = useState<"administrator" | "rest" | "over">(() => {
    if (code !== "") return "administrator";
    return keptForTab.get(BEGUN) === undefined ? "over" : "rest";
  });
  const begun = () => {
    keptForTab.set(BEGUN, "begun");
    history.replaceState(null, "", location.pathname);
    setStep("rest");
  };
  if (step === "rest") {
    return (
      <SessionGate>
        <Around>
          <FirstSteps onDone={() => keptForTab.remove(BEGUN)} />
        </Around>
      </SessionGate>
    );
  }
  return (
    <Around>
      {step === "over" ? <LinkIsOver /> : <Administrator code={code} onDone={begun} onOver={() => setStep("over")} />}
    </Around>
  );
}

function Around({ children }: { children: React.ReactNode }) {
  const { t } = useWords();
  return (
    <main className="alone">
      <div className="setup">
        <p className="brand">{t("app.name")}</p>
        <h1>{t("setup.title")}</h1>
        <Suspense fallback={null}>{children}</Suspense>
      </div>
      <footer className="alone-choices">
        <LanguageChoice />
        <SchemeChoice />
      </footer>
    </main>
  );
}

const COMMAND = "aldis setup-link";

function LinkIsOver() {
  const { t } = useWords();
  return (
    <div className="setup-step" role="status">
      <p>{t("setup.over")}</p>
      <pre>
        <code>{COMMAND}</code>
      </pre>
      <p>
        {t("setup.overUsed")} <a href={addressOf("")}>{t("signIn.title")}</a>
      </p>
    </div>
  );
}
