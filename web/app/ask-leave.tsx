import { Button } from "@mantine/core";
import { Sheet } from "../parts/sheet.tsx";
import { useLeaving } from "../parts/unsaved.ts";
import { useWords } from "../words/index.ts";

/** Asks before something that is not saved is lost with the page. */
export function AskLeave() {
  const { t } = useWords();
  const { isAsked, stay, go } = useLeaving();
  // Drawn when it is asked: what is drawn last lies over the rest.
  if (!isAsked) return null;
  return (
    <Sheet
      opened
      isLast
      kind="dialog"
      onClose={stay}
      title={t("app.leaveTitle")}
      footer={
        <>
          <Button onClick={stay} data-autofocus>
            {t("app.stay")}
          </Button>
          <Button variant="filled" color="red" onClick={go}>
            {t("app.leave")}
          </Button>
        </>
      }
    >
      {t("app.leaveHelp")}
    </Sheet>
  );
}
