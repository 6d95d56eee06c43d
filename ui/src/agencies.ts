import type { Lang } from "./lang.ts";

/** An agency that can be named in an audience: opaque id, the party it belongs to, its name in three languages. */
export type Agency = {
  readonly id: string;
  readonly party: string;
  readonly name: Readonly<Record<Lang, string>>;
};

/** The directory of the first release, the same on both nodes; the everyday register of offices comes with its own desk. */
export const AGENCIES: readonly Agency[] = [
  {
    id: "ca.ncb-ottawa",
    party: "ca",
    name: { en: "NCB Ottawa", fr: "BCN Ottawa", hi: "एनसीबी ओटावा" },
  },
  {
    id: "ca.cyber-unit",
    party: "ca",
    name: {
      en: "National cyber unit, Canada",
      fr: "Unité nationale de cybercriminalité, Canada",
      hi: "राष्ट्रीय साइबर इकाई, कनाडा",
    },
  },
  {
    id: "in.ncb-new-delhi",
    party: "in",
    name: { en: "NCB New Delhi", fr: "BCN New Delhi", hi: "एनसीबी नई दिल्ली" },
  },
  {
    id: "in.cyber-unit",
    party: "in",
    name: {
      en: "National cyber unit, India",
      fr: "Unité nationale de cybercriminalité, Inde",
      hi: "राष्ट्रीय साइबर इकाई, भारत",
    },
  },
];

/** An agency by its id; what is no id of the directory is a name already. */
export const agencyName = (id: string, lang: Lang): string =>
  AGENCIES.find((each) => each.id === id)?.name[lang] ?? id;
