#!/usr/bin/env bash
# Every text stands in Finnish, Swedish and English.
# shellcheck source-path=SCRIPTDIR source=cases.bash
. "$(dirname "$0")/cases.bash"

# Rows of a table whose last three strings are not all there, or where two languages are the same.
incomplete_rows() {
    awk -v kind="$2" '
        index($0, kind "(") == 1 {
            n = 0; rest = $0
            while (match(rest, /"([^"\\]|\\.)*"/)) {
                text[++n] = substr(rest, RSTART + 1, RLENGTH - 2); rest = substr(rest, RSTART + RLENGTH)
            }
            if (n < 3 || text[n] == "" || text[n-1] == "" || text[n-2] == "" || text[n] == text[n-2])
                print FILENAME ":" FNR ": " $0
        }' "$1"
}

# Placeholders must be the same in all three.
uneven_placeholders() {
    awk -v kind="$2" 'index($0, kind "(") == 1 { if (gsub(/%s/, "") % 3) print FILENAME ":" FNR ": " $0 }' "$1"
}

for table in service/tables/problems.def:PROBLEM service/tables/errors.def:ERROR service/tables/words.def:WORD; do
    file=${table%%:*} kind=${table##*:}
    expect "texts__${kind}_has_rows" grep -q "^$kind(" "$file"
    expect_nothing "texts__${kind}_in_three_languages" "$(incomplete_rows "$file" "$kind")"
    expect_nothing "texts__${kind}_same_placeholders" "$(uneven_placeholders "$file" "$kind")"
done

# In a model, whatever has one of the languages has all three.
incomplete_model() {
    node -e '
        const walk = (at, value) => {
            if (value === null || typeof value !== "object") return;
            const has = ["fi", "sv", "en"].filter((l) => typeof value[l] === "string" && value[l] !== "");
            if (has.length % 3) console.log(`${at}: only ${has.join(", ")}`);
            for (const [key, member] of Object.entries(value)) walk(`${at}/${key}`, member);
        };
        walk("", JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")));' "$1" 2>&1
}
for model in libsegment/models/*.json; do
    expect_nothing "texts__${model##*/}_in_three_languages" "$(incomplete_model "$model")"
done
finish
