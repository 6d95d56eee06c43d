import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const SIZE = "1G";
/** ext4 would write back by itself after five seconds: whatever is not synced is to be lost. */
const OPTIONS = "loop,commit=300";

/**
 * A disk whose power can fail: ext4 on a loop device over a file in memory. What is in that file has reached the disk;
 * what the kernel still holds for the file system has not, and is gone with the power. Needs root. Not modelled: torn
 * sectors, a disk that says that it wrote and did not.
 */
export class Disk {
  readonly mountpoint: string;
  readonly #folder: string;
  #image: string;
  #cuts = 0;

  constructor(folder: string, mountpoint: string) {
    this.#folder = folder;
    this.mountpoint = mountpoint;
    this.#image = join(folder, "disk-0");
    execFileSync("truncate", ["-s", SIZE, this.#image]);
    execFileSync("mkfs.ext4", ["-q", "-E", "lazy_itable_init=0", this.#image]);
    mkdirSync(mountpoint, { recursive: true });
    this.#mount();
    rmSync(join(mountpoint, "lost+found"), { recursive: true });
  }

  /** All who work on it stand still at one moment; then they are gone, and with them what was not yet on the disk. */
  async cut(): Promise<void> {
    // Twice: one that was just being born is found by the second look.
    for (let i = 0; i < 2; i++) this.#signal("SIGSTOP");
    const left = join(this.#folder, `disk-${++this.#cuts}`);
    copyFileSync(this.#image, left);
    await this.#empty();
    await this.#unmount();
    rmSync(this.#image);
    this.#image = left;
    this.#mount();
  }

  /** What is there now has been there for long. */
  settle(): void {
    execFileSync("sync", ["-f", this.mountpoint]);
  }

  async remove(): Promise<void> {
    await this.#empty();
    await this.#unmount();
    rmSync(this.#image);
  }

  #mount(): void {
    execFileSync("mount", ["-o", OPTIONS, this.#image, this.mountpoint]);
  }

  /** A process that was killed holds what it had open for a moment longer. */
  async #unmount(): Promise<void> {
    for (let left = 200; ; left--) {
      try {
        return void execFileSync("umount", [this.mountpoint], { stdio: "pipe" });
      } catch (error) {
        if (left === 0) throw error;
        await sleep(25);
      }
    }
  }

  async #empty(): Promise<void> {
    while (this.#signal("SIGKILL") > 0) await sleep(20);
  }

  /** @returns how many processes have a file or their folder there */
  #signal(signal: NodeJS.Signals): number {
    const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && this.#uses(name));
    for (const pid of pids) {
      try {
        process.kill(Number(pid), signal);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
      }
    }
    return pids.length;
  }

  #uses(pid: string): boolean {
    try {
      const open = readdirSync(`/proc/${pid}/fd`).map((fd) => `/proc/${pid}/fd/${fd}`);
      return [`/proc/${pid}/cwd`, ...open].some((link) =>
        `${target(link)}/`.startsWith(`${this.mountpoint}/`),
      );
    } catch {
      // It has ended meanwhile.
      return false;
    }
  }
}

function target(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return "";
  }
}
