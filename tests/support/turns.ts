import type { Turn } from "../../lib/messages/index.ts";

/** The turn of several gateways in one test: the first that wants it has it until it gives it back. */
export function createTurns(): (who: string) => Turn {
  const waiting: string[] = [];
  const leave = (who: string) => {
    const at = waiting.indexOf(who);
    if (at !== -1) waiting.splice(at, 1);
  };
  return (who) => ({
    get isOurs() {
      return waiting[0] === who;
    },
    confirm: async () => waiting[0] === who,
    want(isWanted) {
      leave(who);
      if (isWanted) waiting.push(who);
    },
    onChange: () => undefined,
    release: async () => leave(who),
  });
}
