import { vectorSuite } from "@setu/core/workflow.vectors.suite.ts";
import { AGENCY_VERSIONS, VERSIONS } from "./versions.ts";

vectorSuite(VERSIONS);
vectorSuite(AGENCY_VERSIONS);
