import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { UseLine } from "../using-api.ts";
import type { Use } from "../using.ts";

export const USE_WORDS: Readonly<Record<Use, MessageDescriptor>> = {
  "acted-on": msg({ context: "use", message: "Operational action rests on it" }),
  arrest: msg({ context: "use", message: "An arrest rests on it" }),
  listing: msg({ context: "use", message: "Somebody is put on a list" }),
  assistance: msg({ context: "use", message: "It goes into a request for mutual legal assistance" }),
  export: msg({ context: "use", message: "A copy leaves this program" }),
  onward: msg({ context: "use", message: "It is given on, to another agency or state" }),
  evidence: msg({ context: "use", message: "It is used as evidence" }),
};

export const USE_STATES: Readonly<Record<UseLine["state"], MessageDescriptor>> = {
  open: msg({ context: "use", message: "not yet: its gates are asked" }),
  used: msg({ context: "use", message: "recorded" }),
  dropped: msg({ context: "use", message: "given up" }),
};
