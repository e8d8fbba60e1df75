import type { SoakFigures } from "./soak.ts";

/** Memory may grow by the history that the simulated network keeps, and by no more. */
const GROWTH_MIB = 60;
const DESCRIPTORS = 3;

/** What a soak should not have shown; empty when everything is accounted for, and memory and descriptors are flat. */
export function soakProblems({ account, accepted, states, samples }: SoakFigures): string[] {
  const problems: string[] = [];
  const claim = (holds: boolean, problem: string) => void (holds || problems.push(problem));
  const ended = Object.values(states).reduce((sum, count) => sum + count, 0);
  claim(ended === accepted, `${accepted} accepted, ${ended} found: ${JSON.stringify(states)}`);
  claim((states.queued ?? 0) + (states.sending ?? 0) === 0, `still on their way: ${JSON.stringify(states)}`);
  claim(account.repeatedUnmarked.length === 0, `repeated, not marked: ${account.repeatedUnmarked}`);
  claim(account.inboundLost.length === 0, `sent by the network, not in the inbox: ${account.inboundLost}`);
  claim(account.inboundTwice.length === 0, `twice in the inbox: ${account.inboundTwice}`);
  // Whoever may not have arrived waits for a person, and says so.
  const silent = account.lost.filter((text) => !/\((unknown|failed),/.test(text));
  claim(silent.length === 0, `counted as sent, and not arrived: ${silent}`);
  const warm = samples[Math.min(2, samples.length - 1)];
  const last = samples.at(-1);
  if (warm && last) {
    claim(last.rssMiB - warm.rssMiB <= GROWTH_MIB, `memory grew from ${warm.rssMiB} to ${last.rssMiB} MiB`);
    // A modem that is unplugged when a sample is taken has none: the first half shows how many there are at most.
    const before = Math.max(...samples.slice(0, Math.ceil(samples.length / 2)).map(({ descriptors }) => descriptors));
    claim(last.descriptors - before <= DESCRIPTORS, `descriptors: ${before} to ${last.descriptors}`);
  }
  return problems;
}
