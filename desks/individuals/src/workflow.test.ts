import { workflowSuite } from "@setu/core/workflow.suite.ts";
import { individuals, release } from "./workflow.ts";

workflowSuite(individuals, release, 5);
