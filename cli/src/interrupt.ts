const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** A Ctrl-C in a terminal reaches the launcher and its child, so it can arrive twice. */
const ECHO = 1_000;

/**
 * Resolves when this process is asked to end by a signal. When the process that started it over a channel has died, it
 * ends at once: its ports are wanted, and what was acknowledged is durable. A second request, later than an echo of the first, does not wait any longer.
 */
export function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    let first = 0;
    const end = () => {
      if (first === 0) {
        first = Date.now();
        resolve();
      } else if (Date.now() - first > ECHO) process.exit(130);
    };
    for (const signal of SIGNALS) process.on(signal, end);
    process.once("disconnect", () => process.exit(1));
  });
}
