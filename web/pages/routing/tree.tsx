import { Button, Select } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useWords } from "../../words/index.ts";
import { type GroupNode, JOINS, newGroup, newId, newLeaf, shifted, type TreeNode } from "./draft.ts";
import { useFaultAt } from "./faults.tsx";
import { ItemMenu } from "./item-menu.tsx";
import { Leaf } from "./leaf.tsx";

/** The gateway reads 20 levels, and a negation is one too. */
const MOST_LEVELS = 18;

interface TreeProps {
  root: GroupNode;
  onChange: (root: GroupNode) => void;
  /** By JSON pointer, which condition is where. */
  places: ReadonlyMap<string, number>;
  decided: { id: number; held: boolean } | undefined;
}

/** The conditions of a rule: tests and groups of them, nested. */
export function Tree({ root, onChange, places, decided }: TreeProps) {
  const pointers = new Map<number, string>([...places].map(([pointer, id]) => [id, pointer]));
  return <Group group={root} onChange={onChange} level={1} pointers={pointers} decided={decided} />;
}

interface GroupProps {
  group: GroupNode;
  onChange: (group: GroupNode) => void;
  level: number;
  pointers: ReadonlyMap<number, string>;
  decided: TreeProps["decided"];
  /** What can be done with the group itself; the outermost stays. */
  menu?: React.ReactNode;
  /** Puts a condition behind this group, which then has the others. */
  onOut?: (rest: GroupNode, item: TreeNode) => void;
}

function Group({ group, onChange, level, pointers, decided, menu, onOut }: GroupProps) {
  const { t } = useWords();
  const faultAt = useFaultAt();
  const { items, join } = group;
  const set = (next: readonly TreeNode[]) => onChange({ ...group, items: next });
  const pointer = pointers.get(group.id);
  const fault = pointer === undefined ? undefined : faultOfGroup(pointer);
  const isOr = join === "or" || join === "notOr";

  function faultOfGroup(at: string): string | undefined {
    const inner = ["", "/and", "/or", "/not", "/not/and", "/not/or"].map((end) => faultAt(`${at}${end}`, "exactly"));
    const found = inner.filter((each) => each !== undefined);
    if (items.length === 0 && found.length > 0) return t("routing.fault.emptyGroup");
    return found.length === 0 ? undefined : found.join(" ");
  }
  const actionsOf = (item: TreeNode, index: number) => {
    const above = items[index - 1];
    return [
      { label: t("routing.up"), run: index > 0 ? () => set(shifted(items, index, -1)) : undefined },
      { label: t("routing.down"), run: index < items.length - 1 ? () => set(shifted(items, index, 1)) : undefined },
      {
        label: t("routing.wrap"),
        run: level < MOST_LEVELS ? () => set(items.with(index, newGroup([item], isOr ? "and" : "or"))) : undefined,
      },
      {
        label: t("routing.intoAbove"),
        run:
          above?.kind === "group"
            ? () => set(items.toSpliced(index - 1, 2, { ...above, items: [...above.items, item] }))
            : undefined,
      },
      {
        label: t("routing.out"),
        run: onOut === undefined ? undefined : () => onOut({ ...group, items: items.toSpliced(index, 1) }, item),
      },
      {
        label: t("routing.ungroup"),
        run: item.kind === "group" ? () => set(items.toSpliced(index, 1, ...item.items)) : undefined,
      },
      { label: t("routing.copy"), run: () => set(items.toSpliced(index + 1, 0, copied(item))) },
      { label: t("common.delete"), run: () => set(items.toSpliced(index, 1)), isRed: true },
    ];
  };
  return (
    <div className="tree-group" data-level={level === 1 ? "outermost" : undefined}>
      {(items.length > 1 || level > 1 || join === "notAnd" || join === "notOr") && (
        <div className="tree-head">
          <Select
            className="tree-join"
            aria-label={t("routing.joins")}
            data={JOINS.map((value) => ({ value, label: t(`routing.join.${value}`) }))}
            value={join}
            onChange={(value) => {
              const next = JOINS.find((each) => each === value);
              if (next !== undefined) onChange({ ...group, join: next });
            }}
          />
          {menu}
        </div>
      )}
      {items.length > 0 && (
        <ul className="tree-items">
          {items.map((item, index) => {
            const change = (next: TreeNode) => set(items.with(index, next));
            const itemMenu = (
              <ItemMenu label={t("routing.menuOf", { place: index + 1, level })} actions={actionsOf(item, index)} />
            );
            const at = pointers.get(item.id);
            return (
              <li key={item.id}>
                {index > 0 && <span className="tree-joiner">{t(isOr ? "routing.or" : "routing.and")}</span>}
                {item.kind === "leaf" ? (
                  <Leaf
                    leaf={item}
                    onChange={change}
                    error={at === undefined ? undefined : faultAt(at)}
                    decided={decided?.id === item.id ? decided : undefined}
                    menu={itemMenu}
                  />
                ) : (
                  <Group
                    group={item}
                    onChange={change}
                    level={level + 1}
                    pointers={pointers}
                    decided={decided}
                    menu={itemMenu}
                    onOut={(rest, child) => set(items.toSpliced(index, 1, rest, child))}
                  />
                )}
              </li>
            );
          })}
        </ul>
      )}
      {fault !== undefined && <p className="leaf-error">{fault}</p>}
      <div className="tree-add">
        <Button
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden="true" />}
          onClick={() => set([...items, newLeaf()])}
        >
          {t("routing.addTest")}
        </Button>
        <Button
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden="true" />}
          disabled={level >= MOST_LEVELS}
          title={level >= MOST_LEVELS ? t("routing.tooDeep") : undefined}
          onClick={() => set([...items, newGroup([newLeaf()], isOr ? "and" : "or")])}
        >
          {t("routing.addGroup")}
        </Button>
      </div>
    </div>
  );
}

const copied = (node: TreeNode): TreeNode =>
  node.kind === "leaf" ? { ...node, id: newId() } : { ...node, id: newId(), items: node.items.map(copied) };
