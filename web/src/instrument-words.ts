import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Instrument, InstrumentKind } from "@setu/core/instruments/index.ts";

export const KIND_WORDS: Readonly<Record<InstrumentKind, MessageDescriptor>> = {
  treaty: msg({ context: "instrument", message: "Treaty" }),
  mlat: msg({ context: "instrument", message: "Treaty on mutual legal assistance" }),
  memorandum: msg({ context: "instrument", message: "Memorandum of understanding" }),
  arrangement: msg({ context: "instrument", message: "Arrangement" }),
  "domestic-act": msg({ context: "instrument", message: "Domestic act" }),
};

export const EXCHANGE_WORDS: Readonly<Record<Instrument["exchanges"][number], MessageDescriptor>> = {
  asking: msg({ context: "instrument", message: "what we ask" }),
  giving: msg({ context: "instrument", message: "what we give" }),
};
