import type { Identity } from "@setu/link";

/** The register is for every officer of both parties: its audience is the two of them as a whole. */
export const registerMark = ({ party, peer }: Identity) => ({
  tlp: "GREEN",
  handling: ["H0"],
  pap: "GREEN",
  audience: [party, peer.party].toSorted(),
});
