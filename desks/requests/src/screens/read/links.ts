import type { Lang } from "@setu/ui";
import { createContext, useContext } from "react";
import { READ } from "../../read-pages.ts";

type Reading = {
  readonly asked: Lang | null;
  readonly names: ReadonlyMap<string, string>;
  readonly session: { readonly csrf: string } | null;
};

/** What every page that the node renders knows: the language its links go on asking for, and whom the ids name. */
const ON_SCREENS: Reading = { asked: null, names: new Map(), session: null };
export const ReadingContext = createContext<Reading>(ON_SCREENS);

/** Whom the ids name on a page that the node renders; null on the screens, which ask the node for it. */
export function useRenderedNames(): ReadonlyMap<string, string> | null {
  const { names } = useContext(ReadingContext);
  return names === ON_SCREENS.names ? null : names;
}

type Parameters = Readonly<Record<string, string | undefined>>;

export function useReading() {
  const { asked, names, session } = useContext(ReadingContext);
  return {
    /** @param path below `/read` */
    href: (path: string, parameters: Parameters = {}): string =>
      addressOf(`${READ}${path}`, { ...parameters, lang: asked ?? undefined }),
    /** What every form of a page sends along. */
    csrf: session?.csrf ?? "",
    // Who has left the node has no name here any more.
    names,
    nameOf: (officer: string): string => names.get(officer) ?? officer,
  };
}

export function addressOf(path: string, parameters: Parameters): string {
  const given = Object.entries(parameters).filter((each): each is [string, string] => each[1] !== undefined);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}

export const requestPath = (item: string): string => `/requests/${encodeURIComponent(item)}`;
