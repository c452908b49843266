#!/usr/bin/env python3
"""Every statement and the shapes it is called with: parameters and columns are fields of them.

The calls are read from the sources (db_get(context, &query, &shape, arguments, &shape, ...)), the
columns from PostgreSQL itself (psql's \\gdesc). Needs DATABASE_URL of a migrated database.
"""
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SERVICE = ROOT / "service"
OWN = {"area", "sub", "actor_name", "actor_role", "unit", "now", "today", "request_id", "operation",
       "register", "registers", "each_area", "ground", "fresh_id", "own_client_id", "noun", "reads_across", "glass_broken",
       "glass_reason", "limit_plus_one",
       *(f"after_{key}" for key in range(1, 7))}
OF_CALLER = "of_caller__"
CALLS = {"db_get": True, "db_get_audited": True, "db_find": True, "db_list": True, "db_list_ahead": True, "db_list_last": True, "db_run": False, "db_change": False,
         "db_run_rows": False, "db_add_rows": False, "db_later": False,
         "db_later_rows": False}
RECORD_QUERIES = re.findall(r"^RECORD\(.*, (\w+)\)$",
                            (SERVICE / "tables" / "records.def").read_text(), re.M)
failures = []


def check(condition, name, words):
    if not condition:
        failures.append(f"FAILED {name}: {words}")


def c_sources():
    for path in sorted(SERVICE.rglob("*.[ch]")):
        yield path, re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)


def expand(text):
    """Rows that two tables share stand in a macro without arguments."""
    macros = dict(re.findall(r"^#define (\w+)[ \t]+((?:.*\\\n)*.*)$", text, re.M))
    for name, body in macros.items():
        body = body.replace("\\\n", " ")
        if "FIELD" in body:
            text = re.sub(rf"(?<!#define )\b{name}\b", lambda _, body=body: body, text)
    return text


def read_shapes():
    """Shapes by file and name: name -> {file or None: fields}; None stands for extern ones."""
    shapes = {}
    for path, text in c_sources():
        tables = {}
        text = expand(text).replace("\\\n", "")
        for name, body in re.findall(r"struct shape_field (\w+)\[\] = \{(.*?)FIELD_END\}", text, re.S):
            tables[name] = {"fields": set(), "embedded": []}
            for match in re.finditer(r"FIELD\w*\(", body):
                words = arguments_of(body, match.end() - 1)
                kind = match.group()[:-1]
                named = kind in ("FIELD_AS", "FIELD_ENUM_AS")
                field = words[2].strip('"') if named else words[1]
                if "SHAPE_JSON_ONLY" in words[3 if named else 2]:
                    continue
                if kind == "FIELD_EMBED":
                    tables[name]["embedded"].append((words[3], words[4].strip('"'), path))
                else:
                    tables[name]["fields"].add(field)
        for static, name, fields in re.findall(
                r"(static )?const struct shape (\w+) = \{[^{}]*?,\s*(\w+)\};", text):
            if fields in tables:
                shapes.setdefault(name, {})[path if static else None] = tables[fields]
    return shapes


def arguments_of(text, start):
    """The top-level arguments of the call whose bracket opens at `start`."""
    depth, words, word = 0, [], ""
    for char in text[start:]:
        if char == "(":
            depth += 1
            if depth == 1:
                continue
        if char == ")":
            depth -= 1
            if depth == 0:
                return [*words, word.strip()]
        if char == "," and depth == 1:
            words.append(word.strip())
            word = ""
        else:
            word += char
    return words


def read_calls():
    for path, text in c_sources():
        if path.parent.name == "db" and path.name != "ready.c" or path.suffix == ".h":
            continue
        for match in re.finditer(rf"\b({'|'.join(CALLS)})\(", text):
            words = arguments_of(text, match.end() - 1)
            if match.group(1) == "db_get_audited":  # two statements of the same arguments
                yield "db_run", path, words[2].lstrip("&"), words[3].lstrip("&"), None
                words = words[:2] + words[3:]
            row = words[4] if CALLS[match.group(1)] or match.group(1).endswith("_rows") else None
            # One call for all rows of tables/records.def.
            # A choice between statements names them; what a variable holds is taken on trust.
            names = RECORD_QUERIES if words[1] == "kind->owner" else re.findall(r"&(\w+)", words[1])
            for name in names:
                yield match.group(1), path, name, words[2].lstrip("&"), row and row.lstrip("&")


def read_queries():
    queries = {}
    files = {path: path.read_text() for path in sorted(SERVICE.rglob("*.sql"))}
    parts = {name: mark_context(part) if path.parent.name == "ledger" else part
             for path, text in files.items()
             for name, part in re.findall(r"^-- part: (\w+)\n(.*?);$", text, re.M | re.S)}
    for _ in parts:  # parts within parts
        parts = {name: re.sub(r"^-- with: (\w+)$", lambda match: parts[match.group(1)], text, flags=re.M)
                 for name, text in parts.items()}
    for text in files.values():
        text = re.sub(r"^-- part: .*?;$", "", text, flags=re.M | re.S)
        text = re.sub(r"^-- with: (\w+)$", lambda match: parts[match.group(1)], text, flags=re.M)
        for part in re.split(r"^-- name: *", text, flags=re.M)[1:]:
            name, text = part.split("\n", 1)
            text = re.sub(r"--.*$", "", text, flags=re.M).strip().rstrip(";")
            names, of_caller = [], set()

            def number(match, names=names, of_caller=of_caller):
                found = match.group(1).removeprefix(OF_CALLER)
                if found != match.group(1):
                    of_caller.add(found)
                if found not in names:
                    names.append(found)
                return f"${names.index(found) + 1}"

            text = re.sub(r"(?<![:\w]):([a-z_]\w*)", number, text)
            queries[name.strip()] = (text, set(names), of_caller & OWN - {"area"})
    return queries


def mark_context(part):
    """In the ledger's parts a parameter of the context is the caller's own, whatever a record says."""
    return re.sub(r"(?<![:\w]):([a-z_]\w*)", rf":{OF_CALLER}\1", part)


def read_columns(queries):
    script = "SET search_path = asiakkuus;\n"
    for name, (text, *_) in queries.items():
        if name.startswith("distribute_"):  # asks tables that only Citus has
            continue
        script += f"\\echo @{name}\n{text} \\gdesc\n"
    answer = subprocess.run(["psql", "-X", "-At", "-q", os.environ["DATABASE_URL"]], input=script,
                            capture_output=True, text=True, check=True)
    check(not answer.stderr, "statements", answer.stderr)
    columns, name = {}, None
    for line in answer.stdout.splitlines():
        if line.startswith("@"):
            name = line[1:]
            columns[name] = []
        elif "|" in line:
            columns[name].append(line.split("|")[0])
    return columns


def fields_of(shapes, name, path):
    """The columns of a shape, with those of the records inside it."""
    files = shapes.get(name, {})
    table = files.get(path, files.get(None))
    if table is None:
        return None
    inner = {prefix + field for shape, prefix, home in table["embedded"]
             for field in fields_of(shapes, shape, home) or ()}
    return table["fields"] | inner


def main():
    shapes, queries = read_shapes(), read_queries()
    columns = read_columns(queries)
    called = set()
    for call, path, query, arguments, row in read_calls():
        where = f"{path.relative_to(ROOT)} {query}"
        check(query in queries, where, "no such statement")
        if query not in queries:
            continue
        called.add(query)
        given = set() if arguments == "NULL" else fields_of(shapes, arguments, path)
        check(given is not None, where, f"can't find the shape {arguments}")
        if call.endswith("_rows"):
            given = (given or set()) | {f"each_{field}" for field in fields_of(shapes, row, path) or ()}
            row = None
        hidden = queries[query][2] & (given or set())
        check(not hidden, where, f"{arguments} hides {sorted(hidden)} of the caller, which the ledger's parts mean")
        missing = queries[query][1] - OWN - (given or set())
        check(not missing, where, f"no value for {sorted(missing)} in {arguments}")
        if row is not None:
            taken = fields_of(shapes, row, path)
            check(taken is not None, where, f"can't find the shape {row}")
            unknown = [column for column in columns[query] if column not in (taken or set())]
            check(not unknown, where, f"columns {unknown} are no fields of {row}")
            check(columns[query], where, "gives no columns")
    sources = "\n".join(text for path, text in c_sources())
    named, pasted = set(re.findall(r"\w+", sources)), tuple(set(re.findall(r"(\w+_)##", sources)))
    called |= {name for name in queries if name in named or (pasted and name.startswith(pasted))}
    idle = set(queries) - called - {name for name in queries if name.startswith(("migration_", "partition_", "distribute_"))}
    check(not idle, "statements", f"nobody runs {sorted(idle)}")
    print("\n".join(failures) or f"ok: {len(called)} statements fit their shapes")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
