import type { ReactNode } from "react";

type Tone = "info" | "warning" | "error";

/** What a person must know. An error is announced at once; the rest waits its turn. */
export function Notice({ tone = "info", children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return (
    <div className={`notice ${tone}`} role={tone === "error" ? "alert" : undefined}>
      {children}
    </div>
  );
}
