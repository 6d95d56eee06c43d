import { vectorSuite } from "@setu/core/workflow.vectors.suite.ts";
import { permissions } from "./workflow.ts";

vectorSuite([permissions]);
