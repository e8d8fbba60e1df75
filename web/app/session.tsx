import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { isLanguage, type Language } from "../../lib/pdu/index.ts";
import { ApiError, answerOf, api, onSignedOut, onUnanswered, type Permission, type Schemas } from "../api.ts";
import { ErrorState } from "../parts/error-state.tsx";
import { useWords } from "../words/index.ts";
import { type LiveData, startLive, useLive } from "./live.ts";
import { SignIn } from "./sign-in.tsx";

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

const meQuery = {
  queryKey: ["me"],
  queryFn: () => answerOf(api.GET("/api/v1/me")),
  staleTime: Number.POSITIVE_INFINITY,
};

/** Whether all is simulated changes with the modems that there are. */
function modemChanged(told: LiveData["modem"]): void {
  if ("deleted" in told || told.state === "starting") void queries.invalidateQueries({ queryKey: meQuery.queryKey });
}

/**
 * Shows its children to whoever is signed in, and the sign-in in their place to everybody else. The address stays as it is, so
 * a deep link and a session that ended elsewhere both lead back to the page.
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
  const [isOut, setOut] = useState<"never" | "ended" | "left">();
  const { data: me, error, refetch } = useQuery({ ...meQuery, enabled: isOut === undefined });
  useEffect(() => {
    const end = () => setOut((before) => before ?? (queries.getQueryData(["me"]) === undefined ? "never" : "ended"));
    return onSignedOut(end);
  }, []);
  const meId = isOut === undefined ? me?.id : undefined;
  useEffect(() => {
    if (meId === undefined) return undefined;
    // The stream tells of one's own signing out, too, perhaps after its answer.
    return startLive({ queries, signedOut: () => setOut((before) => before ?? "ended") });
  }, [meId]);
  useEffect(() => onUnanswered(() => void queries.invalidateQueries()), []);
  useLive("modem", modemChanged);
  // What one user saw is nothing for the next.
  useEffect(() => {
    if (isOut !== undefined) queries.clear();
  }, [isOut]);

  if (isOut !== undefined) return <SignIn why={isOut} onDone={() => setOut(undefined)} />;
  if (me !== undefined) {
    const session: Session = {
      me,
      languages: me.languages.filter(isLanguage),
      may: (...permissions) => permissions.some((permission) => me.permissions.includes(permission)),
      async signOut() {
        await answerOf(api.DELETE("/api/v1/sessions/{id}", { params: { path: { id: "current" } } }));
        setOut("left");
      },
    };
    return <SessionContext value={session}>{children}</SessionContext>;
  }
  if (error === null || (error instanceof ApiError && error.status === 401)) return null;
  return (
    <main className="alone">
      <ErrorState title={t("app.notReached")} retry={() => void refetch()}>
        {error.message}
      </ErrorState>
    </main>
  );
}
