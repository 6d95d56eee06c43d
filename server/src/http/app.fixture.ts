import type { Account, LinkView } from "@setu/requests";
import type { Desk } from "../requests/desk.ts";
import { officerApp, type AppOptions } from "./app.ts";
import { demoSignIn } from "./demo-sign-in.ts";
import { Events } from "./events.ts";

const LINK: LinkView = {
  state: "up",
  reason: null,
  lastHeard: 0,
  tls: null,
  lanes: [],
  alarms: [],
  card: { own: "", peer: null },
  policy: null,
  now: 0,
};

/** What officers reach of a desk that stands without a node and its loops, under names and hosts of this machine. */
export const appOf = (desk: Desk, officers: readonly Account[], rest: Partial<AppOptions> = {}) =>
  officerApp({
    store: desk.store,
    us: desk.us,
    peer: desk.peer,
    desk: () => desk,
    link: () => Promise.resolve(LINK),
    events: new Events(),
    signIn: demoSignIn(officers, "127.0.0.1"),
    hosts: ["127.0.0.1"],
    secure: false,
    now: desk.ports.world.now,
    log: () => {},
    pages: null,
    ...rest,
  });
