/** The hash of the policies that were released with this program; another on disk is refused. `policy.test.ts` says it. */
export const KNOWN = "9479374963b3fb45268a33f2898a34588faa9afa7c435357ee052977a84a63c7";
