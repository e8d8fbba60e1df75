import { useWords } from "../../words/index.ts";

const STEPS = ["options.telegram1", "options.telegram2", "options.telegram3", "options.telegram4"] as const;

/** How to come to a bot, and how people link themselves with it. */
export function TelegramHelp() {
  const { t } = useWords();
  return (
    <section className="telegram-help" aria-labelledby="telegram-help">
      <h2 id="telegram-help">{t("options.telegramHow")}</h2>
      <ol>
        {STEPS.map((step) => (
          <li key={step}>{t(step)}</li>
        ))}
      </ol>
    </section>
  );
}
