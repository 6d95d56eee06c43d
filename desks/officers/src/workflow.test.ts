import { workflowSuite } from "@setu/core/workflow.suite.ts";
import { officers, release } from "./workflow.ts";

workflowSuite(officers, release, 5);
