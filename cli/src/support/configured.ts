import { isTraining } from "@setu/core";
import { CALENDARS } from "@setu/core/clock/index.ts";
import { isHere } from "@setu/server/db/line.ts";
import type { NodeConfig } from "@setu/server/node/config.ts";

export type Fact = readonly [name: string, value: string];

const ZONES = new Set(Intl.supportedValuesOf("timeZone"));

/**
 * What of `node.json` may leave the house: codes, ports, numbers and switches, taken one by one. Whatever is not taken
 * here is not told: names, hosts, addresses, paths, officers, whom the provider knows, secrets, and which rule lets
 * something leave.
 */
export function configured(config: NodeConfig): readonly Fact[] {
  const { link, http, operations, signIn, budgets, retention, brake } = config;
  const ways = Object.entries(signIn ?? {}).flatMap(([way, value]) => (value === undefined ? [] : [way]));
  return [
    ["party", config.party],
    ["peer", config.peer],
    ["instance", String(config.instance)],
    ["trains: nothing here is real", yes(isTraining(config))],
    ["zone", ZONES.has(config.zone.id) ? config.zone.id : "another"],
    ["calendar", CALENDARS.has(config.calendar) ? config.calendar : "another"],
    ["lanes", config.lanes.join(", ")],
    ["link", `port ${link.port}, listens at ${placeOf(link.bind)}, road ${link.road ?? "both"}`],
    ["officers' listener", `port ${http.port}, listens at ${placeOf(http.bind)}`],
    ["cookies over TLS alone", yes(http.secure)],
    [
      "health and figures",
      operations === undefined ? "none" : "socket" in operations ? "a socket" : "a port",
    ],
    ["demonstration", yes(config.demo)],
    ["sign-in", ways.length === 0 ? "none" : ways.join(", ")],
    ["database", config.database === undefined ? "embedded" : "a server"],
    ["mail", yes(config.mail !== undefined)],
    ["scanner", yes(config.scanner !== undefined)],
    ["seconds between pulses", String(config.pulse)],
    ["brake", brake ? `${brake.openedPerHour} an hour, ${brake.takenPerDay} a day` : "the usual"],
    ["budgets of lanes", budgets === undefined ? "the usual" : Object.keys(budgets).join(", ")],
    ["kept by date", retention === undefined ? "until persons decide" : Object.keys(retention).join(", ")],
    ["days of a recall", String(config.recallDays ?? 30)],
  ];
}

const yes = (value: boolean): string => (value ? "yes" : "no");

const placeOf = (bind: string): string =>
  isHere(bind) ? "this machine" : ["0.0.0.0", "::"].includes(bind) ? "every address" : "one address";
