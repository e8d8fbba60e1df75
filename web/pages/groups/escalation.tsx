import { ActionIcon, Select, Skeleton } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconGripVertical, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type DragEvent, type KeyboardEvent, useState } from "react";
import { escalationQuery, type Group, membersQuery } from "../../app/rota.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { useWords } from "../../words/index.ts";
import { movedTo } from "./order.ts";
import { useOrder } from "./use-order.ts";

/** Whom to tell one after another: put in order by mouse, arrow keys or buttons. */
export function Escalation({ group }: { group: Group }) {
  const { t } = useWords();
  const { data, error, refetch } = useQuery(escalationQuery(group.id));
  const members = useQuery(membersQuery(group.id));
  return (
    <section className="groups-section" aria-label={t("groups.escalation")}>
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
  const [dragged, setDragged] = useState<number>();
  const [over, setOver] = useState<number>();
  const [said, setSaid] = useState("");
  const nameOf = (id: number) => names.get(id) ?? "";
  const move = (id: number, place: number) => {
    if (place < 0 || place >= order.length || order[place] === id) return;
    save(movedTo(order, id, place));
    setSaid(t("groups.movedTo", { name: nameOf(id), place: place + 1, of: order.length }));
  };
  const onKeyDown = (event: KeyboardEvent, id: number) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    move(id, order.indexOf(id) + step);
  };
  const dragOf = (id: number) => ({
    draggable: true,
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", nameOf(id));
      setDragged(id);
    },
    onDragOver: (event: DragEvent) => {
      if (dragged === undefined) return;
      event.preventDefault();
      setOver(id);
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      if (dragged !== undefined) move(dragged, order.indexOf(id));
      setDragged(undefined);
      setOver(undefined);
    },
    onDragEnd: () => {
      setDragged(undefined);
      setOver(undefined);
    },
  });
  const others = [...names].filter(([id]) => !order.includes(id));
  return (
    <>
      {order.length === 0 && <p>{t("groups.noOrder")}</p>}
      {order.length > 0 && (
        <ol className="groups-lines groups-order">
          {order.map((id, index) => (
            <li
              key={id}
              {...dragOf(id)}
              data-dragged={dragged === id || undefined}
              data-over={(dragged !== undefined && dragged !== id && over === id) || undefined}
            >
              {/* biome-ignore lint/a11y/useSemanticElements: Firefox drags no button */}
              <span
                role="button"
                tabIndex={0}
                className="groups-grip"
                aria-label={t("groups.grip", { name: nameOf(id), place: index + 1, of: order.length })}
                onKeyDown={(event) => onKeyDown(event, id)}
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
      <p className="groups-said" role="status">
        {said}
      </p>
      {others.length > 0 && (
        <Select
          label={t("groups.addToOrder")}
          placeholder={t("groups.addToOrderPlaceholder")}
          searchable
          value={null}
          data={others.map(([id, name]) => ({ value: String(id), label: name }))}
          onChange={(chosen) => chosen !== null && save([...order, Number(chosen)])}
        />
      )}
      {failure !== undefined && <ErrorState title={t("groups.notChanged")}>{failure}</ErrorState>}
    </>
  );
}
