const real = Date.now.bind(Date);
let behind = 0;

/**
 * Lets this process live in the past: the caseload is written through the same doors as everything else, and those read
 * the clock. For the seeding process only; the demo's nodes run on the true time.
 */
export function setClock(at: number): void {
  behind = Math.max(0, real() - at);
  Date.now = () => real() - behind;
}
