import { Button, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { ApiError, addressOf, answerOf, api } from "../api.ts";
import { ErrorState } from "../parts/error-state.tsx";
import { useWords } from "../words/index.ts";
import { LanguageChoice, SchemeChoice } from "./choices.tsx";
import { keptForTab } from "./kept.ts";
import { tellSignedIn } from "./signed-in.ts";
import { useTitle } from "./title.ts";

export interface SignInProps {
  /** Nobody was signed in, the session has ended, or its user has signed out. */
  why: "never" | "ended" | "left";
  onDone: () => void;
}

/** Where a sign-in at the provider is to come back to. */
const RETURN = "aldis.return";
/** In its place: the sign-in has a window of its own. */
const BESIDE = "beside";
const ways = document.documentElement.dataset.signIn ?? "password";

/** The sign-in: name and password, then a code where one is needed, or the provider. */
export function SignIn({ why, onDone }: SignInProps) {
  const { t } = useWords();
  useTitle(t("signIn.title"));
  const refused = refusalIn(location.search);
  // Somebody was here, and had made the administrator before.
  if (ways === "none" && why === "never") return <NobodyYet />;
  const goToProvider = () => {
    const start = addressOf("api/v1/single-sign-on/start");
    // A page that is kept would be lost.
    if (why === "ended" && openBeside(start)) return;
    // After a refusal what was kept for the attempt before still says where to.
    if (refused === undefined) keptForTab.set(RETURN, location.pathname + location.search);
    location.assign(start);
  };
  return (
    <Alone title={t("signIn.title")}>
      {why === "ended" && <p role="status">{t("signIn.ended")}</p>}
      {why === "left" && <p role="status">{t("signIn.left")}</p>}
      {refused !== undefined && why === "never" && (
        <ErrorState title={t("signIn.failed")}>{t(`signIn.refused.${refused}`)}</ErrorState>
      )}
      {ways !== "provider" && <PasswordSignIn onDone={onDone} />}
      {(ways === "provider" || ways === "both") && (
        <Button fullWidth variant={ways === "provider" ? "filled" : "default"} onClick={goToProvider}>
          {t("signIn.provider")}
        </Button>
      )}
      <p className="quiet">{t("signIn.help")}</p>
    </Alone>
  );
}

/** Why the provider's answer signed nobody in, as the gateway says in the address. */
const REFUSALS = [
  ...(["answer-refused", "changed", "disabled", "key-unusable", "name-not-usable", "nobody"] as const),
  ...(["no-permission", "not-begun", "off", "provider-unreachable", "refused", "too-many"] as const),
];

function refusalIn(search: string): (typeof REFUSALS)[number] | undefined {
  const kind = new URLSearchParams(search).get("sign-in");
  return REFUSALS.find((each) => each === kind);
}

/** In a window of its own, which begins with a copy of what this tab keeps. Gives whether the browser allows one. */
function openBeside(url: string): boolean {
  keptForTab.set(RETURN, BESIDE);
  const opened = window.open(url, "_blank", "popup,width=520,height=720");
  keptForTab.remove(RETURN);
  return opened !== null;
}

const SETUP_LINK = "aldis setup-link";

/** Before there is a user: how to become the first. */
function NobodyYet() {
  const { t } = useWords();
  return (
    <Alone title={t("signIn.nobody")}>
      <p>{t("signIn.nobodyStart")}</p>
      <p>{t("signIn.nobodyLink")}</p>
      <pre>
        <code>{SETUP_LINK}</code>
      </pre>
      <Button fullWidth onClick={() => location.reload()}>
        {t("signIn.nobodyDone")}
      </Button>
    </Alone>
  );
}

/** A page that stands alone. */
function Alone({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useWords();
  return (
    <main className="alone">
      <div className="sign-in">
        <p className="brand">{t("app.name")}</p>
        <h1>{title}</h1>
        {children}
      </div>
      <footer className="alone-choices">
        <LanguageChoice />
        <SchemeChoice />
      </footer>
    </main>
  );
}

/** After the provider has sent the browser to the start page: the path that it came from, once. */
export function takeReturnPath(): string | undefined {
  const path = keptForTab.get(RETURN);
  keptForTab.remove(RETURN);
  if (path === undefined) return undefined;
  // The page that waits for it, in another tab, goes on.
  tellSignedIn();
  if (path === BESIDE) close();
  return path === BESIDE ? undefined : path;
}

type Step = "password" | "code";
const THROTTLED = { password: "signIn.throttled", code: "signIn.throttledCode" } as const;

function PasswordSignIn({ onDone }: Pick<SignInProps, "onDone">) {
  const { t } = useWords();
  const [step, setStep] = useState<Step>("password");
  const [values, setValues] = useState({ name: "", password: "", code: "" });
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiError>();
  const waitSeconds = useCountdown(failure?.status === 429 ? failure.retryAfterSeconds : undefined, failure);
  const fieldset = useRef<HTMLFormElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the field to fill in changes with the step and after a failure
  useEffect(() => {
    fieldset.current?.querySelector<HTMLInputElement>("input:not([readonly])")?.focus();
  }, [step, failure]);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    const { code, ...body } = values;
    try {
      await answerOf(api.POST("/api/v1/sessions", { body: step === "code" ? { ...body, code: code.trim() } : body }));
      onDone();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.problem?.secondFactor === "needed") setStep("code");
      else setFailure(error);
    } finally {
      setBusy(false);
    }
  }

  const field = (name: keyof typeof values) => ({
    name,
    value: values[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setValues((before) => ({ ...before, [name]: value }));
    },
  });
  return (
    <form ref={fieldset} className="sign-in-form" onSubmit={(event) => void submit(event)}>
      {step === "password" ? (
        <>
          <TextInput
            label={t("signIn.name")}
            autoComplete="username"
            required
            withAsterisk={false}
            {...field("name")}
          />
          <PasswordInput
            label={t("signIn.password")}
            autoComplete="current-password"
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ "aria-label": t("signIn.show"), tabIndex: 0 }}
            {...field("password")}
          />
        </>
      ) : (
        <TextInput
          label={t("signIn.code")}
          description={t("signIn.codeHelp")}
          autoComplete="one-time-code"
          required
          withAsterisk={false}
          {...field("code")}
        />
      )}
      {failure !== undefined && (
        <ErrorState title={t("signIn.failed")}>
          {failure.status === 429 ? t(THROTTLED[step], { count: waitSeconds }) : reasonOf(failure, t)}
        </ErrorState>
      )}
      <Button type="submit" variant="filled" fullWidth loading={isBusy} disabled={waitSeconds > 0}>
        {waitSeconds > 0 ? t("signIn.wait", { count: waitSeconds }) : t("signIn.submit")}
      </Button>
      {step === "code" && (
        <Button variant="subtle" onClick={() => setStep("password")}>
          {t("signIn.back")}
        </Button>
      )}
    </form>
  );
}

function reasonOf(failure: ApiError, t: ReturnType<typeof useWords>["t"]): string {
  if (failure.problem?.secondFactor === "wrong") return t("signIn.wrongCode");
  if (failure.status === 401) return t("signIn.wrong");
  if (failure.problem?.permission === "web") return t("signIn.noPermission");
  if (failure.status === 403) return t("signIn.forbidden");
  return failure.message;
}

/** Whole seconds that are left; starts again with each `key`. */
function useCountdown(seconds: number | undefined, key: unknown): number {
  const [left, setLeft] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same number of seconds may come twice
  useEffect(() => {
    setLeft(seconds ?? 0);
    if (seconds === undefined) return undefined;
    const timer = setInterval(() => setLeft((before) => Math.max(0, before - 1)), 1_000);
    return () => clearInterval(timer);
  }, [seconds, key]);
  return left;
}
