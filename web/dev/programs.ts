import type { DirectoryView, NewProgram, ProgramsView } from "@setu/requests/administration.ts";
import { TOPICS } from "@setu/requests/topics.ts";
import { ACCOUNTS } from "./fixtures.ts";

/** Programs and a directory, in the stand-in: one that ends soon, one that waits, and a directory that went wild. */
export type ProgramsState = {
  programs: ProgramsView["programs"][number][];
  proposals: ProgramsView["proposals"][number][];
  waiting: DirectoryView["waiting"][number][];
  /** What somebody did with one of them. */
  done(part: string, id: string, deed: string | undefined, json: object): void;
};

const DAY = 86_400_000;
const [ME, OTHER] = ACCOUNTS;
const PRINT = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";

const program = {
  id: "ca.gateway-1",
  name: "Gateway of the liaison desk",
  agency: "ca.ncb-ottawa",
  scopes: ["requests:read", "requests:write"],
  topics: ["cyber", "fraud"] as readonly string[],
  clearance: 1,
  compartments: ["amal"],
  proof: "key" as const,
  print: PRINT,
  made: Date.now() - 170 * DAY,
  until: Date.now() + 12 * DAY,
  used: Date.now() - 120_000,
  revoked: null,
};
const proposed = (given: NewProgram, proposal: string, proposedBy: string) => ({
  ...given,
  topics: TOPICS,
  proof: given.jwk === undefined ? ("certificate" as const) : ("key" as const),
  print: given.certificate ?? PRINT,
  until: Date.parse(given.until),
  proposal,
  proposedBy,
  at: Date.now() - 3_600_000,
});
const braked = (no: number, officer: string, agreedBy: string | null) => ({
  no,
  client: "ca.directory",
  officer,
  did: "close" as const,
  group: null,
  at: Date.now() - 600_000,
  agreedBy,
});

export function newPrograms(): ProgramsState {
  const state: ProgramsState = {
    programs: [
      program,
      {
        ...program,
        id: "ca.directory",
        name: "Directory of the ministry",
        scopes: ["directory:read", "directory:write"],
        topics: [],
        clearance: 0,
        compartments: [],
        made: Date.now() - 20 * DAY,
        until: Date.now() + 300 * DAY,
        used: null,
      },
      { ...program, id: "ca.gateway-0", name: "Old gateway", revoked: Date.now() - 40 * DAY },
    ],
    proposals: [
      proposed(
        {
          id: "ca.registry",
          name: "Case registry",
          agency: "ca.ncb-ottawa",
          clearance: 1,
          compartments: [],
          scopes: ["intake:write"],
          until: "2099-06-30T00:00:00Z",
          certificate: PRINT,
        },
        "p".repeat(32),
        OTHER?.id ?? "",
      ),
    ],
    waiting: [
      braked(7, "officer-3", null),
      braked(8, "officer-6", OTHER?.id ?? ""),
      { ...braked(5, "officer-4", null), did: "reopen" },
      { ...braked(6, "officer-6", null), did: "join", group: "Liaison desk, night" },
    ],
    done(part, id, deed, json) {
      if (part === "clients")
        state.programs = state.programs.map((each) =>
          each.id === id ? { ...each, revoked: Date.now() } : each,
        );
      else if (part === "directory") decide(state, id, json as { readonly deeds: readonly number[] });
      else if ("program" in json)
        state.proposals = [
          ...state.proposals,
          proposed(json.program as NewProgram, "q".repeat(32), ME?.id ?? ""),
        ];
      else settle(state, id, deed === "confirm");
    },
  };
  return state;
}

function settle(state: ProgramsState, id: string, confirmed: boolean): void {
  const found = state.proposals.find(({ proposal }) => proposal === id);
  state.proposals = state.proposals.filter(({ proposal }) => proposal !== id);
  if (confirmed && found)
    state.programs = [...state.programs, { ...found, made: Date.now(), used: null, revoked: null }];
}

function decide(state: ProgramsState, what: string, { deeds }: { readonly deeds: readonly number[] }): void {
  const meant = (no: number): boolean => deeds.includes(no);
  const left = ({ no, agreedBy }: { no: number; agreedBy: string | null }): boolean =>
    !meant(no) || (what === "agree" && agreedBy === null);
  state.waiting = state.waiting
    .filter(left)
    .map((each) => (meant(each.no) ? { ...each, agreedBy: ME?.id ?? "" } : each));
}

const NAMES = {
  "ca.directory": "Directory of the ministry",
  "officer-3": "D. Gagnon",
  "officer-4": "E. Côté",
  "officer-6": "G. Bouchard",
  [ME?.id ?? ""]: "A. Tremblay",
  [OTHER?.id ?? ""]: "C. Roy",
};

export const programsIn = ({ programs, proposals }: ProgramsState): ProgramsView => ({
  programs,
  proposals,
  scopes: [
    "requests:read",
    "requests:write",
    "intake:write",
    "link:read",
    "directory:read",
    "directory:write",
  ],
  agencies: ["ca.ncb-ottawa", "ca.review"],
  names: NAMES,
  now: Date.now(),
});

export const directoryIn = ({ waiting }: ProgramsState): DirectoryView => ({
  waiting,
  lately: [
    { ...braked(4, "officer-5", null), state: "done" },
    { ...braked(3, "officer-3", null), did: "change", state: "done" },
    { ...braked(2, "officer-6", null), did: "leave", group: "Liaison desk", state: "dropped" },
    { ...braked(1, "officer-3", null), did: "open", state: "done" },
  ],
  names: { ...NAMES, "officer-5": "F. Roy" },
});
