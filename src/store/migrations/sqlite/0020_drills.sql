-- What an attempt was at: a call, or a drill without one. The log of a drill has actions of its own under a header of its own.
ALTER TABLE attempt ADD COLUMN kind TEXT NOT NULL DEFAULT 'call';
