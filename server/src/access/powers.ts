export const POWERS = [
  "read",
  "draft",
  "send",
  "approve",
  "assign",
  "export",
  "seal",
  "supervise",
  "administer",
  "oversee",
] as const;
export type Power = (typeof POWERS)[number];
