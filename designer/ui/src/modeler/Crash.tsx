/** Keeps the editor alive when a schema is written that the form cannot show. */

import { Component, type ReactNode } from "react";

interface State {
  reason: string;
}

export class Crash extends Component<{ children: ReactNode }, State> {
  override state: State = { reason: "" };

  static getDerivedStateFromError(error: unknown): State {
    return { reason: error instanceof Error ? error.message : String(error) };
  }

  override componentDidUpdate(before: { children: ReactNode }): void {
    if (this.state.reason && before.children !== this.props.children) this.setState({ reason: "" });
  }

  override render(): ReactNode {
    if (!this.state.reason) return this.props.children;
    return (
      <div className="rf-notice is-trouble" role="alert">
        <div>
          <strong>The form cannot be shown</strong>
          <p>{this.state.reason}</p>
        </div>
      </div>
    );
  }
}
