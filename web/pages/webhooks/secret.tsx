import { Button, CopyButton } from "@mantine/core";
import { useWords } from "../../words/index.ts";

/** A secret, this once, to be put into the receiver. */
export function Secret({ secret }: { secret: string }) {
  const { t } = useWords();
  return (
    <div className="webhook-secret" role="status">
      <p>{t("webhooks.secretOnce")}</p>
      <code>{secret}</code>
      <CopyButton value={secret}>
        {({ copied, copy }) => <Button onClick={copy}>{copied ? t("common.copied") : t("common.copy")}</Button>}
      </CopyButton>
    </div>
  );
}
