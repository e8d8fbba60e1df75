import type { ReactNode } from "react";

export interface EmptyStateProps {
  /** What will be here. */
  title: string;
  /** How it gets here. */
  children?: ReactNode;
  /** What to do first: a button or a link. */
  action?: ReactNode;
}

/** A place with nothing in it yet, or nothing that fits the filters. */
export const EmptyState = ({ title, children, action }: EmptyStateProps) => (
  <div className="empty-state">
    <p className="empty-state-title">{title}</p>
    {children !== undefined && <div className="quiet">{children}</div>}
    {action !== undefined && <div className="empty-state-action">{action}</div>}
  </div>
);
