import { useState } from "react";
import { useLocation } from "wouter";
import { useSession } from "../app/session.tsx";
import { useWords } from "../words/index.ts";
import { FirstMessage } from "./first-message.tsx";
import { Home } from "./home.tsx";
import { Step } from "./step.tsx";

/** The second step and the third; whoever does them is signed in. */
export function FirstSteps({ onDone }: { onDone: () => void }) {
  const { t } = useWords();
  const { me } = useSession();
  const [, navigate] = useLocation();
  const [home, setHome] = useState<string>();
  return (
    <>
      <Step
        number={1}
        title={t("setup.administrator")}
        state="done"
        summary={t("setup.administratorDone", { name: me.name })}
      />
      <Step number={2} title={t("setup.home")} state={home === undefined ? "open" : "done"} summary={home}>
        <Home onDone={setHome} />
      </Step>
      <Step number={3} title={t("setup.modem")} state={home === undefined ? "later" : "open"}>
        <FirstMessage
          onDone={() => {
            onDone();
            navigate("/send", { replace: true });
          }}
        />
      </Step>
    </>
  );
}
