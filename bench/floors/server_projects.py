"""SQL by itself: the projects that a donor funds, fetched and decoded, bare or with the same cells as the list has."""

import json
import sys

import psycopg

# By a link, or by money as it stands; no allocation of the register that is measured was moved or taken back.
_CHOSEN = """
    given AS MATERIALIZED (
        SELECT r.key, r.document FROM records r WHERE r.collection = 'contributions' AND r.key IN (
            SELECT l.key FROM links l WHERE l.collection = 'contributions' AND l.field = 'donor' AND l.value = %(donor)s
        )
    ),
    allocated AS MATERIALIZED (
        SELECT g.key, g.document ->> 'currency' AS currency, a ->> 'target' AS target,
            sum((a ->> 'amount')::numeric) AS amount
        FROM given g, jsonb_array_elements(g.document -> 'allocations') a GROUP BY 1, 2, 3
    ),
    chosen AS MATERIALIZED (
        SELECT l.key FROM links l
        WHERE l.collection = 'projects' AND l.field = 'organisations.organisation' AND l.value = %(donor)s
        UNION SELECT target FROM allocated
    )
"""
_BARE = f"""
    WITH {_CHOSEN}
    SELECT r.written FROM records r
    WHERE r.collection = 'projects' AND r.key IN (SELECT key FROM chosen) ORDER BY r.position
"""  # noqa: S608 - parts of our own
_WITH_CELLS = f"""
    WITH {_CHOSEN},
    moved AS (
        SELECT g.key, m ->> 'kind' AS kind, sum((m ->> 'amount')::numeric) AS amount
        FROM given g, jsonb_array_elements(g.document -> 'movements') m GROUP BY 1, 2
    ),
    money AS (
        SELECT target, json_agg(json_build_array(currency, kind, amount)) AS sums FROM (
            SELECT a.target, a.currency, m.kind, sum(least(m.amount, a.amount)) AS amount
            FROM allocated a JOIN moved m ON m.key = a.key GROUP BY 1, 2, 3
            UNION ALL SELECT target, currency, 'allocated', sum(amount) FROM allocated GROUP BY 1, 2
        ) s GROUP BY 1
    ),
    givers AS (
        SELECT t.value AS target, array_agg(DISTINCT d.value) AS donors FROM links t
        JOIN links d ON d.collection = 'contributions' AND d.field = 'donor' AND d.key = t.key
        WHERE t.collection = 'contributions' AND t.field = 'allocations.target'
            AND t.value IN (SELECT key FROM chosen) GROUP BY 1
    )
    SELECT r.written, money.sums::text, givers.donors FROM records r
    LEFT JOIN money ON money.target = r.key LEFT JOIN givers ON givers.target = r.key
    WHERE r.collection = 'projects' AND r.key IN (SELECT key FROM chosen) ORDER BY r.position
"""  # noqa: S608 - parts of our own

conninfo, schema, donor, what = sys.argv[1:5]
with psycopg.connect(conninfo) as connection:
    connection.execute(f"SET search_path TO {schema}; SET jit = off")
    rows = connection.execute(_BARE if what == "bare" else _WITH_CELLS, {"donor": donor}).fetchall()
found = [
    (json.loads(row[0]), *(json.loads(each) if isinstance(each, str) else each for each in row[1:])) for row in rows
]
print(len(found))
