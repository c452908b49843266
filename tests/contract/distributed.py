#!/usr/bin/env python3
"""No statement has a form that a distributed PostgreSQL (Citus) refuses, or falls over: decision 47.

Reads the statements from service/**/*.sql. First each rule must refuse the statement that is planted
for it here, then all statements of the service must pass every rule.
"""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import statements  # noqa: E402

MIGRATIONS = "\n".join(path.read_text() for path in sorted((statements.ROOT / "sql").glob("migrations/*.sql")))
TENANT = set(re.findall(r"CREATE TABLE (\w+) \(\s*area ", MIGRATIONS)) | {"event", "audit_event"}
LOCAL = r"\b(?:FROM|JOIN)\s+(pg_\w+|migration|ready_probe|vault_key)\b(?!\s*\()"
OWNERS = ("migration_", "partition_missing", "partition_ended", "distribute_")


def tables_of(text):
    return set(re.findall(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+(?:ONLY\s+)?(\w+)\b(?!\s*\()", text)) & TENANT


def changes_inside(text):
    """A change inside of another statement; what is locked is none."""
    text = re.sub(r"FOR (NO KEY )?UPDATE|DO UPDATE", "", text)
    return len(re.findall(r"\b(INSERT INTO|UPDATE \w+ (?:\w+ )?SET|DELETE FROM)\b", text)) > (
        1 if re.match(r"(INSERT|UPDATE|DELETE)", text) else 0)


def insert_of(text):
    """What an INSERT takes its rows from: its columns, and the first expression of its SELECT."""
    match = re.match(r"INSERT INTO \w+(?: AS \w+)?\s*\(([^)]*)\)\s*(VALUES|SELECT|WITH)\s*(.*)", text, re.S)
    return match and (match.group(2), match.group(3))


def select_without_own_area(text):
    rows = insert_of(text)
    return bool(rows) and rows[0] != "VALUES" and not re.match(r"\w+\.area\b", rows[1])


def select_without_conflict(text):
    rows = insert_of(text)
    return bool(rows) and rows[0] != "VALUES" and "ON CONFLICT" not in rows[1]


def values_with_select(text):
    rows = insert_of(text)
    return bool(rows) and rows[0] == "VALUES" and bool(re.search(r"\bSELECT\b", rows[1]))


def outer_join_without_area(text):
    for table, condition in re.findall(
            r"\b(?:LEFT|RIGHT|FULL)(?: OUTER)? JOIN\s+(\w+)(.*?)(?=\bJOIN\b|\bWHERE\b|\bORDER BY\b|\bGROUP BY\b|$)", text, re.S):
        if table in TENANT and not re.search(r"\.area = |\barea = ", condition):
            return True
    return False


def joins_local(text):
    return bool(re.search(LOCAL, text)) and bool(tables_of(text))


def transactions_beside_rows(text):
    return bool(re.search(r"pg_(?:current_snapshot|snapshot_xmin|current_xact_id)", text)) and bool(tables_of(text))


def sets_area(text):
    return bool(re.search(r"set_config\s*\(\s*'app\.area'|\bSET\s+area\s*=", text))


def locks_without_area(text):
    return bool(re.search(r"FOR (NO KEY )?UPDATE|FOR SHARE", text)) and "area = $" not in text


# What is refused, by what, and a statement of each that must be.
RULES = [
    ("a change inside of another statement", changes_inside,
     "WITH read AS (SELECT * FROM client r WHERE r.area = $1), audited AS (INSERT INTO audit_event (area)"
     " SELECT r.area FROM read r ON CONFLICT DO NOTHING) SELECT * FROM read"),
    ("two tables written at once, the client after its identifier", changes_inside,
     "WITH made AS (INSERT INTO client_identifier (area, client_id) VALUES ($1, $2) RETURNING client_id)"
     " INSERT INTO client (area, id) VALUES ($1, $2)"),
    ("INSERT of a SELECT whose area is not its source's own", select_without_own_area,
     "INSERT INTO unit_term (area, unit_id) SELECT $1, t.id FROM unnest($2::uuid[]) AS t (id) ON CONFLICT DO NOTHING"),
    ("INSERT of a SELECT without ON CONFLICT", select_without_conflict,
     "INSERT INTO unit_term (area, unit_id) SELECT t.area, t.id FROM unnest($1::text[], $2::uuid[]) AS t (area, id)"),
    ("INSERT of VALUES that ask for rows", values_with_select,
     "INSERT INTO model (area, is_active) VALUES ($1, EXISTS (SELECT FROM model WHERE area = $1))"),
    ("an outer join whose side of a tenant does not name the area", outer_join_without_area,
     "SELECT c.id FROM client c LEFT JOIN client_identifier i ON i.client_id = c.id WHERE c.area = $1"),
    ("a table of a tenant beside one of the coordinator's own", joins_local,
     "SELECT c.id FROM client c JOIN vault_key k ON true WHERE c.area = $1"),
    ("transaction numbers worked out where the rows are", transactions_beside_rows,
     "SELECT e.id FROM event e WHERE e.area = $1 AND e.transaction < pg_snapshot_xmin(pg_current_snapshot())"),
    ("the area set by a function, or changed in a row", sets_area, "SELECT set_config('app.area', $1, true)"),
    ("a lock on rows of no area", locks_without_area, "SELECT id FROM client WHERE id = $1 FOR UPDATE"),
]


def main():
    failures = [f"FAILED rule: {name}: its planted statement is not refused" for name, refuses, planted in RULES
                if not refuses(planted)]
    queries = {name: row[0] for name, row in statements.read_queries().items() if not name.startswith(OWNERS)}
    for name, text in sorted(queries.items()):
        failures += [f"FAILED {name}: {rule}" for rule, refuses, _ in RULES if refuses(text.strip())]
    print("\n".join(failures) or f"ok: {len(queries)} statements have forms that a distributed PostgreSQL takes,"
          f" {len(RULES)} planted ones are refused")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
