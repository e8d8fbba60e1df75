import type { MissingName } from "../routing/index.ts";
import { visible } from "../visible.ts";
import type { CommandIo } from "./io.ts";

/** Says on standard error what was saved although it names something that is not there. @param of  of several: whose warnings they are */
export function showWarnings(io: CommandIo, missing: readonly MissingName[], of?: string): void {
  for (const { pointer, message } of missing) {
    const where = [of ?? "", pointer].filter((each) => each !== "").map((each) => `${visible(each)}: `);
    // An empty pointer is all of it.
    io.err.write(`aldis: warning: ${where.length === 0 ? "it " : where.join("")}${message}\n`);
  }
}
