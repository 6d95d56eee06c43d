import type { NodeConfig } from "@setu/server/node/config.ts";

/** What init knows of the two states of this link; another party brings its own configuration. */
type Known = Pick<NodeConfig, "name" | "zone"> & {
  readonly calendar: string;
  readonly host: string;
  readonly agency: string;
};

export const PARTIES: Readonly<Record<string, Known>> = {
  ca: {
    name: { en: "Canada", fr: "Canada", hi: "कनाडा" },
    zone: { id: "America/Toronto", label: "ET" },
    calendar: "ca-2026.1",
    host: "canada.localhost",
    agency: "ca.ncb-ottawa",
  },
  in: {
    name: { en: "India", fr: "Inde", hi: "भारत" },
    zone: { id: "Asia/Kolkata", label: "IST" },
    calendar: "in-2026.1",
    host: "india.localhost",
    agency: "in.ncb-new-delhi",
  },
};
