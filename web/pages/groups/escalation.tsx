import { ActionIcon, Skeleton } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconGripVertical, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { escalationQuery, type Group, membersQuery } from "../../app/rota.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { SearchSelect } from "../../parts/search-select.tsx";
import { useReorder } from "../../parts/use-reorder.ts";
import { useWords } from "../../words/index.ts";
import { useOrder } from "./use-order.ts";

/** Whom to tell one after another: put in order by mouse, arrow keys or buttons. */
export function Escalation({ group }: { group: Group }) {
  const { t } = useWords();
  const { data, error, refetch } = useQuery(escalationQuery(group.id));
  const members = useQuery(membersQuery(group.id));
  return (
    <section className="detail-section" aria-label={t("groups.escalation")}>
      <h3>{t("groups.escalation")}</h3>
      <p className="quiet">{t("groups.escalationHelp")}</p>
      {error !== null && data === undefined ? (
        <ErrorState title={t("groups.escalationNotLoaded")} retry={() => void refetch()}>
          {error.message}
        </ErrorState>
      ) : data === undefined || members.data === undefined ? (
        <Skeleton h={72} />
      ) : (
        <Order groupId={group.id} stored={data} names={new Map(members.data.map(({ id, name }) => [id, name]))} />
      )}
    </section>
  );
}

interface OrderProps {
  groupId: number;
  stored: { data: { contacts: number[] }; etag: string };
  names: ReadonlyMap<number, string>;
}

function Order({ groupId, stored, names }: OrderProps) {
  const { t } = useWords();
  const { order, save, failure } = useOrder(groupId, stored);
  const nameOf = (id: number) => names.get(id) ?? "";
  const { move, rowOf, keysOf, said } = useReorder({ order, nameOf, save });
  const others = [...names].filter(([id]) => !order.includes(id));
  return (
    <>
      {order.length === 0 && <p>{t("groups.noOrder")}</p>}
      {order.length > 0 && (
        <ol className="groups-lines order">
          {order.map((id, index) => (
            <li key={id} {...rowOf(id)}>
              {/* biome-ignore lint/a11y/useSemanticElements: Firefox drags no button */}
              <span
                role="button"
                tabIndex={0}
                className="order-grip"
                aria-keyshortcuts="ArrowUp ArrowDown"
                aria-label={t("groups.grip", { name: nameOf(id), place: index + 1, of: order.length })}
                onKeyDown={keysOf(id)}
              >
                <IconGripVertical size={16} aria-hidden="true" />
                <span>{index + 1}</span>
              </span>
              <span className="groups-order-name">{nameOf(id)}</span>
              <span className="groups-line-end">
                <ActionIcon
                  aria-label={t("groups.up", { name: nameOf(id) })}
                  disabled={index === 0}
                  onClick={() => move(id, index - 1)}
                >
                  <IconArrowUp size={16} aria-hidden="true" />
                </ActionIcon>
                <ActionIcon
                  aria-label={t("groups.down", { name: nameOf(id) })}
                  disabled={index === order.length - 1}
                  onClick={() => move(id, index + 1)}
                >
                  <IconArrowDown size={16} aria-hidden="true" />
                </ActionIcon>
                <ActionIcon
                  aria-label={t("groups.outOfOrder", { name: nameOf(id) })}
                  onClick={() => save(order.filter((each) => each !== id))}
                >
                  <IconX size={16} aria-hidden="true" />
                </ActionIcon>
              </span>
            </li>
          ))}
        </ol>
      )}
      <p className="order-said" role="status">
        {said}
      </p>
      {others.length > 0 && (
        <SearchSelect
          label={t("groups.addToOrder")}
          placeholder={t("groups.addToOrderPlaceholder")}
          value={null}
          data={others.map(([id, name]) => ({ value: String(id), label: name }))}
          onChange={(chosen) => chosen !== null && save([...order, Number(chosen)])}
        />
      )}
      {failure !== undefined && <ErrorState title={t("groups.notChanged")}>{failure}</ErrorState>}
    </>
  );
}
