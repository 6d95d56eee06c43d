import { workflowSuite } from "@setu/core/workflow.suite.ts";
import { release, requests } from "./workflow.ts";

workflowSuite(requests, release, 5);
