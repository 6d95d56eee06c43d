import { workflowSuite } from "@setu/core/workflow.suite.ts";
import { permissions, release } from "./workflow.ts";

workflowSuite(permissions, release, 5);
