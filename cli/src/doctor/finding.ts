import { faultOf } from "@setu/server/http/fault.ts";

/** One line of the doctor: how it is, what that means, and what to do about it. */
export type Finding = {
  readonly name: string;
  readonly state: "ok" | "warning" | "fault";
  readonly meaning: string;
  readonly fix: string | null;
  /** Of what made the check itself fail, where something did. */
  readonly code?: string;
};

export type Check = { readonly name: string; readonly look: () => Promise<Verdict> | Verdict };

type Verdict = Omit<Finding, "name" | "fix" | "code"> & { readonly fix?: string };

export const ok = (meaning: string): Verdict => ({ state: "ok", meaning });
export const warning = (meaning: string, fix: string): Verdict => ({ state: "warning", meaning, fix });
export const fault = (meaning: string, fix: string): Verdict => ({ state: "fault", meaning, fix });

/** A check that fails in its own way is a finding too: the doctor always gets to the end. */
export async function examine({ name, look }: Check, fix: string): Promise<Finding> {
  try {
    const verdict = await look();
    return { name, state: verdict.state, meaning: verdict.meaning, fix: verdict.fix ?? null };
  } catch (error) {
    const meaning = error instanceof Error ? error.message : String(error);
    return { name, state: "fault", meaning, fix, code: faultOf(error).code };
  }
}
