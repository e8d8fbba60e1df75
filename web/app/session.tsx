import { notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider, QueryObserver, useQuery } from "@tanstack/react-query";
import { Activity, createContext, type ReactNode, useCallback, useContext, useEffect, useState } from "react";
import { isLanguage, type Language } from "../../lib/pdu/index.ts";
import { ApiError, answerOf, api, onSignedOut, onUnanswered, type Permission, type Schemas } from "../api.ts";
import { ErrorState } from "../parts/error-state.tsx";
import { holdUnsaved, isUnsaved } from "../parts/unsaved.ts";
import { useWords } from "../words/index.ts";
import { type LiveData, startLive, useLive } from "./live.ts";
import { SignIn } from "./sign-in.tsx";
import { onSignedInElsewhere, tellSignedIn } from "./signed-in.ts";

/** Whoever is signed in. */
export interface Session {
  me: Schemas["Me"];
  /** The tables that the gateway may use for a text (`--languages`): what counts parts needs them. */
  languages: readonly Language[];
  /** Whether they hold any of these. */
  may(...permissions: readonly Permission[]): boolean;
  /** Ends the session and shows the sign-in. @throws ApiError */
  signOut(): Promise<void>;
}

const SessionContext = createContext<Session | undefined>(undefined);

/** The session, in every page. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error("nobody is signed in here");
  return session;
}

/** What failed for good is not asked again; what may have been the network is, twice. */
const isWorthAnotherTry = (failures: number, error: Error) =>
  failures < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500);

const queries = new QueryClient({
  defaultOptions: { queries: { retry: isWorthAnotherTry, staleTime: 10_000, refetchOnWindowFocus: true } },
});

type Me = Schemas["Me"];

const ME = ["me"] as const;
/** Whose answers the queries hold. */
let owner: number | undefined;

async function readMe(): Promise<Me> {
  const me = await answerOf(api.GET("/api/v1/me"));
  // What one user saw is nothing for the next.
  if (owner !== me.id) queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== ME[0] });
  owner = me.id;
  return me;
}

const meQuery = { queryKey: ME, queryFn: readMe, staleTime: Number.POSITIVE_INFINITY };

/** Whether all is simulated changes with the modems that there are. */
function modemChanged(told: LiveData["modem"]): void {
  if ("deleted" in told || told.state === "starting") void queries.invalidateQueries({ queryKey: meQuery.queryKey });
}

/** After a sign-in: who that is, and all else, is read again. What is on the page stays until then, although its last reading was refused. */
function begin(): void {
  queries.removeQueries({ queryKey: ME });
  for (const query of queries.getQueryCache().getAll()) {
    if (query.state.error !== null && query.state.data !== undefined)
      query.setState({ error: null, status: "success" });
  }
  void queries.invalidateQueries({ refetchType: "none" });
}

/** Keeps what the queries hold, which nobody looks at meanwhile. Gives what ends that. */
function keepQueries(): () => void {
  const kept = queries
    .getQueryCache()
    .getAll()
    .map(({ queryKey }) => new QueryObserver(queries, { queryKey, enabled: false }).subscribe(() => undefined));
  return () => {
    for (const free of kept) free();
  };
}

/**
 * Shows its children to whoever is signed in, and the sign-in in their place to everybody else. The address stays as it is, so
 * a deep link leads to its page. Where a session has ended elsewhere, the page is only hidden, with all that is written in it, and comes
 * back when the same user signs in again.
 */
export function SessionGate({ children }: { children: ReactNode }) {
  return (
    <QueryClientProvider client={queries}>
      <Gate>{children}</Gate>
    </QueryClientProvider>
  );
}

function Gate({ children }: { children: ReactNode }) {
  const { t } = useWords();
  const { isOut, enter, end, leave } = useSignedOut();
  const { data, error, refetch } = useQuery({ ...meQuery, enabled: isOut === undefined });
  const me = isOut === undefined ? data : undefined;
  const isShown = me !== undefined;
  /** Whose page it is, shown or hidden. */
  const [holder, setHolder] = useState(me);
  if (isShown && me !== holder) setHolder(me);
  if (isOut === "left" && holder !== undefined) setHolder(undefined);
  useStaying(holder !== undefined && !isShown);
  const meId = me?.id;
  useEffect(() => {
    if (meId === undefined) return undefined;
    return startLive({ queries, signedOut: end });
  }, [meId, end]);
  useEffect(() => onUnanswered(() => void queries.invalidateQueries()), []);
  useLive("modem", modemChanged);

  const isAsked = error === null || (error instanceof ApiError && error.status === 401);
  return (
    <>
      {isOut !== undefined && <SignIn why={isOut} onDone={enter} />}
      {isOut === undefined && !isShown && !isAsked && (
        <main className="alone">
          <ErrorState title={t("app.notReached")} retry={() => void refetch()}>
            {error.message}
          </ErrorState>
        </main>
      )}
      {holder !== undefined && (
        <Activity mode={isShown ? "visible" : "hidden"}>
          <SessionContext key={holder.id} value={sessionOf(holder, leave)}>
            {children}
          </SessionContext>
        </Activity>
      )}
    </>
  );
}

type Out = "never" | "ended" | "left";

/** Whether nobody is signed in, and why. */
function useSignedOut() {
  const [isOut, setOut] = useState<Out>();
  const end = useCallback(() => {
    begun ??= { focus: document.activeElement, isUnsaved: isUnsaved() };
    // The stream tells of one's own signing out, too, perhaps after its answer.
    setOut((before) => before ?? (queries.getQueryData(ME) === undefined ? "never" : "ended"));
  }, []);
  const leave = useCallback(() => setOut("left"), []);
  const enter = useCallback(() => {
    begin();
    setOut(undefined);
  }, []);
  useEffect(() => onSignedOut(end), [end]);
  useEffect(() => {
    if (isOut === undefined) return undefined;
    // What is told there is for whoever was there.
    notifications.clean();
    if (isOut === "left") {
      owner = undefined;
      queries.clear();
    }
    return onSignedInElsewhere(enter);
  }, [isOut, enter]);
  const entered = useCallback(() => {
    tellSignedIn();
    enter();
  }, [enter]);
  return { isOut, enter: entered, end, leave };
}

/** How the page was when its session ended, before it was hidden. */
let begun: { focus: Element | null; isUnsaved: boolean } | undefined;

/** While the page is hidden, what it holds stays, and closing the tab asks as before; the focus comes back to where it was. */
function useStaying(isHidden: boolean): void {
  useEffect(() => {
    if (!isHidden) return undefined;
    const free = keepQueries();
    const release = begun?.isUnsaved === true ? holdUnsaved() : undefined;
    return () => {
      free();
      release?.();
      if (begun?.focus instanceof HTMLElement) begun.focus.focus();
      begun = undefined;
    };
  }, [isHidden]);
}

const sessionOf = (me: Me, left: () => void): Session => ({
  me,
  languages: me.languages.filter(isLanguage),
  may: (...permissions) => permissions.some((permission) => me.permissions.includes(permission)),
  async signOut() {
    await answerOf(api.DELETE("/api/v1/sessions/{id}", { params: { path: { id: "current" } } }));
    left();
  },
});
