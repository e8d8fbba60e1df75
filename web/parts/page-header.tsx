import type { ReactNode } from "react";

export interface PageHeaderProps {
  title: string;
  /** The answer: what is so, in a sentence. */
  children?: ReactNode;
  /** The one button that most people came for; on a telephone it is at the bottom, for the thumb. Left out where an empty page has it. */
  primary?: ReactNode;
  /** Other buttons. */
  actions?: ReactNode;
}

/** The top of every page: its name, what is so, and what one can do. */
export function PageHeader({ title, children, primary, actions }: PageHeaderProps) {
  return (
    <header className="page-header">
      <div className="page-header-words">
        <h1>{title}</h1>
        {children !== undefined && <p className="page-header-answer">{children}</p>}
      </div>
      {actions !== undefined && actions !== false && <div className="page-header-actions">{actions}</div>}
      {primary !== undefined && <div className="page-header-primary">{primary}</div>}
    </header>
  );
}
