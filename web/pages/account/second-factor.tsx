import { Button, PasswordInput, Skeleton, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { toDataURL } from "qrcode";
import { type FormEvent, useState } from "react";
import { answerOf, api } from "../../api.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { Sheet } from "../../parts/sheet.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useWords } from "../../words/index.ts";

const query = { queryKey: ["second-factor"], queryFn: () => answerOf(api.GET("/api/v1/me/second-factor")) };

/** The second factor: whether it is on, and turning it on and off. */
export function SecondFactorSection() {
  const { t } = useWords();
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(query);
  const [open, setOpen] = useState<"on" | "off">();
  const [codes, setCodes] = useState<string[]>();
  const close = () => {
    setOpen(undefined);
    setCodes(undefined);
    void queries.invalidateQueries({ queryKey: query.queryKey });
  };
  return (
    <section aria-labelledby="account-factor">
      <h2 id="account-factor">{t("account.factor")}</h2>
      <p className="quiet">{t("account.factorHelp")}</p>
      {error !== null && (
        <ErrorState title={t("account.factorNotLoaded")} retry={() => void refetch()}>
          {error.message}
        </ErrorState>
      )}
      {data === undefined && error === null && <Skeleton h={36} w={220} />}
      {data !== undefined && (
        <>
          <p>{data.enabled ? t("account.factorOn", { count: data.recoveryCodesLeft }) : t("account.factorOff")}</p>
          <Button onClick={() => setOpen(data.enabled ? "off" : "on")}>
            {data.enabled ? t("account.factorTurnOff") : t("account.factorTurnOn")}
          </Button>
        </>
      )}
      <Sheet opened={open === "on"} onClose={close} title={t("account.factorTurnOn")} isOnce={codes !== undefined}>
        <TurnOn codes={codes} onCodes={setCodes} onDone={close} />
      </Sheet>
      <Sheet opened={open === "off"} onClose={close} title={t("account.factorTurnOff")} kind="dialog">
        <TurnOff onDone={close} />
      </Sheet>
    </section>
  );
}

interface Key {
  key: string;
  picture: string;
}

/** Password, then the key as a picture and a code of the app, then the recovery codes: they are shown this once. */
function TurnOn(props: { codes: string[] | undefined; onCodes: (codes: string[]) => void; onDone: () => void }) {
  const { t } = useWords();
  const [key, setKey] = useState<Key>();
  const [code, setCode] = useState("");

  async function begin(password: string) {
    const { key: secret, uri } = await answerOf(api.POST("/api/v1/me/second-factor", { body: { password } }));
    setKey({ key: secret, picture: await toDataURL(uri, { margin: 2, width: 400 }) });
  }
  async function confirm() {
    const { recoveryCodes } = await answerOf(api.PUT("/api/v1/me/second-factor", { body: { code: code.trim() } }));
    props.onCodes(recoveryCodes);
  }

  if (props.codes !== undefined) return <RecoveryCodes codes={props.codes} onDone={props.onDone} />;
  if (key === undefined) {
    return <PasswordStep help={t("account.factorProof")} action={t("account.continue")} onSubmit={begin} />;
  }
  return (
    <Step action={t("account.factorConfirm")} onSubmit={confirm}>
      <p>{t("account.factorScan")}</p>
      <img className="qr" src={key.picture} alt={t("account.factorPicture")} />
      <p>
        {t("account.factorType")} <span className="secret">{key.key}</span>
      </p>
      <CodeInput label={t("account.factorCode")} digits value={code} onChange={setCode} />
    </Step>
  );
}

function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { t } = useWords();
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(`${codes.join("\n")}\n`)}`;
  return (
    <div className="account-step" role="status">
      <p>{t("account.recovery")}</p>
      <ul className="recovery-codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Button component="a" href={file} download="aldis-recovery-codes.txt">
        {t("account.recoverySave")}
      </Button>
      <Button variant="filled" onClick={onDone}>
        {t("account.recoveryDone")}
      </Button>
    </div>
  );
}

function TurnOff({ onDone }: { onDone: () => void }) {
  const { t } = useWords();
  const [code, setCode] = useState("");
  async function remove(password: string) {
    await answerOf(api.POST("/api/v1/me/second-factor/remove", { body: { password, code: code.trim() } }));
    tellDone(t("account.factorIsOff"));
    onDone();
  }
  return (
    <PasswordStep help={t("account.factorLost")} action={t("account.factorTurnOff")} onSubmit={remove}>
      <CodeInput label={t("account.factorAnyCode")} value={code} onChange={setCode} />
    </PasswordStep>
  );
}

function CodeInput(props: { label: string; digits?: boolean; value: string; onChange: (code: string) => void }) {
  return (
    <TextInput
      label={props.label}
      autoComplete="one-time-code"
      inputMode={props.digits ? "numeric" : "text"}
      required
      withAsterisk={false}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}

function PasswordStep(props: {
  help: string;
  action: string;
  onSubmit: (password: string) => Promise<void>;
  children?: React.ReactNode;
}) {
  const { t } = useWords();
  const [password, setPassword] = useState("");
  return (
    <Step action={props.action} onSubmit={() => props.onSubmit(password)}>
      <p>{props.help}</p>
      <PasswordInput
        label={t("account.currentPassword")}
        autoComplete="current-password"
        required
        withAsterisk={false}
        data-autofocus
        visibilityToggleButtonProps={{ "aria-label": t("signIn.show"), tabIndex: 0 }}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {props.children}
    </Step>
  );
}

function Step(props: { action: string; onSubmit: () => Promise<void>; children: React.ReactNode }) {
  const { t } = useWords();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    try {
      await props.onSubmit();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <form className="account-step" onSubmit={(event) => void submit(event)}>
      {props.children}
      {failure !== undefined && <ErrorState title={t("account.stepFailed")}>{failure}</ErrorState>}
      <Button type="submit" variant="filled" loading={isBusy}>
        {props.action}
      </Button>
    </form>
  );
}
