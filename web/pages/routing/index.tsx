import { useRoute } from "wouter";
import { idIn } from "../../parts/id-in.ts";
import { RuleEditor } from "./editor.tsx";
import { RuleList } from "./rule-list.tsx";
import "./routing.css";
import "./editor.css";

/** Rules that say where messages go that come in: their list, or one that is written. */
export default function RoutingPage() {
  const [, route] = useRoute("/routing/:id");
  const id = route?.id;
  if (id === "new") return <RuleEditor key="new" />;
  if (id === undefined || id === "try" || id === "import") return <RuleList opened={id} />;
  return <RuleEditor key={id} id={idIn(id) ?? Number.NaN} />;
}
