-- Changes by persons who do not own the tables, in which they have no right to write: the functions here run as the
-- owner, and decide by `session_user` who asks and what they may. A refusal says the same whether there is something
-- hidden or nothing. The server writes who made the change, and when, and the entry of the history with its digest, so
-- that nobody has to see the last one, or can make up a name or a time. What is said otherwise is the computer's name.

CREATE FUNCTION refuse(why text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', why USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION level_of(document jsonb) RETURNS smallint LANGUAGE sql IMMUTABLE AS $$
    SELECT (CASE coalesce(document -> 'classification', '"unclassified"')
        WHEN '"unclassified"' THEN 0 WHEN '"confidential"' THEN 1 ELSE 2 END)::smallint
$$;

-- The field that has a record's key, or NULL where there are no records of a kind.
CREATE FUNCTION key_field(kind text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN is_beside(kind) THEN 'id' ELSE shapes() -> kind ->> 'key' END
$$;

-- Whether a value is of a form: has the fields that it needs and no others, each of its kind, with a code where it has
-- codes. What more the models say, between fields too, is the program's.
CREATE FUNCTION fits(value jsonb, form jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    kind text := form ->> 'is';
    each record;
BEGIN
    IF kind IS DISTINCT FROM jsonb_typeof(value) THEN
        RETURN false;
    ELSIF kind = 'string' THEN
        RETURN coalesce(form -> 'in' @> value, true) AND coalesce(value #>> '{}' ~ (form ->> 'like'), true);
    ELSIF kind = 'number' THEN
        RETURN value::numeric BETWEEN (form ->> 'least')::numeric AND (form ->> 'most')::numeric;
    ELSIF kind = 'object' THEN
        FOR each IN SELECT * FROM jsonb_each(value) LOOP
            IF NOT fits(each.value, form -> 'fields' -> each.key) THEN
                RETURN false;
            END IF;
        END LOOP;
        RETURN value ?& ARRAY(SELECT jsonb_array_elements_text(form -> 'needs'));
    ELSIF kind = 'array' THEN
        FOR each IN SELECT * FROM jsonb_array_elements(value) e(value) LOOP
            IF NOT fits(each.value, form -> 'of') THEN
                RETURN false;
            END IF;
        END LOOP;
    END IF;
    RETURN true;
END $$;

-- What a record is found by: each value at a path to others, its key, and its title in the form in which titles are told
-- apart, which whoever asks has to say. A longer value stands there as its digest, since an index bears no more.
CREATE FUNCTION links_of(kind text, code text, document jsonb, folded text, OUT field text, OUT value text)
RETURNS SETOF record LANGUAGE sql IMMUTABLE AS $$
    SELECT DISTINCT l.field, CASE
        WHEN length(l.value) > 200 THEN encode(sha256(convert_to(l.value, 'UTF8')), 'hex') ELSE l.value
    END
    FROM (SELECT shapes() -> kind) k(own), LATERAL (
        SELECT p.key, n.found #>> '{}'
        FROM jsonb_each_text(own -> 'links') p, jsonb_path_query(document, p.value::jsonpath) n(found)
        WHERE jsonb_typeof(n.found) = 'string'
        UNION ALL SELECT (own ->> 'key') || ' small', lower(code COLLATE "C")
        UNION ALL SELECT (own ->> 'folded') || ' folded', coalesce(folded, lower(document ->> (own ->> 'folded')))
    ) l(field, value)
    WHERE l.field IS NOT NULL
$$;

-- Whether what is kept beside the records has what everybody who reads it looks for.
CREATE FUNCTION is_of_clone(kind text, document jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT (SELECT jsonb_object_agg(f.key, jsonb_typeof(f.value)) FROM jsonb_each(document) f) @> CASE kind
        WHEN 'clones' THEN '{"tag": "string", "number": "number", "head": "string"}'::jsonb
        WHEN 'pushes' THEN '{"clone": "string", "tag": "string", "number": "number", "who": "string",
            "time": "string", "command": "string"}'::jsonb
    END
$$;

-- What is left of the text of a value without what its strings hold: of those that are written otherwise than the
-- program writes them, the quotes too. Here backslashes are in dollars: in other quotes a setting of whoever asks would
-- decide what they mean.
CREATE FUNCTION structure(written text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_replace(written, $r$"(?:[^"\\]|\\["\\bfnrt]|\\u00(?:0[0-7bef]|1[0-9a-f]))*"$r$, 's', 'g')
$$;

-- Whether the text of a record is the one that comes of reading it and writing it again, which its digest holds, and
-- everybody can read it: without spaces, doubled fields, fractions and depths.
CREATE FUNCTION is_plain(after text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    said text := structure(after);
    plain boolean := said ~ '^(?:[][{}:,s]|true|false|null|0|-?[1-9][0-9]*)*$' AND said !~ '[0-9]{19}'
        AND length(said) - length(replace(said, ':', ''))
            = (SELECT length(o) - length(replace(o, ':', '')) FROM structure(after::jsonb::text) o)
        AND CASE WHEN getdatabaseencoding() = 'UTF8' THEN after IS NFC NORMALIZED ELSE true END;
BEGIN
    FOR depth IN 1..20 LOOP
        EXIT WHEN said = '' OR NOT plain;
        said := regexp_replace(said, $r$\[[^][{}]*\]|\{[^][{}]*\}$r$, '', 'g');
    END LOOP;
    RETURN plain AND said = '';
END $$;

-- The programmes of projects and programmes, as far as a clearance sees them; '' stands for one that is of none.
CREATE FUNCTION programmes_of_work(codes text[], clearance smallint) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(DISTINCT coalesce((
        SELECT CASE r.collection WHEN 'programmes' THEN r.key ELSE r.document ->> 'programme' END FROM records r
        WHERE r.collection IN ('programmes', 'projects') AND r.key = w.code AND r.level <= $2
        ORDER BY r.collection LIMIT 1
    ), '')), '{}') FROM unnest(codes) w(code)
$$;

-- To which programmes a record belongs, alike; what belongs to nothing has none.
CREATE FUNCTION programmes_of(kind text, code text, document jsonb, clearance smallint) RETURNS text[]
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_variable
BEGIN
    RETURN CASE
        WHEN kind = 'programmes' THEN ARRAY[code]
        WHEN kind = 'projects' THEN ARRAY[coalesce(document ->> 'programme', '')]
        WHEN kind = 'contributions' THEN programmes_of_work(ARRAY(
            SELECT a ->> 'target' FROM jsonb_array_elements(coalesce(document -> 'allocations', '[]')) a
        ), clearance)
        WHEN kind = 'narratives' AND document ? 'contribution' AND NOT document ? 'target' THEN (
            SELECT programmes_of(r.collection, r.key, r.document, clearance) FROM records r
            WHERE r.collection = 'contributions' AND r.key = document ->> 'contribution' AND r.level <= clearance
        )
        WHEN kind IN ('expenditures', 'narratives') THEN programmes_of_work(ARRAY[document ->> 'target'], clearance)
        WHEN kind IN ('outcomes', 'activities') THEN programmes_of_work(ARRAY[document ->> 'project'], clearance)
        WHEN kind = 'documents' THEN ARRAY(
            SELECT DISTINCT p.code FROM links l JOIN records r ON r.collection = l.collection AND r.key = l.key,
                LATERAL programmes_of(r.collection, r.key, r.document, clearance) o(codes),
                unnest(coalesce(nullif(o.codes, '{}'), '{""}')) p(code)
            WHERE l.field = 'documents' AND l.value = programmes_of.code AND l.level <= clearance
        )
        ELSE ARRAY['']
    END;
END $$;

-- An officer of some programmes changes what belongs to these alone. New organisations, and documents that nothing
-- cites, are for any officer.
CREATE FUNCTION refuse_foreign(own grants, kind text, code text, document jsonb, is_new boolean) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
    found text[];
BEGIN
    IF own.programmes IS NULL OR document IS NULL OR is_beside(kind) OR (is_new AND kind = 'organisations') THEN
        RETURN;
    END IF;
    found := coalesce(programmes_of(kind, code, document, own.clearance), '{}');
    IF NOT found <@ own.programmes OR (found = '{}' AND kind <> 'documents') THEN
        PERFORM refuse(format(
            '%s is not of %s alone, which you may change', code, array_to_string(own.programmes, ' and ')
        ));
    END IF;
END $$;

-- The numbers of a key: one for each pattern that it is of, none where it looks like no key that the register gives.
CREATE FUNCTION numbers_of(kind text, code text) RETURNS SETOF numeric LANGUAGE sql STABLE AS $$
    SELECT DISTINCT m.found[1]::numeric FROM patterns p, LATERAL regexp_match(code, p.pattern) m(found)
    WHERE p.collection = kind AND m.found IS NOT NULL
$$;

-- Whether some numbers have as many digits as those that lie apart.
CREATE FUNCTION reaches_apart(held assigned, first numeric, last numeric) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT EXISTS (
        SELECT FROM generate_series(length(first::text), length(last::text)) n WHERE n IN (held.digits, held.digits + 3)
    )
$$;

-- To whom a number was given.
CREATE FUNCTION holder_of(kind text, number numeric) RETURNS name LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN number <= n.last THEN n.person END FROM numbers n
    WHERE n.sequence = kind AND n.first <= least(number, 1e18)::bigint ORDER BY n.first DESC LIMIT 1
$$;

-- Whether a key is one that the register gives, and whose number was given to whoever asks; those that are gone may
-- come back.
CREATE FUNCTION is_given(kind text, code text, clearance smallint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(bool_and(holder_of(kind, o.number) IS NOT DISTINCT FROM session_user), false)
        OR EXISTS (SELECT 1 FROM retired t WHERE t.collection = kind AND t.key = code AND t.level <= clearance)
    FROM numbers_of(kind, code) o(number)
$$;

-- Whether nobody is ever offered the numbers of the key of a record that is there: it was given them, or was classified
-- from the start. Of a chosen one somebody else may be offered the number, and must not come upon what became hidden.
CREATE FUNCTION is_settled(kind text, code text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(bool_and(o.number <= s.last AND NOT reaches_apart(a, o.number, o.number)
        AND (holder_of(kind, o.number) <> (
            SELECT regexp_replace(e.who, '@[^@]*$', '') FROM differences d JOIN entries e USING (revision)
            WHERE d.collection = kind AND d.key = code ORDER BY d.revision LIMIT 1
        )) IS NOT TRUE), false) OR EXISTS (SELECT 1 FROM differences d WHERE d.collection = kind AND d.key = code AND d.level > 0)
    FROM numbers_of(kind, code) o(number) LEFT JOIN sequences s ON s.name = kind LEFT JOIN assigned a ON a.collection = kind
$$;

-- A key that is chosen by who does not see all looks like none that the register gives, and a classified record has one
-- that was given: so nobody can come upon a record by its key.
CREATE FUNCTION refuse_code(own grants, kind text, code text, held records, after text) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
    looks_given boolean := EXISTS (SELECT 1 FROM numbers_of(kind, code));
BEGIN
    IF level_of(after::jsonb) > coalesce(held.level, 0)
        AND (NOT looks_given OR (held.key IS NOT NULL AND NOT is_settled(kind, code))) THEN
        PERFORM refuse(format('%s was chosen, and a classified record has a code that the register gives', code));
    ELSIF looks_given AND held.key IS NULL AND after IS NOT NULL
        AND (own.clearance < 2 OR level_of(after::jsonb) > 0) AND NOT is_given(kind, code, own.clearance) THEN
        PERFORM refuse(format('%s is a code that the register gives, and it was not given to you', code));
    END IF;
END $$;

-- A record of which nobody says here whether it is hidden or was never there.
CREATE FUNCTION refuse_record(own grants, kind text, code text, held records, after text) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
    document jsonb := after::jsonb;
    -- Of what others keep beside the records, and of which register this one is a clone, they decide nothing.
    is_held boolean := own.role = 'reader' OR own.clearance < 2;
BEGIN
    IF (own.role = 'reader' AND NOT is_beside(kind)) OR (is_held AND kind IN ('origin', 'pending')) THEN
        PERFORM refuse('you may read it, and change nothing');
    ELSIF level_of(document) > own.clearance THEN
        PERFORM refuse(format('%s would be %s, which is above your clearance', code, document ->> 'classification'));
    ELSIF after IS NOT NULL AND (
        jsonb_typeof(document) <> 'object' OR document ? 'revision' OR NOT is_plain(after)
        OR (document -> key_field(kind) = to_jsonb(code)) IS NOT TRUE
        OR NOT (is_beside(kind) OR fits(document, shapes() -> kind -> 'form'))
        OR (is_held AND is_beside(kind) AND is_of_clone(kind, document) IS NOT TRUE)
    ) THEN
        PERFORM refuse(format('%s is no record', code));
    ELSIF (held.key IS NULL AND (after IS NULL OR EXISTS (
        SELECT 1 FROM records r WHERE r.collection = kind AND r.key = code
    ))) OR (
        is_beside(kind) AND held.key IS NOT NULL AND held.person IS DISTINCT FROM session_user AND is_held
    ) THEN
        PERFORM refuse(format('the code %s cannot be given or taken', code));
    END IF;
END $$;

-- The last place that a record of a kind has or had. None is given again: whether one behind it were free would depend on
-- what is hidden, and so would the order of records.
CREATE FUNCTION last_place(kind text) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT greatest(0, (
        SELECT r.position FROM records r WHERE r.collection = kind ORDER BY r.position DESC LIMIT 1
    ), (
        SELECT d.number FROM differences d WHERE d.collection = kind AND d.after IS NULL ORDER BY d.number DESC LIMIT 1
    ))
$$;

-- Keep one record as a change leaves it, and return the line of the entry that tells of it.
CREATE FUNCTION keep_record(n bigint, place integer, kind text, code text, held records, after text, folded text)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    written text := left(after, -1) || ',"revision":' || n || '}';
    own_level smallint := level_of(after::jsonb);
    high smallint := greatest(held.level, own_level);
    at bigint := coalesce(held.position, 1 + last_place(kind));
BEGIN
    DELETE FROM records r WHERE r.collection = kind AND r.key = code;
    DELETE FROM links l WHERE l.collection = kind AND l.key = code;
    IF after IS NOT NULL THEN
        INSERT INTO records (collection, key, level, position, document, written, person)
        VALUES (kind, code, own_level, at, written::jsonb, written, CASE WHEN is_beside(kind) THEN session_user END);
        INSERT INTO links (collection, field, value, key, level)
        SELECT kind, l.field, l.value, code, own_level FROM links_of(kind, code, written::jsonb, folded) l;
        DELETE FROM retired t WHERE t.collection = kind AND t.key = code;
    ELSIF NOT is_beside(kind) THEN
        INSERT INTO retired (collection, key, level) VALUES (kind, code, high);
    END IF;
    INSERT INTO differences (revision, place, collection, key, number, level, before, after)
    VALUES (n, place, kind, code, at, high, held.written::json, written::json);
    IF high > 0 THEN
        UPDATE differences d SET level = high WHERE d.collection = kind AND d.key = code AND d.level < high;
    END IF;
    RETURN '{"table":' || to_json(kind) || ',"key":' || to_json(code) || ',"number":' || at
        || ',"before":' || coalesce(held.written, 'null') || ',"after":' || coalesce(written, 'null') || '}';
END $$;

-- Keep all records of a change, each of which has to be the person's own before and after, and return their lines.
CREATE FUNCTION keep_records(own grants, n bigint, changes json) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    lines text[] := '{}';
    each record;
    held records;
BEGIN
    FOR each IN SELECT * FROM json_to_recordset(changes) AS c(collection text, key text, after text, folded text) LOOP
        SELECT r.* INTO held FROM records r
        WHERE r.collection = each.collection AND r.key = each.key AND r.level <= own.clearance;
        PERFORM refuse_code(own, each.collection, each.key, held, each.after);
        PERFORM refuse_record(own, each.collection, each.key, held, each.after);
        -- A project that comes back is of the programme that it was of.
        PERFORM refuse_foreign(own, each.collection, each.key, coalesce(held.document, (
            SELECT d.before::jsonb FROM differences d
            WHERE own.programmes IS NOT NULL AND each.collection = 'projects'
                AND d.collection = each.collection AND d.key = each.key AND d.level <= own.clearance
            ORDER BY d.revision DESC, d.place DESC LIMIT 1
        )), false);
    END LOOP;
    FOR each IN SELECT * FROM json_to_recordset(changes) AS c(collection text, key text, after text, folded text) LOOP
        SELECT r.* INTO held FROM records r
        WHERE r.collection = each.collection AND r.key = each.key AND r.level <= own.clearance;
        lines := lines || keep_record(n, cardinality(lines), each.collection, each.key, held, each.after, each.folded);
    END LOOP;
    FOR each IN SELECT * FROM json_to_recordset(changes) AS c(collection text, key text, after text, folded text) LOOP
        PERFORM refuse_foreign(own, each.collection, each.key, each.after::jsonb, NOT EXISTS (
            SELECT 1 FROM differences d
            WHERE d.revision = n AND d.collection = each.collection AND d.key = each.key AND d.before IS NOT NULL
        ));
    END LOOP;
    RETURN lines;
END $$;

-- Give a change its digest, which is that of the bytes that every store has for it, and let the register stand on it.
CREATE FUNCTION seal(n bigint, lines text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    made entries := (SELECT e FROM entries e WHERE e.revision = n);
    told text := '{"format":"portfolio history","revision":' || n || ',"time":"' || made.time || '","who":'
        || to_json(made.who) || ',"command":' || to_json(made.command) || ',"schema_before":' || made.schema_before
        || ',"schema":' || made.schema || ',"numbers":' || made.numbers || E',\n"changes":[\n'
        || array_to_string(lines, E',\n') || E'\n],\n"content":"","previous":"' || made.previous || '","identity":"'
        || made.identity || '","file":"","mark":' || to_json(made.mark) || E'}\n';
    sum text := encode(sha256(convert_to(told, 'UTF8')), 'hex');
BEGIN
    UPDATE entries SET digest = sum WHERE revision = n;
    UPDATE register SET schema = made.schema, revision = n, head = sum, mark = made.mark, identity = made.identity;
END $$;

-- Be the only one who changes the register until the end, and no longer without a word than the program would.
CREATE FUNCTION seen.take() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF (grant_of(session_user)).role IS NULL THEN
        PERFORM refuse('you have no role in it');
    END IF;
    PERFORM set_config('idle_in_transaction_session_timeout', '10min', true)
    WHERE current_setting('idle_in_transaction_session_timeout') = '0';
    PERFORM 1 FROM register FOR UPDATE;
END $$;

-- Return the numbers of a sequence behind one that may be given next; `spend` says which were. Of those that lie apart,
-- who sees everything gets odd ones and others even ones, so that none is missing among what these are offered.
CREATE FUNCTION seen.free_numbers(kind text, apart boolean, behind bigint, OUT first bigint, OUT last bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    held assigned := (SELECT a FROM assigned a WHERE a.collection = kind);
    high smallint := (grant_of(session_user)).clearance;
    least bigint;
BEGIN
    IF NOT apart THEN
        first := 1 + greatest(behind, (SELECT s.last FROM sequences s WHERE s.name = kind));
        WHILE reaches_apart(held, first, first + 19) LOOP
            first := 10 ^ length(first::text);
        END LOOP;
        last := first + 19;
        RETURN;
    ELSIF high IS NULL OR high = 0 THEN
        PERFORM refuse('what is classified is above your clearance');
    END IF;
    -- Hardly one of a hundred is free where none is found; those of more digits are enough for everybody.
    FOR attempt IN 1..1000 LOOP
        least := 10 ^ (held.digits - CASE WHEN attempt <= 500 THEN 1 ELSE -2 END);
        first := least + 2 * floor(random() * (least * 9 / 2)) + high / 2;
        IF holder_of(kind, first) IS NULL THEN
            last := first;
            RETURN;
        END IF;
    END LOOP;
    PERFORM refuse(format('no number is left for classified %s', kind));
END $$;

-- Whether numbers are such as `free_numbers` offers to a person.
CREATE FUNCTION is_offered(own grants, kind text, apart boolean, first bigint, last bigint) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
    held assigned := (SELECT a FROM assigned a WHERE a.collection = kind);
BEGIN
    IF kind <> 'clones' AND held.collection IS NULL THEN
        RETURN false;
    ELSIF apart THEN
        RETURN first = last AND first > 0 AND reaches_apart(held, first, first)
            AND own.clearance > 0 AND first % 2 = own.clearance / 2 AND holder_of(kind, first) IS NULL;
    END IF;
    RETURN first = (seen.free_numbers(kind, false, 0)).first AND last BETWEEN first AND first + 99999
        AND NOT reaches_apart(held, first, last);
END $$;

-- Note which numbers were given, to whom.
CREATE PROCEDURE seen.spend(used json) LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    own grants := grant_of(session_user);
    each record;
BEGIN
    PERFORM seen.take();
    FOR each IN SELECT * FROM json_to_recordset(used) AS u(name text, apart boolean, first bigint, last bigint) LOOP
        IF is_offered(own, each.name, each.apart, each.first, each.last) IS NOT TRUE THEN
            -- Or they were, and others were given them before: whoever asks again is offered others.
            RAISE EXCEPTION 'these numbers were not offered to you' USING ERRCODE = 'serialization_failure';
        END IF;
        INSERT INTO numbers (sequence, first, last, person) VALUES (each.name, each.first, each.last, session_user);
        IF NOT each.apart THEN
            INSERT INTO sequences AS s (name, last) VALUES (each.name, each.last)
            ON CONFLICT (name) DO UPDATE SET last = excluded.last;
        END IF;
        IF (
            SELECT sum(n.last - n.first + 1) > 500000 FROM numbers n
            WHERE n.person = session_user AND n.sequence = each.name AND n.given_at > now() - interval '1 day'
        ) THEN
            PERFORM refuse('you were given 500,000 numbers within a day; there are more tomorrow');
        END IF;
    END LOOP;
END $$;

-- Keep a change; return its number as the person sees it, and what stands for it.
--
-- `changes` has table, key, the text of the record without its revision, and its title in the form in which titles are
-- told apart.
CREATE FUNCTION seen.keep(
    said text, computer text, shape integer, tag text, changes json, OUT version bigint, OUT head text
) LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    own grants := grant_of(session_user);
    about register;
BEGIN
    PERFORM seen.take();
    SELECT * INTO about FROM register;
    said := regexp_replace(left(said, 10000), '[[:cntrl:]]', ' ', 'g');
    IF shape IS DISTINCT FROM (shapes() ->> 'schema')::integer THEN
        PERFORM refuse('its records are of a version that the register does not know');
    ELSIF shape <> about.schema AND (own.clearance < 2 OR own.role = 'reader') THEN
        PERFORM refuse('its records are of another version; who sees all of them has to make the first change');
    ELSIF shape = about.schema AND coalesce(json_array_length(changes), 0) = 0 THEN
        PERFORM refuse('nothing is changed');
    ELSIF own.clearance < 2 AND said ~ '^(undo|redo)( [0-9]{1,18})+$' THEN
        said := substring(said for 4) || (
            SELECT coalesce(string_agg(' ' || v.revision, '' ORDER BY t.place), ' 0')
            FROM regexp_matches(said, '[0-9]+', 'g') WITH ORDINALITY t(digits, place)
            JOIN versions v ON v.level = own.clearance AND v.version = t.digits[1]::bigint
        );
    END IF;
    INSERT INTO entries (
        revision, time, who, command, numbers, schema_before, schema, content, previous, digest, identity, file, mark,
        rebuilt
    ) SELECT about.revision + 1, to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        session_user || '@' || regexp_replace(left(computer, 100), '[[:cntrl:]@]', '', 'g'), said,
        ('{' || coalesce(string_agg(to_json(s.name) || ':' || s.last, ',' ORDER BY s.name), '') || '}')::json,
        about.schema, shape, '', about.head, '',
        coalesce(nullif(about.identity, ''), replace(gen_random_uuid()::text, '-', '')), '', tag, false
    FROM sequences s;
    PERFORM seal(about.revision + 1, keep_records(own, about.revision + 1, changes));
    -- Whoever says that a change is taken back changes what it had changed.
    IF said ~ '^(undo|redo)( [0-9]{1,18})+$' AND EXISTS (
        SELECT 1 FROM differences d
        WHERE d.revision = about.revision + 1 AND NOT is_beside(d.collection) AND NOT EXISTS (
            SELECT 1 FROM differences o
            WHERE o.collection = d.collection AND o.key = d.key AND o.level <= own.clearance
                AND o.revision IN (SELECT m[1]::bigint FROM regexp_matches(said, '[0-9]+', 'g') m)
        )
    ) THEN
        PERFORM refuse('this takes back another change than it says');
    END IF;
    IF own.clearance = 2 THEN
        SELECT r.revision, r.head INTO version, head FROM register r;
    ELSE
        SELECT v.version, v.token INTO version, head FROM versions v
        WHERE v.level = own.clearance ORDER BY v.version DESC LIMIT 1;
    END IF;
END $$;

-- Whether a change of the person's own was kept: also one of which nothing is told, as of rows beside the records alone.
CREATE FUNCTION seen.is_kept(tag text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (
        SELECT 1 FROM entries e WHERE e.mark = tag AND regexp_replace(e.who, '@[^@]*$', '') = session_user
    )
$$;

CREATE PROCEDURE seen.keep_picture(digest text, bytes bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM seen.take();
    IF (grant_of(session_user)).role = 'reader' OR digest <> encode(sha256(bytes), 'hex') THEN
        PERFORM refuse('the picture is not taken');
    END IF;
    INSERT INTO pictures VALUES (digest, bytes) ON CONFLICT DO NOTHING;
END $$;
