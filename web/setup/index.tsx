import { Suspense, useEffect, useState } from "react";
import { type ApiError, addressOf, answerOf, api } from "../api.ts";
import { LanguageChoice, SchemeChoice } from "../app/choices.tsx";
import { keptForTab } from "../app/kept.ts";
import { SessionGate } from "../app/session.tsx";
import { useTitle } from "../app/title.ts";
import { ErrorState } from "../parts/error-state.tsx";
import { useWords } from "../words/index.ts";
import { Administrator } from "./administrator.tsx";
import { FirstSteps } from "./first-steps.tsx";
import "./setup.css";

/** Who has made the administrator may reload the page, and goes on from there. */
const BEGUN = "aldis.setup";

/**
 * What the set-up link leads to, until somebody may manage users: makes the administrator, signs them in, and ends with a first message. The
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
      {step === "over" ? <LinkIsOver /> : <ByCode code={code} onDone={begun} onOver={() => setStep("over")} />}
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

/** The form, if its code is valid: nobody fills in one that leads nowhere. */
function ByCode(props: { code: string; onDone: () => void; onOver: () => void }) {
  const { t } = useWords();
  const { code } = props;
  const [checked, setChecked] = useState<"valid" | ApiError>();
  const [asked, setAsked] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` asks again.
  useEffect(() => {
    let isLeft = false;
    const show = (outcome: "valid" | ApiError) => isLeft || setChecked(outcome);
    answerOf(api.POST("/api/v1/setup/check", { body: { code } })).then(() => show("valid"), show);
    return () => {
      isLeft = true;
    };
  }, [code, asked]);
  if (checked === undefined) return null;
  if (checked === "valid") return <Administrator {...props} />;
  if (checked.status === 403) return <LinkIsOver />;
  return (
    <ErrorState title={t("setup.notChecked")} retry={() => setAsked(asked + 1)}>
      {checked.message}
    </ErrorState>
  );
}

const COMMAND = "aldis setup-link";
const ANOTHER = "aldis user add NAME --preset administrator";

function LinkIsOver() {
  const { t } = useWords();
  return (
    <div className="setup-step" role="status">
      <p>{t("setup.over")}</p>
      <pre>
        <code>{COMMAND}</code>
      </pre>
      <p>{t("setup.overManaged")}</p>
      <pre>
        <code>{ANOTHER}</code>
      </pre>
      <p>
        {t("setup.overUsed")} <a href={addressOf("")}>{t("signIn.title")}</a>
      </p>
    </div>
  );
}
