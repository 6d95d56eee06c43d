import { createContext, useContext } from "react";
import type { Lang } from "./lang.ts";
import type { Zone } from "./time.ts";

/** One of the two governments' nodes, as far as screens name it. */
export type NodeName = {
  readonly party: string;
  readonly name: Readonly<Record<Lang, string>>;
  readonly zone: Zone;
  readonly calendar: string;
};

/**
 * Who sits where: what every screen may know without asking. `node.zone` is the reader's own, which may be another than
 * their capital's; `capital` is that one. `peer` is null until two nodes are linked.
 */
export type Place = {
  readonly capital: Zone;
  readonly officer: {
    readonly id: string;
    readonly name: string;
    readonly agency: string;
    readonly lang: Lang;
  };
  readonly node: NodeName;
  readonly peer: NodeName | null;
  /** By which some screens are offered, and nothing is allowed. */
  readonly powers?: readonly string[];
};

export const PlaceContext = createContext<Place | null>(null);

export function usePlace(): Place {
  const place = useContext(PlaceContext);
  if (place === null) throw new Error("a screen is outside the signed-in part");
  return place;
}
