import { Component, type ReactNode } from "react";

type Props = {
  /** What is shown is tried again when this changes. */
  readonly place: string;
  readonly instead: (error: unknown) => ReactNode;
  readonly children: ReactNode;
};

/** A screen that fails takes only itself away: the bar, the ways to other screens and what they hold stay. */
export class Boundary extends Component<Props, { readonly failed: { readonly error: unknown } | null }> {
  override state: { readonly failed: { readonly error: unknown } | null } = { failed: null };

  static getDerivedStateFromError(error: unknown) {
    return { failed: { error } };
  }

  override componentDidUpdate(before: Props): void {
    if (before.place !== this.props.place && this.state.failed !== null) this.setState({ failed: null });
  }

  override render(): ReactNode {
    return this.state.failed === null ? this.props.children : this.props.instead(this.state.failed.error);
  }
}
