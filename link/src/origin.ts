import type { Party } from "@setu/core";
import type { Identity } from "./ports.ts";

/** record.md section 2: `<party>/link/<peer>/<lane>/<instance>`. */
export const linkOrigin = (from: Party, to: Party, lane: string, instance: number): string =>
  `${from}/link/${to}/${lane}/${instance}`;

export const homeOrigin = (party: Party, instance: number): string => `${party}/home/${instance}`;

export const ownOrigin = ({ party, instance, peer }: Identity, lane: string): string =>
  linkOrigin(party, peer.party, lane, instance);

export const peerOrigin = ({ party, peer }: Identity, lane: string): string =>
  linkOrigin(peer.party, party, lane, peer.instance);
