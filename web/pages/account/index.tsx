import { LanguageChoice, SchemeField } from "../../app/choices.tsx";
import { useSession } from "../../app/session.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { useWords } from "../../words/index.ts";
import { PasswordSection } from "./password.tsx";
import { SecondFactorSection } from "./second-factor.tsx";
import { SessionsSection } from "./sessions.tsx";
import { TokensSection } from "./tokens.tsx";
import "./account.css";

/** Your own account: how you sign in, where you are signed in, and how the page looks. */
export default function AccountPage() {
  const { t } = useWords();
  const { me } = useSession();
  return (
    <>
      <PageHeader title={t("account.title")}>{t("account.answer", { name: me.name })}</PageHeader>
      <div className="account page-body">
        <section aria-labelledby="account-look">
          <h2 id="account-look">{t("account.look")}</h2>
          <p className="quiet">{t("account.lookHelp")}</p>
          <div>
            <p className="field-label">{t("language.label")}</p>
            <LanguageChoice />
          </div>
          <SchemeField />
        </section>
        <PasswordSection />
        <SecondFactorSection />
        <SessionsSection />
        <TokensSection />
      </div>
    </>
  );
}
