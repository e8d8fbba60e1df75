/** Where a program of the machine is; daemons are in places that are not on everybody's PATH. */
export function programPath(name: string): string | null {
  return Bun.which(name, { PATH: `${process.env.PATH}:/usr/sbin` });
}

/**
 * Whether a program of the machine is there, for `test.skipIf(!hasProgram("gammu"))`.
 *
 * @throws Error under CI=true when it is missing: there nothing may be left out
 */
export function hasProgram(name: string): boolean {
  if (programPath(name) !== null) return true;
  if (process.env.CI === "true") throw new Error(`${name} is not installed, and under CI its tests must run`);
  console.log(`${name} is not installed: its tests are left out`);
  return false;
}

/** Runs a program to its end and gives all it printed. */
export async function runProgram(
  command: string[],
  options: { timeoutMs: number; env?: Record<string, string> },
): Promise<{ exit: number; output: string }> {
  const child = Bun.spawn(command, {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    timeout: options.timeoutMs,
    env: { ...process.env, LC_ALL: "C.UTF-8", ...options.env },
  });
  const [out, err, exit] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { exit, output: out + err };
}
