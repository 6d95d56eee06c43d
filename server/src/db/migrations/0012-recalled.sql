-- For ever: nothing gives an officer that was recalled her powers back.
ALTER TABLE officer ADD COLUMN recalled boolean NOT NULL DEFAULT false;
