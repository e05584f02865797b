-- Who may what in the register, and which rows they see of it whatever program connects.
--
-- `grants` has a row for each person whom the register is open to: the role, the clearance (0 to 2, as the levels of
-- records), and the programmes of an officer who has not all. Whoever owns the tables may do everything and sees all.
--
-- A later layout that adds a table opens it to who is cleared for everything, as `admit` does.
--
-- A policy asks `current_user`, which within a view is who asks and within a function of the owner's is the owner. So
-- one policy for each table holds wherever it is read, and views need no condition of their own.

CREATE TABLE grants (
    person name PRIMARY KEY,
    role text NOT NULL CHECK (role IN ('reader', 'officer', 'manager', 'administrator')),
    clearance smallint NOT NULL CHECK (clearance BETWEEN 0 AND 2),
    programmes text[] CHECK (programmes IS NULL OR role = 'officer'),   -- NULL: all
    given_by name NOT NULL DEFAULT session_user,
    given_at timestamptz NOT NULL DEFAULT now(),
    CHECK (role <> 'administrator' OR clearance = 2)
);

-- How keys look that the register gives: regular expressions, whose group is the number. None is ever taken away, since
-- there may be keys of it that others do not see.
CREATE TABLE patterns (
    collection text NOT NULL,
    pattern text NOT NULL,
    PRIMARY KEY (collection, pattern)
);

-- Numbers of classified records are drawn at random from those of so many digits and, where these are used up, of three
-- more. Others pass over both from the start, so that none is missed anywhere, and none jumps when the first is drawn.
CREATE TABLE assigned (
    collection text PRIMARY KEY,
    digits smallint NOT NULL
);

-- The numbers that a person was given.
CREATE TABLE numbers (
    sequence text NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL,
    person name NOT NULL,
    given_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (sequence, first)
);
CREATE INDEX numbers_by_person ON numbers (person, sequence, given_at);

-- The changes of which those of a clearance below the highest see something, numbered as if there were no others. The
-- token is another text whenever they see another change under that number.
CREATE TABLE versions (
    level smallint NOT NULL,
    revision bigint NOT NULL,
    version bigint NOT NULL,
    token text NOT NULL,
    PRIMARY KEY (level, revision)
);
CREATE INDEX versions_in_order ON versions (level, version);

-- Who put a row there that is kept beside the records; it is theirs alone.
ALTER TABLE records ADD COLUMN person name;

-- Whoever has the rights of the owner is an administrator; whom the server knows no more has none of these. In plpgsql,
-- which remembers how it finds this.
CREATE FUNCTION grant_of(who name) RETURNS grants
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    found grants;
BEGIN
    IF who = current_user
        OR (to_regrole(quote_ident(who)) IS NOT NULL AND pg_has_role(who, current_user, 'USAGE')) THEN
        found := ROW(who, 'administrator', 2, NULL, who, NULL);
    ELSE
        SELECT g.* INTO found FROM grants g WHERE g.person = who;
    END IF;
    RETURN found;
END $$;

CREATE FUNCTION clearance(who name) RETURNS smallint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF who = current_user OR pg_has_role(who, current_user, 'USAGE') THEN
        RETURN 2;
    END IF;
    RETURN (SELECT g.clearance FROM grants g WHERE g.person = who);
END $$;

-- Whether PostgreSQL shows a role all rows, whatever policies say; those of what such a one owns hold for nobody.
CREATE FUNCTION passes_over(who name) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT rolsuper OR rolbypassrls FROM pg_catalog.pg_roles WHERE rolname = who
$$;

-- It names the operator, which otherwise is that of whoever asks.
CREATE FUNCTION is_beside(collection text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT collection OPERATOR(pg_catalog.=) ANY (ARRAY['clones', 'pushes', 'origin', 'pending'])
$$;

CREATE POLICY shown ON records FOR SELECT USING (
    level <= (SELECT clearance(current_user))
    AND (NOT is_beside(collection) OR person = current_user OR (SELECT clearance(current_user)) = 2)
);
CREATE POLICY shown ON links FOR SELECT USING (level <= (SELECT clearance(current_user)));
CREATE POLICY shown ON retired FOR SELECT USING (level <= (SELECT clearance(current_user)));
CREATE POLICY shown ON differences FOR SELECT USING (level <= (SELECT clearance(current_user)));
CREATE POLICY shown ON versions FOR SELECT USING (
    level = (SELECT clearance(current_user)) OR (SELECT clearance(current_user)) = 2
);
CREATE POLICY shown ON entries FOR SELECT USING (
    (SELECT clearance(current_user)) = 2
    OR EXISTS (
        SELECT 1 FROM versions v WHERE v.level = (SELECT clearance(current_user)) AND v.revision = entries.revision
    )
);
CREATE POLICY shown ON pictures FOR SELECT USING (
    (SELECT clearance(current_user)) = 2
    OR EXISTS (SELECT 1 FROM records r WHERE r.collection = 'narratives' AND r.document ->> 'picture' = digest)
    OR EXISTS (
        SELECT 1 FROM differences d
        WHERE d.collection = 'narratives' AND digest IN (d.before ->> 'picture', d.after ->> 'picture')
    )
);
CREATE POLICY shown ON register FOR SELECT USING ((SELECT clearance(current_user)) IS NOT NULL);
CREATE POLICY shown ON sequences FOR SELECT USING ((SELECT clearance(current_user)) = 2);
CREATE POLICY shown ON patterns FOR SELECT USING ((SELECT clearance(current_user)) IS NOT NULL);
CREATE POLICY shown ON assigned FOR SELECT USING ((SELECT clearance(current_user)) = 2);
CREATE POLICY shown ON grants FOR SELECT USING (person = current_user OR (SELECT clearance(current_user)) = 2);
CREATE POLICY shown ON numbers FOR SELECT USING (person = current_user OR (SELECT clearance(current_user)) = 2);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'register', 'records', 'links', 'retired', 'sequences', 'entries', 'differences', 'pictures', 'versions',
        'numbers', 'patterns', 'assigned'
    ] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
        -- Whoever has a right to write, which is the owner alone, may write any row.
        EXECUTE format('CREATE POLICY entered ON %I FOR INSERT WITH CHECK (true)', name);
        EXECUTE format('CREATE POLICY altered ON %I FOR UPDATE USING (true)', name);
        EXECUTE format('CREATE POLICY removed ON %I FOR DELETE USING (true)', name);
    END LOOP;
END $$;
-- Not forced: `clearance` reads it.
ALTER TABLE grants ENABLE ROW LEVEL SECURITY;

-- PostgreSQL tells whoever asks how many rows an index has found of which a policy then let none through, and how many
-- it expects of a value that it knows to be frequent. So every index that finds rows by what one asks for, or as many as
-- one asks for, has the level too, and of what is asked for it knows one frequent value and the two ends alone: with none,
-- it would read all of a table for a few hundred keys.
DROP INDEX records_in_order, links_by_value, links_by_key, differences_by_key;
CREATE INDEX records_in_order ON records (collection, position, level);
CREATE INDEX links_by_value ON links (collection, field, value, level, key);
CREATE INDEX links_by_key ON links (collection, key, level);
CREATE INDEX differences_by_key ON differences (collection, key, level, revision);
CREATE INDEX differences_of_removed ON differences (collection, number) WHERE after IS NULL;
ALTER TABLE links ALTER COLUMN value SET STATISTICS 1, ALTER COLUMN key SET STATISTICS 1;
ALTER TABLE records ALTER COLUMN key SET STATISTICS 1;
ALTER TABLE retired ALTER COLUMN key SET STATISTICS 1;
ALTER TABLE differences ALTER COLUMN key SET STATISTICS 1;

-- New differences: who sees one of a change sees the change.
CREATE FUNCTION count_versions() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO versions (level, revision, version, token)
    SELECT c.level, n.revision,
        coalesce((SELECT max(v.version) FROM versions v WHERE v.level = c.level), 0)
            + row_number() OVER (PARTITION BY c.level ORDER BY n.revision),
        coalesce((SELECT nullif(e.mark, '') FROM entries e WHERE e.revision = n.revision), gen_random_uuid()::text)
    FROM (VALUES (0::smallint), (1::smallint)) c(level),
        LATERAL (SELECT DISTINCT a.revision FROM added a WHERE a.level <= c.level AND NOT is_beside(a.collection)) n
    WHERE NOT EXISTS (SELECT 1 FROM versions v WHERE v.level = c.level AND v.revision = n.revision);
    RETURN NULL;
END $$;
CREATE TRIGGER counted AFTER INSERT ON differences REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_versions();

-- A record's past became more secret: changes are others for whom it is hidden now, or are none.
CREATE FUNCTION recount_versions() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    raised record;
BEGIN
    FOR raised IN
        SELECT c.level, array_agg(DISTINCT w.revision) AS revisions
        FROM was w JOIN became b ON b.revision = w.revision AND b.place = w.place,
            (VALUES (0::smallint), (1::smallint)) c(level)
        WHERE w.level <= c.level AND b.level > c.level GROUP BY c.level
    LOOP
        DELETE FROM versions v WHERE v.level = raised.level AND v.revision = ANY(raised.revisions) AND NOT EXISTS (
            SELECT 1 FROM differences d
            WHERE d.revision = v.revision AND d.level <= raised.level AND NOT is_beside(d.collection)
        );
        UPDATE versions v SET version = n.version, token = CASE
            WHEN v.revision = ANY(raised.revisions) THEN gen_random_uuid()::text ELSE v.token
        END
        FROM (
            SELECT o.revision, row_number() OVER (ORDER BY o.revision) AS version FROM versions o
            WHERE o.level = raised.level
        ) n
        WHERE v.level = raised.level AND v.revision = n.revision
            AND (v.version <> n.version OR v.revision = ANY(raised.revisions));
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER recounted AFTER UPDATE ON differences REFERENCING OLD TABLE AS was NEW TABLE AS became
    FOR EACH STATEMENT EXECUTE FUNCTION recount_versions();

INSERT INTO versions (level, revision, version, token)
SELECT n.level, n.revision, row_number() OVER (PARTITION BY n.level ORDER BY n.revision), gen_random_uuid()::text
FROM (
    SELECT DISTINCT c.level, d.revision FROM differences d, (VALUES (0::smallint), (1::smallint)) c(level)
    WHERE d.level <= c.level AND NOT is_beside(d.collection)
) n;
