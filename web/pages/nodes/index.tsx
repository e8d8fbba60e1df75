import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { answerOf, api, type Schemas } from "../../api.ts";
import { useSession } from "../../app/session.tsx";
import { durationText, listText, momentText } from "../../format.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { StateBadge, type StateBadgeProps } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";
import "./nodes.css";

type Node = Schemas["Node"];

/** 3 s, as often as nodes say how they are. */
const LOOK_MS = 3_000;
/** 5 s, from which on a node says so in its event log. */
const CLOCK_OFF_MS = 5_000;

const LOOKS: Readonly<Record<Node["state"], Pick<StateBadgeProps, "shape" | "tone">>> = {
  ready: { shape: "dot", tone: "green" },
  "not-ready": { shape: "triangle", tone: "amber" },
  outdated: { shape: "triangle", tone: "red" },
  stopped: { shape: "dash", tone: "grey" },
  gone: { shape: "triangle", tone: "red" },
};

/** The gateways that share the database: how each is, and what it does for all. */
export default function NodesPage() {
  const { me } = useSession();
  return me.nodes ? <Nodes /> : <OneNode />;
}

/** SQLite belongs to one gateway. The page is not offered then, but can be opened by its address. */
function OneNode() {
  const { t } = useWords();
  return (
    <>
      <PageHeader title={t("nodes.title")}>{t("nodes.answerOne")}</PageHeader>
      <div className="page-body">
        <EmptyState title={t("nodes.one")}>{t("nodes.oneHelp")}</EmptyState>
      </div>
    </>
  );
}

function Nodes() {
  const { t } = useWords();
  const { data, error, refetch } = useQuery({
    queryKey: ["nodes"],
    queryFn: () => answerOf(api.GET("/api/v1/nodes")),
    refetchInterval: LOOK_MS,
  });
  const nodes = data?.items;
  const ready = nodes?.filter(({ state }) => state === "ready").length ?? 0;
  return (
    <>
      <PageHeader title={t("nodes.title")}>
        {nodes === undefined ? t("nodes.answerLoading") : t("nodes.answer", { count: nodes.length, ready })}
      </PageHeader>
      <div className="page-body">
        {nodes === undefined && error !== null && (
          <ErrorState title={t("nodes.notLoaded")} retry={() => void refetch()}>
            {error.message}
          </ErrorState>
        )}
        {nodes === undefined && error === null && <Skeleton h={168} maw={440} />}
        {nodes !== undefined && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and has nothing else that a keyboard reaches
          <ul className="node-cards" tabIndex={0} aria-label={t("nodes.title")}>
            {nodes.map((node) => (
              <NodeCard key={node.id} node={node} />
            ))}
          </ul>
        )}
      </div>
    </>
  );
}

/** By its ID, as the log and other nodes name it: several nodes of one machine share its name. */
function NodeCard({ node }: { node: Node }) {
  const { t, said } = useWords();
  const { id, name, state, since, problem, modems, holds, wakeUps, version, isThis } = node;
  const isThere = state !== "stopped" && state !== "gone";
  return (
    <li className="node" aria-labelledby={`node-${id}`}>
      <header>
        <h2 id={`node-${id}`}>{isThis ? `${id} (${t("nodes.this")})` : id}</h2>
        <span>
          <StateBadge {...LOOKS[state]}>{t(`nodes.state.${state}`)}</StateBadge>{" "}
          <span className="quiet">{t("nodes.since", { time: momentText(since) })}</span>
        </span>
      </header>
      {isThere &&
        sentencesOf(problem).map((sentence) => (
          <p key={sentence} className="node-problem">
            {said(sentence)}
          </p>
        ))}
      <dl>
        <dt>{t("nodes.machine")}</dt>
        <dd>{name}</dd>
        <dt>{t("nodes.version")}</dt>
        <dd>{version}</dd>
        {isThere && (
          <>
            <dt>{t("nodes.modems")}</dt>
            <dd>
              {modems.length === 0
                ? t("nodes.modems.none")
                : listText(modems.map((modem) => `${modem.name} (${modemState(modem.state, t)})`))}
            </dd>
            <dt>{t("nodes.does")}</dt>
            <dd>{holds.length === 0 ? t("nodes.does.none") : listText(holds.map((each) => workOf(each, t)))}</dd>
            <dt>{t("nodes.clock")}</dt>
            <dd>
              <Clock aheadMs={node.clockAheadMs} />
            </dd>
            <dt>{t("nodes.wakeUps")}</dt>
            <dd>{t(`nodes.wakeUps.${wakeUps}`)}</dd>
          </>
        )}
      </dl>
    </li>
  );
}

type Translate = ReturnType<typeof useWords>["t"];

function Clock({ aheadMs }: { aheadMs: number }) {
  const { t } = useWords();
  if (Math.abs(aheadMs) < CLOCK_OFF_MS) return t("nodes.clockRight");
  const time = durationText(Math.abs(aheadMs));
  return aheadMs > 0 ? t("nodes.clockAhead", { time }) : t("nodes.clockBehind", { time });
}

/** Each is one that the gateway says by itself, too. */
const sentencesOf = (problem: string | undefined): string[] => problem?.split(/(?<=\.) (?=[A-Z])/) ?? [];

/** By its name; one that this page does not know, as it is. */
function workOf(name: string, t: Translate): string {
  const [kind = name] = name.split(":");
  return isWork(kind) ? t(`nodes.does.${kind}`) : kind;
}

const WORKS = ["backup", "contacts-import", "gateway-alarms", "mqtt", "telegram"] as const;
const isWork = (name: string): name is (typeof WORKS)[number] => WORKS.some((work) => work === name);

const MODEM_STATES = ["starting", "ready", "searching", "out-of-service", "gone", "stopped"] as const;
function modemState(state: string, t: Translate): string {
  const known = MODEM_STATES.find((each) => each === state);
  return known === undefined ? state : t(`parts.modem.${known}`);
}
