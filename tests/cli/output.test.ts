import { expect, test } from "bun:test";
import { constants, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { createProcessOutput } from "../../lib/cli/output.ts";
import { OUTPUT_BACKLOG_BYTES } from "../../lib/limits.ts";
import { eventually } from "../support/eventually.ts";
import { temporaryDirectory } from "../support/run-cli.ts";

/** What a pipe holds. */
const PIPE_BYTES = 65_536;
const line = (name: string, bytes = 100) => `${name}${"x".repeat(bytes - name.length - 1)}\n`;

test("every line is written or counted, also where what waits for the reader is more than is kept", async () => {
  const folder = temporaryDirectory();
  try {
    const pipe = join(folder, "pipe");
    Bun.spawnSync(["mkfifo", pipe]);
    await using reader = await open(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    await using writer = await open(pipe, constants.O_WRONLY);
    const output = createProcessOutput(writer.fd);
    output.surviveLoss((lines) => output.write(`lost ${lines}\n`));
    await writer.write(line("", PIPE_BYTES));
    // The reader stalls. A short line is being written, and the last one that is kept fills more than its place.
    output.write("short\n");
    const written = Math.ceil(OUTPUT_BACKLOG_BYTES / 100) + 50;
    for (let number = 0; number < written; number++) output.write(line(`line ${number} `));

    let text = "";
    const buffer = Buffer.alloc(PIPE_BYTES);
    await eventually("it says what is missing", async () => {
      const { bytesRead } = await reader.read(buffer).catch(() => ({ bytesRead: 0 }));
      text += buffer.toString("utf8", 0, bytesRead);
      return /^lost \d+\n/m.test(text);
    });
    await output.flush();
    const kept = text.match(/^line /gm)?.length ?? 0;
    const told = [...text.matchAll(/^lost (\d+)$/gm)].map(([, lines]) => Number(lines));
    expect(kept).toBeLessThan(written);
    expect(told).toEqual([written - kept]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
