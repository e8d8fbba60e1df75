import { base } from "../api.ts";

/** Between the tabs of this gateway: `in`, when somebody has signed in. */
const tabs = new BroadcastChannel(`aldis ${base}`);

/** Tells the other tabs that somebody has signed in: a session is that of the whole browser. */
export const tellSignedIn = (): void => tabs.postMessage("in");

/** Calls `listener` when somebody signs in, in another tab. Gives what ends that. */
export function onSignedInElsewhere(listener: () => void): () => void {
  const heard = ({ data }: MessageEvent<unknown>) => {
    if (data === "in") listener();
  };
  tabs.addEventListener("message", heard);
  return () => tabs.removeEventListener("message", heard);
}
