import type {
  AgencyRow,
  AlarmList,
  DirectoryView,
  HealthView,
  KeysView,
  People,
  ProgramsView,
  RulesView,
} from "@setu/requests/administration.ts";
import type { PurgeView } from "@setu/requests/disposal.ts";
import { api } from "@setu/ui";
import { useQuery } from "@tanstack/react-query";

type Answers = {
  readonly people: People;
  readonly agencies: readonly AgencyRow[];
  readonly rules: RulesView;
  readonly keys: KeysView;
  readonly health: HealthView;
  readonly alarms: AlarmList;
  readonly purge: PurgeView;
  readonly programs: ProgramsView;
  readonly directory: DirectoryView;
};

export const keyOf = (part: keyof Answers): readonly string[] => ["administration", part];

/** What the machine says of itself is asked again every half minute; a form is never changed under the hand. */
export const useAdministration = <Part extends keyof Answers>(part: Part) =>
  useQuery({
    queryKey: keyOf(part),
    queryFn: () => api<Answers[Part]>(`/administration/${part}`),
    ...((part === "health" || part === "purge") && { refetchInterval: 30_000 }),
  });

export const postTo = (path: string, json: object = {}): Promise<void> =>
  api<void>(`/administration/${path}`, { method: "POST", json });
