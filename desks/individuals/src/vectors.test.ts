import { vectorSuite } from "@setu/core/workflow.vectors.suite.ts";
import { VERSIONS } from "./versions.ts";

vectorSuite(VERSIONS);
