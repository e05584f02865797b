-- Who gives others a role, and takes it away: administrators, among them whoever has the rights of the owner.

CREATE FUNCTION refuse_others() RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF (grant_of(session_user)).role IS DISTINCT FROM 'administrator' THEN
        PERFORM refuse('only an administrator decides who may');
    END IF;
END $$;

-- Whoever has the owner's rights keeps them whatever role is given or taken, and an earlier one until they have lost them.
CREATE FUNCTION refuse_owner(who name) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF to_regrole(quote_ident(who)) IS NOT NULL AND pg_has_role(who, current_user, 'USAGE') THEN
        PERFORM refuse(format('%s has the rights of the register''s owner, which no role restricts', who) || CASE
            WHEN who = current_user THEN ''
            WHEN (SELECT r.rolsuper FROM pg_roles r WHERE r.rolname = who) THEN format(
                '; first let the server''s administrator run: ALTER ROLE %I NOSUPERUSER', who
            )
            ELSE format('; first let the server''s administrator run: REVOKE %I FROM %I', current_user, who)
        END);
    ELSIF who = session_user THEN
        PERFORM refuse('nobody takes away their own rights; another administrator or the owner does');
    END IF;
END $$;

-- Take away a person's role, and return whether there was one.
CREATE FUNCTION seen.dismiss(who name) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    here name := current_schema;
BEGIN
    PERFORM refuse_others();
    PERFORM refuse_owner(who);
    DELETE FROM grants g WHERE g.person = who;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF to_regrole(quote_ident(who)) IS NOT NULL THEN
        EXECUTE format('REVOKE ALL ON SCHEMA %I, %I FROM %I', here, 'seen', who);
        EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM %I', here, who);
    END IF;
    RETURN true;
END $$;

-- Know a pattern from now on. Numbers of keys that look so already, whoever chose them, are never offered.
CREATE FUNCTION assign(kind text, looks text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    held assigned := (SELECT a FROM assigned a WHERE a.collection = kind);
    classified text;
    highest bigint;
BEGIN
    INSERT INTO patterns (collection, pattern) VALUES (kind, looks) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    -- Longer numbers than of nine digits are never reached.
    SELECT min(k.key) FILTER (WHERE k.level > 0), max(n.number) FILTER (WHERE NOT reaches_apart(held, n.number, n.number))
    INTO classified, highest FROM (
        SELECT r.key, r.level FROM records r WHERE r.collection = kind
        UNION ALL SELECT t.key, t.level FROM retired t WHERE t.collection = kind
    ) k, LATERAL (SELECT (regexp_match(k.key, looks))[1]::numeric) n(number) WHERE n.number < 1e9;
    -- Whoever goes on numbering has to find nothing that was hidden from them, and to pass over none of its numbers.
    IF held.collection IS NOT NULL AND classified IS NOT NULL THEN
        PERFORM refuse(format(
            'the code of %s, which is classified, looks as this code_pattern would make them; choose one that begins '
            'otherwise: portfolio config set portfolio.code_pattern', classified
        ));
    ELSIF highest > coalesce((SELECT s.last FROM sequences s WHERE s.name = kind), 0) THEN
        INSERT INTO sequences AS s (name, last) VALUES (kind, highest) ON CONFLICT (name) DO UPDATE SET last = highest;
    END IF;
    INSERT INTO assigned (collection, digits)
    SELECT kind, 1 + greatest(3, length(max(s.last)::text)) FROM sequences s WHERE s.name = kind
    ON CONFLICT DO NOTHING;
END $$;

-- Give a person a role in place of the one that they had, and return whether the server knows them.
CREATE FUNCTION seen.admit(who name, as_role text, up_to smallint, of_programmes text[], codes json) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    here name := current_schema;
BEGIN
    PERFORM refuse_others();
    IF passes_over(current_user) THEN
        PERFORM refuse(format(
            '%1$s, who owns it, is a superuser or passes over row-level security, so it would hide nothing from '
            'anybody; copy it as a user who is neither, or let the server''s administrator run: '
            'ALTER ROLE %1$I NOSUPERUSER NOBYPASSRLS', current_user
        ));
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_roles r WHERE r.rolname = who AND r.rolcanlogin) THEN
        RETURN false;
    END IF;
    PERFORM seen.dismiss(who);
    PERFORM assign(c.key, c.value) FROM json_each_text(codes) c;
    INSERT INTO grants (person, role, clearance, programmes) VALUES (who, as_role, up_to, of_programmes);
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', 'seen', who);
    IF up_to = 2 THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', here, who);
        EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO %I', here, who);
    END IF;
    RETURN true;
END $$;

-- Return who has a role, the owner first, and whoever has the owner's rights since as what they are; of persons who
-- decide nothing, only their own.
CREATE FUNCTION seen.users() RETURNS SETOF grants
LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT (grant_of(current_user)).* WHERE (grant_of(session_user)).role IN ('manager', 'administrator')
    UNION ALL (
        SELECT o.* FROM grants g, LATERAL grant_of(g.person) o
        WHERE g.person = session_user OR (grant_of(session_user)).role IN ('manager', 'administrator')
        ORDER BY g.person
    )
$$;

-- Whom the schema is open to, which `admit` decides, may read and call what is in it.
GRANT SELECT ON ALL TABLES IN SCHEMA seen TO PUBLIC;
