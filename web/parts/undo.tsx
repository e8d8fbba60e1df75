import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { t } from "../words/index.ts";

const UNDO_MS = 8_000;
/** Long enough to be read; there is nothing to do about it. */
const TOLD_MS = 4_000;

/**
 * Says what was done, and offers to take it back for eight seconds; nothing that must be read to go on.
 *
 * @param undo  takes it back; without it the note only tells
 */
export function tellDone(done: string, undo?: () => Promise<void> | void): void {
  let isTaken = false;
  const take = (undone: () => Promise<void> | void) => {
    // The note is there for a moment after it was pressed.
    if (isTaken) return;
    isTaken = true;
    void takeBack(id, undone);
  };
  const id = notifications.show({
    autoClose: undo === undefined ? TOLD_MS : UNDO_MS,
    withBorder: true,
    closeButtonProps: { "aria-label": t("common.close") },
    message: (
      <span className="undo">
        <span>{done}</span>
        {undo !== undefined && (
          <Button variant="subtle" color="accent" size="compact-sm" onClick={() => take(undo)}>
            {t("parts.undo")}
          </Button>
        )}
      </span>
    ),
  });
}

async function takeBack(id: string, undo: () => Promise<void> | void): Promise<void> {
  notifications.hide(id);
  try {
    await undo();
  } catch (error) {
    tellFailed(error);
  }
}

/** Says why something was not done, until somebody has read it. */
export function tellFailed(error: unknown): void {
  notifications.show({
    color: "red",
    autoClose: false,
    closeButtonProps: { "aria-label": t("common.close") },
    message: error instanceof Error ? error.message : String(error),
  });
}
