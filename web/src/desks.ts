import { msg } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";
import { LANDING, type DeskSearch, type ListQuery } from "@setu/requests/screens/list-query.ts";
import type { ComponentType, LazyExoticComponent } from "react";
import { lazy } from "./lazy-screen.ts";

export type Screen = {
  readonly path: string;
  /** With what the bar and its letter lead to it. */
  readonly search?: ListQuery;
  /** Its word in the bar; absent for a screen that is reached from another one. */
  readonly name?: MessageDescriptor;
  /** The letter that leads to it after G. */
  readonly letter?: string;
  /** Offered only to who holds it. What may be done is asked of the node all the same. */
  readonly power?: string;
  readonly screen: LazyExoticComponent<ComponentType<{ readonly item: string; readonly search: DeskSearch }>>;
};
export type Desk = { readonly desk: string; readonly screens: readonly Screen[] };

/** Every desk and its screens: a new desk costs one folder and one entry here. */
export const DESKS = [
  {
    desk: "requests",
    screens: [
      {
        path: "/",
        search: LANDING,
        name: msg({ context: "screen", message: "Inbox" }),
        letter: "i",
        screen: lazy(() => import("@setu/requests/screens/inbox.tsx")),
      },
      {
        path: "/sent",
        name: msg({ context: "screen", message: "Sent requests" }),
        letter: "s",
        screen: lazy(() => import("@setu/requests/screens/sent.tsx")),
      },
      {
        path: "/new",
        name: msg({ context: "screen", message: "New request" }),
        letter: "r",
        screen: lazy(() => import("@setu/requests/screens/new-request.tsx")),
      },
      {
        path: "/search",
        name: msg({ context: "screen", message: "Search" }),
        letter: "f",
        screen: lazy(() => import("@setu/requests/screens/search.tsx")),
      },
      { path: "/intake", screen: lazy(() => import("@setu/requests/screens/intake.tsx")) },
      { path: "/requests/$item", screen: lazy(() => import("@setu/requests/screens/request.tsx")) },
    ],
  },
  {
    desk: "officers",
    screens: [
      {
        path: "/officers",
        name: msg({ context: "screen", message: "Officers" }),
        letter: "b",
        screen: lazy(() => import("@setu/officers/screens/officers.tsx")),
      },
      { path: "/officers/new", screen: lazy(() => import("@setu/officers/screens/nominate.tsx")) },
      { path: "/officers/$item", screen: lazy(() => import("@setu/officers/screens/posting.tsx")) },
    ],
  },
  {
    desk: "individuals",
    screens: [
      {
        path: "/individuals",
        name: msg({ context: "screen", message: "Individuals’ requests" }),
        letter: "q",
        power: "redress",
        screen: lazy(() => import("@setu/individuals/screens/individuals.tsx")),
      },
      { path: "/individuals/new", screen: lazy(() => import("@setu/individuals/screens/register.tsx")) },
      { path: "/individuals/$item", screen: lazy(() => import("@setu/individuals/screens/case.tsx")) },
      {
        path: "/individuals/$item/letter",
        screen: lazy(() => import("@setu/individuals/screens/letter.tsx")),
      },
      {
        path: "/consultations/$item",
        screen: lazy(() => import("@setu/individuals/screens/consultation.tsx")),
      },
    ],
  },
] as const satisfies readonly Desk[];
