import { emptyFrontier } from "tlog";
import type { OwnLog, PeerLog } from "./store.ts";

/** What a store says of a log that has no row yet: ours that nothing was signed in, theirs that nothing was heard of. */
export const unsignedLog = (origin: string): OwnLog => ({
  origin,
  size: 0,
  frontier: emptyFrontier(),
  checkpoint: "",
  lastT: 0,
  floor: 0,
  cosigned: 0,
  pulseNo: 0,
  pulseAt: 0,
  pulseCosigned: 0,
  closedFrom: null,
});

export const unheardLog = (origin: string): PeerLog => ({
  origin,
  held: 0,
  frontier: emptyFrontier(),
  checkpoint: "",
  applied: 0,
  floor: 0,
  personal: 0,
  except: [],
  beyond: 0,
  pulse: { no: 0, cosigned: 0, applied: 0, versions: [] },
  heardAt: 0,
  opening: "",
  wanted: 0,
  asked: 0,
});
