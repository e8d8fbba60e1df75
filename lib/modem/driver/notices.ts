import type { DriverContext } from "./context.ts";

/** What is wrong with a modem that works, as sentences. */
export function noticeOf(
  { lacksSmsc }: Pick<DriverContext, "lacksSmsc">,
  full?: { used: number; total: number },
): string | undefined {
  const notices = [];
  if (lacksSmsc) {
    notices.push(
      "The SIM has no service centre number, without which networks send nothing: ask its operator for the number, put the SIM in a telephone and enter it there.",
    );
  }
  if (full !== undefined) {
    notices.push(
      `The modem's message memory is full (${full.used} of ${full.total}) with entries that cannot be read or belong to another program, so nothing can be received: put the SIM in a telephone and delete its messages.`,
    );
  }
  return notices.length === 0 ? undefined : notices.join(" ");
}
