import {
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";

/** A new name is durable only when its folder is. */
export function syncFolder(folder: string): void {
  const file = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A small file of its owner alone, durably; what is there already is never replaced. @throws EEXIST */
export function writeNew(path: string, text: string): void {
  const file = openSync(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600);
  try {
    fchmodSync(file, 0o600);
    // Not writeSync: on a full disk that writes a part and says so by a number only.
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  syncFolder(dirname(path));
}

/** As `writeNew`, but whoever is killed or finds the disk full leaves none rather than half of one. @throws EEXIST */
export function putNew(path: string, text: string): void {
  const beside = `${path}.${process.pid}.new`;
  rmSync(beside, { force: true });
  try {
    writeNew(beside, text);
    linkSync(beside, path);
  } finally {
    rmSync(beside, { force: true });
    syncFolder(dirname(path));
  }
}

/** A small file of its owner alone in the place of another: at once or not at all, and durable. */
export function put(path: string, text: string): void {
  const beside = `${path}.new`;
  rmSync(beside, { force: true });
  writeNew(beside, text);
  renameSync(beside, path);
  syncFolder(dirname(path));
}
