/** Synthetic officers: nobody of this name works anywhere, and the names say so. */
export const OFFICERS = {
  ca: [
    { id: "ca.officer-1", name: "Officer A. Tremblay (demo)", agency: "NCB Ottawa", lang: "en" },
    { id: "ca.officer-2", name: "Agente C. Roy (démo)", agency: "BCN Ottawa", lang: "fr" },
  ],
  in: [
    { id: "in.officer-1", name: "Officer R. Iyer (demo)", agency: "NCB New Delhi", lang: "en" },
    { id: "in.officer-2", name: "अधिकारी आ. शर्मा (डेमो)", agency: "एनसीबी नई दिल्ली", lang: "hi" },
  ],
} as const;
