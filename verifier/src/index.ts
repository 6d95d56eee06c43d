export { verifyExport, type Given, type Result } from "./verify.ts";
export { MAX_MEMORY_BYTES, memoryBytes, NOTHING, parseMemory, type Memory } from "./memory.ts";
export { collect, type Source } from "./source.ts";
export { FINDINGS, type Finding, type FindingCode, type LogReport, type Report } from "./report.ts";
