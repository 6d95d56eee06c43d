export { AGENCIES, agencyName, type Agency } from "@setu/ui/agencies.ts";
