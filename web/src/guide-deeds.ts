import type { HomeCommand, RequestView } from "@setu/requests/api.ts";
import { BLOCKS } from "@setu/requests/texts/blocks.ts";
import type { Deed } from "@setu/ui";

type Read = {
  readonly what: "read";
  readonly item: string;
  readonly assignee: string | null;
  /** The other side has given the clarification that was asked last. */
  readonly replied: boolean;
};

/** What an officer did, as the guided scenario understands it: read from what the server has done, never from clicks. */
export type Did =
  | { readonly what: "list"; readonly who: string }
  | Read
  | { readonly what: "act"; readonly item: string; readonly do: string; readonly block: boolean }
  | { readonly what: "home"; readonly item: string; readonly do: string; readonly officer: string }
  | { readonly what: "take-back" | "export" };

type Made = (deed: Deed, parts: readonly string[], asked: URLSearchParams) => readonly Did[];

const ROUTES: readonly (readonly [route: RegExp, made: Made])[] = [
  [/^GET \/requests$/, (_deed, _parts, asked) => [{ what: "list", who: asked.get("who") ?? "" }]],
  [/^GET \/requests\.(?:csv|xlsx)$/, () => [{ what: "export" }]],
  [/^DELETE \/held\/[^/]+$/, () => [{ what: "take-back" }]],
  [
    /^GET \/requests\/([^/]+)$/,
    ({ answer }, [item = ""]) => {
      const view = answer as RequestView;
      return [{ what: "read", item, assignee: view.home.assignee, replied: isReplied(view) }];
    },
  ],
  [
    /^POST \/requests\/([^/]+)\/acts$/,
    ({ json }, [item = ""]) => {
      const { command } = json as { command: { do: string; body: { text: string } | null } };
      return [{ what: "act", item, do: command.do, block: usesBlock(command.body?.text ?? "") }];
    },
  ],
  [
    /^POST \/requests\/([^/]+)\/home$/,
    ({ json }, [item = ""]) => [homeOf(item, (json as { command: HomeCommand }).command)],
  ],
  [
    /^POST \/home$/,
    ({ json, answer }) => {
      const { acts } = json as { acts: readonly { item: string; command: HomeCommand }[] };
      const { outcomes } = answer as { outcomes: readonly (string | null)[] };
      return acts.flatMap(({ item, command }, i) => (outcomes[i] === null ? homeOf(item, command) : []));
    },
  ],
];

export function didOf(deed: Deed): readonly Did[] {
  const [path = "", asked = ""] = deed.path.split("?", 2);
  for (const [route, made] of ROUTES) {
    const found = route.exec(`${deed.method} ${path}`);
    if (found) return made(deed, found.slice(1).map(decodeURIComponent), new URLSearchParams(asked));
  }
  return [];
}

const homeOf = (item: string, { do: what, args }: HomeCommand): Did => ({
  what: "home",
  item,
  do: what,
  officer: String(args["officer"] ?? ""),
});

function isReplied({ timeline }: Pick<RequestView, "timeline">): boolean {
  const asked = timeline.findLastIndex((act) => act.side === "us" && act.do === "clarify");
  return asked >= 0 && timeline.some((act, i) => i > asked && act.side === "them" && act.do === "reply");
}

const PLACE = /\{\{[^{}]*\}\}/u;

/** A text of the desk stands in it, its places filled. */
export const usesBlock = (text: string): boolean =>
  BLOCKS.some((block) =>
    Object.values(block.text).some((words) =>
      words.split(PLACE).every((fragment) => text.includes(fragment.trim())),
    ),
  );
