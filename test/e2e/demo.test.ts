import { after, before } from "node:test";
import { begunAgain } from "./again.suite.ts";
import { seenByAxe } from "./axe.suite.ts";
import { Stage } from "./demo.fixture.ts";
import { journey } from "./journey.suite.ts";

/** A demo writes its caseload for ten seconds, so there is one for all three. */
const stage = new Stage();
before(() => stage.open());
after(() => stage.close());

begunAgain(stage);
journey(stage);
seenByAxe(stage);
