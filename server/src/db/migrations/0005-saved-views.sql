-- Lists that officers have given a name. Name and query are content: sealed.
CREATE TABLE saved_view (
  id word PRIMARY KEY,
  officer word NOT NULL REFERENCES officer,
  shared boolean NOT NULL,
  at amount NOT NULL,
  content bytea NOT NULL
);
CREATE INDEX saved_view_officer ON saved_view (officer);
