import { api, newId, throughSignIn } from "@setu/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type {
  CaseCommand,
  CaseView,
  ConsultationCommand,
  ConsultationView,
  Found,
  Lang,
  Letter,
  Register,
  Registration,
  Sent,
} from "../api.ts";

const ALL = ["individuals"];
const caseOf = (id: string): string => `/individuals/${encodeURIComponent(id)}`;
const consultationOf = (item: string): string => `/consultations/${encodeURIComponent(item)}`;

export const useRegister = () =>
  useQuery({ queryKey: [...ALL, "list"], queryFn: () => api<Register>("/individuals") });

export const useCase = (id: string) =>
  useQuery({ queryKey: [...ALL, id], queryFn: () => api<CaseView>(caseOf(id)) });

export const useConsultation = (item: string) =>
  useQuery({ queryKey: [...ALL, item], queryFn: () => api<ConsultationView>(consultationOf(item)) });

export const useLetter = (id: string, lang: Lang) =>
  useQuery({
    queryKey: [...ALL, id, "letter", lang],
    queryFn: () => api<Letter>(`${caseOf(id)}/letter?lang=${lang}`),
    retry: false,
  });

/** One command; whatever came of it, what is shown is asked anew. */
function useCommand<Given, Answer>(send: (given: Given) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: Given) => throughSignIn(() => send(given)),
    onSettled: () => client.invalidateQueries({ queryKey: ALL }),
  });
}

const post = <Answer>(path: string, json: object): Promise<Answer> =>
  api<Answer>(path, { method: "POST", json });

/** @param given its id names the case for good */
export const useRegistering = () => useCommand((given: Registration) => post<void>("/individuals", given));

/** Arguments as a form has them; the node checks each against its step. */
type Given = { readonly [name: string]: string | number | readonly string[] };
type Step<Command> = Omit<Command, "id" | "args"> & { readonly args: Given };

export const useCaseAct = (id: string) =>
  useCommand((step: Step<CaseCommand>) => post<void>(`${caseOf(id)}/acts`, { id: newId(), ...step }));

export const useSearching = (id: string) =>
  useCommand((q: string) => post<Found>(`${caseOf(id)}/search`, { id: newId(), q }));

export type Asked = {
  readonly matter: string;
  readonly until: number;
  readonly text: string;
  readonly lang: Lang;
};

export const useConsulting = (id: string) =>
  useCommand((asked: Asked) => post<Sent>(`${caseOf(id)}/consult`, { id: newId(), ...asked }));

export const useConsultationAct = (item: string) =>
  useCommand((command: Step<ConsultationCommand>) =>
    post<Sent>(`${consultationOf(item)}/acts`, { command: { id: newId(), ...command } }),
  );
