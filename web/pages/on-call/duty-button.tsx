import { Menu, VisuallyHidden } from "@mantine/core";
import { IconArrowsExchange, IconCalendarWeek, IconRotate2, IconUserCheck } from "@tabler/icons-react";
import type { CSSProperties, DragEvent, ReactNode } from "react";
import { Link } from "wouter";
import type { Duty } from "../../app/rota.ts";
import { useWords } from "../../words/index.ts";
import { covers } from "./plan.ts";
import { type DutyActions, useTimesText } from "./use-roster.ts";
import "./calendar.css";

interface DutyButtonProps {
  duty: Duty;
  actions: DutyActions;
  className: string;
  style?: CSSProperties;
  /** Marks where it was cut by midnight. */
  edges?: string | undefined;
  /** Its person is pointed at somewhere. */
  isLit?: boolean;
  onLit?: (contact: number | undefined) => void;
  drag?: DragHandlers | undefined;
  children: ReactNode;
}

/** What makes a block something to be dragged onto another. */
export interface DragHandlers {
  isDragged: boolean;
  isTarget: boolean;
  onDragStart: (event: DragEvent) => void;
  onDragOver: (event: DragEvent) => void;
  onDragLeave: () => void;
  onDragEnd: () => void;
  onDrop: (event: DragEvent) => void;
}

/** A duty, with the menu of what can be done about it. */
export function DutyButton(props: DutyButtonProps) {
  const { duty, actions, className, style, edges, isLit, onLit, drag, children } = props;
  const { t } = useWords();
  const timesText = useTimesText(actions.zone);
  const { canChange } = actions;
  const isChanged = duty.insteadOf !== undefined || duty.shift === undefined;
  const { isDragged, isTarget, ...handlers } = drag ?? { isDragged: false, isTarget: false };
  const block = (
    // biome-ignore lint/a11y/useSemanticElements: Firefox drags no button
    <div
      role="button"
      tabIndex={0}
      className={`duty ${className}`}
      style={style}
      data-edges={edges}
      data-now={covers(duty, actions.now) || undefined}
      data-past={Date.parse(duty.until) <= actions.now || undefined}
      data-changed={isChanged || undefined}
      data-lit={isLit || undefined}
      data-dragged={isDragged || undefined}
      data-target={isTarget || undefined}
      draggable={drag !== undefined}
      onMouseEnter={() => onLit?.(duty.contact)}
      onMouseLeave={() => onLit?.(undefined)}
      onFocus={() => onLit?.(duty.contact)}
      onBlur={() => onLit?.(undefined)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        event.currentTarget.click();
      }}
      {...handlers}
    >
      <VisuallyHidden>
        {t(isChanged ? "onCall.dutyChanged" : "onCall.duty", { name: duty.name, times: timesText(duty) })}
      </VisuallyHidden>
      <span className="duty-inside" aria-hidden="true">
        {children}
      </span>
    </div>
  );
  return (
    // Its placeholder for the focus is no child that a menu may have.
    <Menu position="bottom-start" withInitialFocusPlaceholder={false}>
      <Menu.Target>{block}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {duty.name}, {timesText(duty)}
        </Menu.Label>
        {canChange && (
          <>
            <Menu.Item leftSection={<IconArrowsExchange size={16} />} onClick={() => actions.onSwap(duty)}>
              {t("onCall.swapWith")}
            </Menu.Item>
            <Menu.Item leftSection={<IconUserCheck size={16} />} onClick={() => actions.onTakeOver(duty)}>
              {t("onCall.takeOverBy")}
            </Menu.Item>
            {isChanged && (
              <Menu.Item leftSection={<IconRotate2 size={16} />} onClick={() => actions.onReset(duty)}>
                {t(duty.shift === undefined ? "onCall.removeOnce" : "onCall.reset")}
              </Menu.Item>
            )}
            {duty.shift !== undefined && (
              <Menu.Item leftSection={<IconCalendarWeek size={16} />} onClick={() => actions.onEdit(duty)}>
                {t("onCall.editShift")}
              </Menu.Item>
            )}
            <Menu.Divider />
          </>
        )}
        <Menu.Item component={Link} href={`/address-book/${duty.contact}`}>
          {t("onCall.showContact", { name: duty.name })}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
