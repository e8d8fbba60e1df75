import { MakeToken } from "../../parts/make-token.tsx";
import { TokenList } from "../../parts/token-list.tsx";
import { useWords } from "../../words/index.ts";

/** What programs send in place of the password. */
export function TokensSection() {
  const { t } = useWords();
  return (
    <section aria-labelledby="account-tokens">
      <h2 id="account-tokens">{t("account.tokens")}</h2>
      <p className="quiet">{t("account.tokensHelp")}</p>
      <TokenList none={t("account.noTokens")} />
      <MakeToken />
    </section>
  );
}
