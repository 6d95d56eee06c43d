/** Synthetic officers: nobody of this name works anywhere, and the names say so. */
export const OFFICERS = {
  ca: [
    { id: "ca.officer-1", name: "Officer A. Tremblay (demo)", agency: "ca.ncb-ottawa", lang: "en" },
    { id: "ca.officer-2", name: "Agente C. Roy (démo)", agency: "ca.ncb-ottawa", lang: "fr" },
  ],
  in: [
    { id: "in.officer-1", name: "Officer R. Iyer (demo)", agency: "in.ncb-new-delhi", lang: "en" },
    { id: "in.officer-2", name: "अधिकारी आ. शर्मा (डेमो)", agency: "in.ncb-new-delhi", lang: "hi" },
  ],
} as const;
