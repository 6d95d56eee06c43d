import type { Server } from "node:http";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { BOUNDS, type Sample } from "./openmetrics.ts";

/** Classes of routes, the first that fits. Streams stay open for hours and are no latency. */
const CLASSES: readonly (readonly [prefix: string, name: string])[] = [
  ["/api/events", "stream"],
  ["/api/session", "sign-in"],
  ["/api/sign-in", "sign-in"],
  ["/sign-in", "sign-in"],
  ["/api/", "api"],
  ["/scim/", "directory"],
  ["/feeds/", "feed"],
  ["/assets/", "file"],
];
const OTHER = "page";
const STREAM = "stream";
const FAILED = 500;

type Meter = { counts: number[]; sum: number; failures: number };

/** How long officers wait, in counts that grow, by class of route and by nothing else. */
export class Latencies {
  readonly #meters = new Map<string, Meter>();

  watch(server: Server): void {
    server.on("request", (request, response) => {
      const began = performance.now();
      const path = request.url ?? "";
      const name = CLASSES.find(([prefix]) => path.startsWith(prefix))?.[1] ?? OTHER;
      if (name === STREAM) return;
      const kind = name === "api" && request.method !== "GET" ? "command" : name;
      response.once("finish", () =>
        this.#took(kind, (performance.now() - began) / 1000, response.statusCode),
      );
    });
  }

  #took(name: string, seconds: number, status: number): void {
    const empty = () => ({ counts: Array.from({ length: BOUNDS.length + 1 }, () => 0), sum: 0, failures: 0 });
    const meter = this.#meters.get(name) ?? empty();
    this.#meters.set(name, meter);
    const above = BOUNDS.findIndex((bound) => seconds <= bound);
    const at = above === -1 ? BOUNDS.length : above;
    meter.counts[at] = (meter.counts[at] ?? 0) + 1;
    meter.sum += seconds;
    if (status >= FAILED) meter.failures += 1;
  }

  samples(): readonly Sample[] {
    return [...this.#meters].flatMap(([name, { counts, sum, failures }]): readonly Sample[] => [
      { of: "setu_http_request_duration_seconds", labels: [name], value: { counts, sum } },
      { of: "setu_http_failures", labels: [name], value: failures },
    ]);
  }
}

const NANO = 1e9;
const MICRO = 1e6;

/** What the process costs. */
export class ProcessMeter {
  readonly #lag = monitorEventLoopDelay({ resolution: 20 });

  constructor() {
    this.#lag.enable();
  }

  stop(): void {
    this.#lag.disable();
  }

  samples(): readonly Sample[] {
    const lag = this.#lag.percentile(99) / NANO;
    this.#lag.reset();
    const { user, system } = process.cpuUsage();
    return [
      { of: "setu_event_loop_lag_seconds", value: lag },
      { of: "process_cpu_seconds", value: (user + system) / MICRO },
      { of: "process_resident_memory_bytes", value: process.memoryUsage.rss() },
      { of: "process_start_time_seconds", value: performance.timeOrigin / 1000 },
    ];
  }
}
