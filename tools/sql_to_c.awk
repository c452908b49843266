# Turns a file of named statements (x.sql) into a C header of query constants.
#
#   awk -f tools/sql_to_c.awk service/domain/client/client.sql > client.sql.h
#
#   -- What it answers, and which index serves it.      comments stay out of the text
#   -- name: client_get
#   SELECT id FROM client WHERE area = :area AND id = :id;
#
# `-- part: name` holds text up to its semicolon, which `-- with: name` puts into a statement or into
# a later part. Only parts are taken of the files before the last one.
#
# A :name becomes $1, $2 ... in the order of first use; a repeated name keeps its number. Quoted
# text, quoted identifiers, comments and ::casts hold no parameters. Everything is written at the
# end, so that a fault leaves no half header. Runs on mawk, gawk and busybox awk.

function fail(message) {
    printf "%s:%d: %s\n", FILENAME, FNR, message > "/dev/stderr"
    failed = 1
    exit 1
}

function is_word(char) { return char ~ /[A-Za-z0-9_]/ }

function number_of(parameter) {
    if (!((name, parameter) in numbers)) {
        numbers[name, parameter] = ++counts[name]
        parameters[name, counts[name]] = parameter
    }
    return numbers[name, parameter]
}

# Copies the line, giving parameters their numbers. `quote` lives on over line ends: a literal may
# hold a line break.
function numbered(line,    out, i, char, next_char, last_char, end) {
    out = ""
    last_char = ""
    for (i = 1; i <= length(line); i++) {
        char = substr(line, i, 1)
        next_char = substr(line, i + 1, 1)
        if (quote != "") {
            if (char == quote) quote = ""
        } else if (char == "'" || char == "\"") {
            quote = char
        } else if (char == "-" && next_char == "-") {
            break
        } else if (char == "/" && next_char == "*") {
            fail("block comments are not taken: use --")
        } else if (char == "$") {
            fail("$ is not taken: parameters are :named")
        } else if (char == ":" && next_char == ":") {
            out = out "::"
            i++
            last_char = ":"
            continue
        } else if (char == ":" && next_char ~ /[a-z_]/ && !is_word(last_char)) {
            end = i + 1
            while (is_word(substr(line, end, 1))) end++
            out = out "$" number_of(substr(line, i + 1, end - i - 1))
            last_char = "1"
            i = end - 1
            continue
        }
        out = out char
        last_char = char
    }
    if (quote == "") sub(/[ \t\r]+$/, "", out)
    return out
}

function begin_query(text) {
    text = name_in(text)
    if (text !~ /^[a-z][a-z0-9_]*$/) fail("bad query name \"" text "\"")
    if (text in lines) fail("query " text " is there twice")
    name = text
    names[++query_count] = name
    lines[name] = 0
    counts[name] = 0
}

# The C literal of one line of SQL.
function literal(text) {
    gsub(/\\/, "&&", text)
    gsub(/"/, "\\\\&", text)
    return "\"" text "\""
}

function end_query(    last, i, size) {
    if (name == "") return
    if (quote != "") fail("query " name " ends inside a quotation")
    if (lines[name] == 0) fail("query " name " has no text")
    last = texts[name, lines[name]]
    sub(/;[ \t]*$/, "", last)
    texts[name, lines[name]] = last
    for (i = 1; i <= lines[name]; i++) size += length(texts[name, i]) + 1
    is_long[name] = size > 4095
}

# A text longer than a C11 literal may be (4095) is an array of characters.
function print_long(query,    i, j, char) {
    printf "__attribute__((unused)) static const char %s_text[] = {\n", query
    for (i = 1; i <= lines[query]; i++) {
        for (j = 1; j <= length(texts[query, i]); j++) {
            char = substr(texts[query, i], j, 1)
            printf "'%s%s',", (char ~ /['\\]/ ? "\\" : ""), char
        }
        print (i < lines[query] ? "'\\n'," : "0};")
    }
}

function print_query(query,    i) {
    if (counts[query] > 0) {
        printf "__attribute__((unused)) static const char *const %s_params[] = {", query
        for (i = 1; i <= counts[query]; i++)
            printf "%s\"%s\"", (i > 1 ? ", " : ""), parameters[query, i]
        print "};"
    }
    if (is_long[query]) print_long(query)
    printf "__attribute__((unused)) static const struct query %s = {\n    \"%s\",\n", query, query
    if (is_long[query]) printf "    %s_text,\n", query
    for (i = 1; !is_long[query] && i <= lines[query]; i++) {
        printf "    %s%s%s\n", literal(texts[query, i]), (i < lines[query] ? " \"\\n\"" : ""),
            (i < lines[query] ? "" : ",")
    }
    printf "    %d,\n    %s,\n};\n\n", counts[query], (counts[query] > 0 ? query "_params" : "0")
}

function take_part(text,    inner, i) {
    if (text ~ /^--[ \t]*with:/) {
        inner = name_in(text)
        if (!(inner in part_counts)) fail("no part for " inner)
        for (i = 1; i <= part_counts[inner]; i++) part_lines[part, ++part_counts[part]] = part_lines[inner, i]
        return
    }
    if (text ~ /^[ \t\r]*--/) return
    part_lines[part, ++part_counts[part]] = text
    if (!sub(/;[ \t\r]*$/, "", part_lines[part, part_counts[part]])) return
    part = ""
}

# What stands behind the colon of a `-- word: name` line.
function name_in(text) {
    sub(/^--[ \t]*[a-z]+:[ \t]*/, "", text)
    sub(/[ \t\r]+$/, "", text)
    return text
}

# Indentation is for the reader of the file: the statement goes without.
function add_line(text) {
    if (quote == "") sub(/^[ \t]+/, "", text)
    text = numbered(text)
    if (text != "" || quote != "") texts[name, ++lines[name]] = text
}

function add_part(text,    i) {
    text = name_in(text)
    if (name == "" || !(text in part_counts)) fail("no place or no part for " text)
    for (i = 1; i <= part_counts[text]; i++) add_line(part_lines[text, i])
}

FNR == 1 {
    stem = FILENAME
    sub(/^.*\//, "", stem)
    sub(/\.sql$/, "", stem)
    gsub(/[^A-Za-z0-9]/, "_", stem)
    stem = toupper(stem)
}

part != "" { take_part($0); next }
quote == "" && /^--[ \t]*part:/ { end_query(); name = ""; part = name_in($0); next }
FILENAME != ARGV[ARGC - 1] { next }
quote == "" && /^--[ \t]*with:/ { add_part($0); next }
quote == "" && /^--[ \t]*name:/ { end_query(); begin_query($0); next }
quote == "" && /^[ \t\r]*(--.*)?$/ { next }

{
    if (name == "") fail("text before the first -- name:")
    add_line($0)
}

END {
    if (failed) exit 1
    if (part != "") fail("part " part " has no end")
    end_query()
    if (failed) exit 1
    printf "/* Made from %s by sql_to_c.awk: change that file, not this one. */\n", tolower(stem) ".sql"
    printf "#ifndef %s_SQL_H\n#define %s_SQL_H\n\n#include \"db/query.h\"\n\n", stem, stem
    for (q = 1; q <= query_count; q++) print_query(names[q])
    printf "#define %s_QUERIES(X)", stem
    for (q = 1; q <= query_count; q++) printf " \\\n    X(%s)", names[q]
    printf "\n\n#endif\n"
}
