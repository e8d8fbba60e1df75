import { Button, Tabs } from "@mantine/core";
import { Link, useSearchParams } from "wouter";
import { addressOf } from "../../api.ts";
import { useSession } from "../../app/session.tsx";
import { CopyButton } from "../../parts/copy-button.tsx";
import { MakeToken } from "../../parts/make-token.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { useWords } from "../../words/index.ts";
import { SNIPPETS, type SnippetName, snippetOf } from "./snippets.ts";
import "./developers.css";

/** A number that belongs to nobody, to be replaced by one's own. */
const NUMBER = "+491701234567";
/** What `/api.php` refused, in the event log. */
const REFUSED = "/events-log?kind=api.php.refused";
const BY_PASSWORD: readonly SnippetName[] = ["zabbix", "checkmk", "alertmanager"];

/** How programs send: ready to copy, with this gateway's address. */
export default function DevelopersPage() {
  const { t } = useWords();
  const { me, may } = useSession();
  const [params, setParams] = useSearchParams();
  const current = SNIPPETS.find((name) => name === params.get("for")) ?? "curl";
  const place = { url: new URL(addressOf(""), location.href).href, user: me.name };
  return (
    <>
      <PageHeader
        title={t("developers.title")}
        actions={
          <Button component="a" href={addressOf("docs")}>
            {t("developers.docs")}
          </Button>
        }
      >
        {t("developers.answer", { url: place.url })}
      </PageHeader>
      <div className="page-body developers">
        <section aria-labelledby="developers-token">
          <h2 id="developers-token">{t("developers.token")}</h2>
          {may("rest-api") ? (
            <>
              <p className="quiet">{t("developers.tokenHelp")}</p>
              <MakeToken permissions={["rest-api"]} />
              <p>
                <Link href="/account">{t("developers.tokens")}</Link>
              </p>
            </>
          ) : (
            <p>{t("developers.noToken")}</p>
          )}
        </section>
        <section aria-labelledby="developers-send">
          <h2 id="developers-send">{t("developers.send")}</h2>
          <Tabs
            value={current}
            onChange={(value) =>
              setParams((before) => ({ ...Object.fromEntries(before), for: value ?? "curl" }), { replace: true })
            }
          >
            <Tabs.List className="developers-tabs">
              {SNIPPETS.map((name) => (
                <Tabs.Tab key={name} value={name}>
                  {t(`developers.for.${name}`)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            {SNIPPETS.map((name) => (
              <Tabs.Panel key={name} value={name} className="developers-panel">
                {name === current && <Snippet name={name} text={snippetOf[name](place, NUMBER)} />}
              </Tabs.Panel>
            ))}
          </Tabs>
        </section>
        <section aria-labelledby="developers-refused">
          <h2 id="developers-refused">{t("developers.refused")}</h2>
          <p>
            {t("developers.refusedHelp")}{" "}
            {may("event-log") ? (
              <Link href={REFUSED}>{t("developers.refusedLog")}</Link>
            ) : (
              t("developers.refusedAsk", { permission: t("permission.event-log") })
            )}
          </p>
        </section>
      </div>
    </>
  );
}

function Snippet({ name, text }: { name: SnippetName; text: string }) {
  const { t } = useWords();
  const { may } = useSession();
  const isByPassword = BY_PASSWORD.includes(name);
  return (
    <>
      <p>{t(`developers.help.${name}`)}</p>
      <p className="quiet">{t(isByPassword ? "developers.byPassword" : "developers.byToken")}</p>
      {isByPassword && !may("http-api") && <p>{t("developers.noHttpApi")}</p>}
      <div className="developers-code">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
        <pre tabIndex={0}>{text}</pre>
        <CopyButton text={text} compact />
      </div>
    </>
  );
}
