-- What a person of less than full clearance reads: a schema with relations of the names that the tables have, and rows
-- as they would be if what the person does not see were not there.
--
-- A path that names both schemas finds the tables for whom they are open to, and these views for everybody else. The
-- views belong to the owner of the tables, and show what the policies of these let through for whoever asks. Revisions
-- and places are counted anew, digests are tokens, and of a command the words before what was typed are told.

CREATE SCHEMA seen;

CREATE VIEW seen.register AS
SELECT r.is_one, r.layout, r.schema, coalesce(v.version, 0) AS revision, coalesce(v.token, '') AS head,
    coalesce(v.token, '') AS mark, r.identity, 0::bigint AS began
FROM register r LEFT JOIN LATERAL (
    SELECT o.version, o.token FROM versions o
    WHERE o.level = (SELECT clearance(current_user)) ORDER BY o.version DESC LIMIT 1
) v ON true;

-- Records say by which change they were written. Where that one is hidden, it is the last that is not.
CREATE VIEW stamped AS
SELECT r.collection, r.key, r.level, r.position,
    r.document || jsonb_build_object('revision', s.version) AS document,
    replace(r.written, '"revision":' || (r.document ->> 'revision'), '"revision":' || s.version) AS written
FROM records r
LEFT JOIN versions v
    ON v.level = (SELECT clearance(current_user)) AND v.revision = (r.document ->> 'revision')::bigint,
LATERAL (SELECT coalesce(v.version, (
    SELECT o.version FROM versions o
    WHERE o.level = (SELECT clearance(current_user)) AND o.revision <= (r.document ->> 'revision')::bigint
    ORDER BY o.revision DESC LIMIT 1
), 0) AS version) s;
CREATE VIEW seen.records AS SELECT collection, key, level, document, written FROM stamped;
-- Records in the order in which they were entered. The view has the order and tells no place: a condition finds the
-- records by their indexes, where numbers would be counted over all of them before.
CREATE VIEW seen.ordered AS SELECT collection, key, level, document, written FROM stamped ORDER BY collection, position;
CREATE VIEW seen.places AS
SELECT collection, key, level, row_number() OVER (PARTITION BY collection ORDER BY position) AS position FROM records;

CREATE VIEW seen.links AS SELECT collection, field, value, key, level FROM links;
CREATE VIEW seen.retired AS SELECT collection, key, level FROM retired;
CREATE VIEW seen.patterns AS SELECT collection, pattern FROM patterns;
-- Not found by an index, which would tell how often it has found what a policy hides then.
CREATE VIEW seen.pictures AS SELECT digest || '' AS digest, data FROM pictures;

CREATE VIEW seen.entries AS
SELECT v.version AS revision, e.time, e.who,
    coalesce(CASE WHEN e.command ~ '^(undo|redo)( [0-9]{1,18})+$' THEN (
        SELECT substring(e.command for 4) || string_agg(' ' || o.version, '' ORDER BY t.place)
        FROM regexp_matches(e.command, '[0-9]+', 'g') WITH ORDINALITY t(digits, place)
        JOIN versions o ON o.level = v.level AND o.revision = t.digits[1]::bigint
    ) ELSE substring(e.command from '^portfolio (?:(?:import|pull|push|clone|init)\M|[a-z]+ (?:' ||
        'add|edit|remove|allocate|instalment|report-due|close|pledge|commit|receive|refund|budget|indicator|record|' ||
        'merge|split|import|restore|adopt)\M)')
    END, 'portfolio') AS command,
    '{}'::json AS numbers, e.schema_before, e.schema, ''::text AS content, coalesce(b.token, '') AS previous,
    v.token AS digest, ''::text AS identity, ''::text AS file, v.token AS mark, e.rebuilt
FROM versions v JOIN entries e ON e.revision = v.revision
LEFT JOIN versions b ON b.level = v.level AND b.version = v.version - 1
WHERE v.level = (SELECT clearance(current_user));

-- Of what is kept beside the records, everybody sees what was done by themselves.
CREATE VIEW seen.differences AS
SELECT v.version AS revision, row_number() OVER (PARTITION BY v.version ORDER BY d.place) - 1 AS place, d.collection,
    d.key, 0::bigint AS number, d.level,
    replace(
        d.before::text, '"revision":' || (d.before ->> 'revision'), '"revision":' || coalesce(b.version, 0)
    )::json AS before,
    replace(d.after::text, '"revision":' || d.revision, '"revision":' || v.version)::json AS after
FROM differences d
JOIN versions v ON v.level = (SELECT clearance(current_user)) AND v.revision = d.revision
LEFT JOIN versions b ON b.level = v.level AND b.revision = (d.before ->> 'revision')::bigint
WHERE NOT is_beside(d.collection) OR EXISTS (
    SELECT 1 FROM entries e
    WHERE e.revision = d.revision AND e.file = '' AND regexp_replace(e.who, '@[^@]*$', '') = current_user
);

-- What records were before each change, by which the register is read as it was; the number is the place that each
-- has, or would have, among those of `places`. What a hidden change has left is not told of the time before it was seen.
CREATE VIEW seen.former AS
SELECT n.collection, n.key, n.revision, n.place, n.number, n.before FROM (
    SELECT o.*,
        count(*) FILTER (WHERE o.is_there) OVER places + row_number() OVER places / 1e7::double precision AS number
    FROM (
        SELECT d.collection, d.key, v.version AS revision, d.place, d.number AS position, false AS is_there,
            true AS is_told, CASE WHEN b.version IS NOT NULL OR (d.before ->> 'revision')::bigint <= (SELECT began FROM register) THEN
                replace(
                    d.before::text, '"revision":' || (d.before ->> 'revision'), '"revision":' || coalesce(b.version, 0)
                )
            END AS before
        FROM differences d
        JOIN versions v ON v.level = (SELECT clearance(current_user)) AND v.revision = d.revision
        LEFT JOIN versions b ON b.level = v.level AND b.revision = (d.before ->> 'revision')::bigint
        WHERE NOT is_beside(d.collection)
        UNION ALL
        SELECT r.collection, r.key, 9223372036854775807, 0, r.position, true,
            (r.document ->> 'revision')::bigint > (SELECT began FROM register) AND NOT EXISTS (
                SELECT 1 FROM differences d
                WHERE d.collection = r.collection AND d.key = r.key AND d.revision = (r.document ->> 'revision')::bigint
            ), NULL
        FROM records r
    ) o
    WINDOW places AS (PARTITION BY o.collection ORDER BY o.position, o.is_there DESC ROWS UNBOUNDED PRECEDING)
) n WHERE n.is_told;
