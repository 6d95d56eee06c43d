-- How far an officer is in the guided scenario, and what was ticked before the first shift: codes and an item, no content.
CREATE TABLE learning (
  officer word PRIMARY KEY REFERENCES officer,
  steps integer NOT NULL CHECK (steps BETWEEN 0 AND 99),
  item word,
  ticks text[] NOT NULL
);
