import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";

interface ItemAction {
  label: string;
  /** Left out: it cannot be done at this place. */
  run: (() => void) | undefined;
  isRed?: boolean;
}

/** What can be done with one thing of a list, by mouse and keyboard alike. */
export function ItemMenu({ label, actions }: { label: string; actions: readonly ItemAction[] }) {
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={label}>
          <IconDots size={16} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map(
          ({ label: action, run, isRed = false }) =>
            run !== undefined && (
              <Menu.Item key={action} onClick={run} {...(isRed && { color: "red" })}>
                {action}
              </Menu.Item>
            ),
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
