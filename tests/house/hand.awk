# One hand for C: reads what c_lines prints, and says where a rule of `want` is broken.
# want: braces, texts, returns. A macro may return only in a function that it defines.
# The place of the bracket that closes the one at i.
function closing(i,   depth, c) {
    for (depth = 0; i <= length(all); i++) {
        c = substr(all, i, 1)
        if (c == "(") depth++
        else if (c == ")" && --depth == 0) return i
    }
    return 0
}
function next_word(i) {
    while (substr(all, i, 1) ~ /[ \t\n]/) i++
    return i
}
function report(i,   n, before) {
    before = substr(all, 1, i)
    n = gsub(/\n/, "", before)
    print file ":" numbers[n + 1] ": " rows[n + 1]
}
function braces(   i, from, word, after) {
    from = 1
    while (match(substr(all, from), /(^|[^A-Za-z0-9_])(if|for|while|else|do)[^A-Za-z0-9_]/)) {
        i = from + RSTART - 1
        word = substr(all, i, RLENGTH)
        gsub(/[^a-z]/, "", word)
        i = index(substr(all, i), word) + i - 1
        from = i + length(word)
        after = next_word(from)
        if (word == "else" && substr(all, after, 2) == "if") continue
        if (word != "else" && word != "do" && substr(all, after, 1) == "(") after = next_word(closing(after) + 1)
        if (word == "while" && substr(all, after, 1) == ";" && substr(all, 1, i - 1) ~ /\}[ \t\n]*$/) continue
        if (substr(all, after, 1) != "{") report(i)
    }
}
# A comparison of texts is compared with 0, or is an order that is handed on.
function texts(   i, from, before, after) {
    from = 1
    while (match(substr(all, from), /(^|[^A-Za-z0-9_])(strcmp|strncmp|memcmp|strcasecmp|strncasecmp)\(/)) {
        i = from + RSTART - 1
        from = i + RLENGTH
        before = substr(all, i > 60 ? i - 60 : 1, i > 60 ? 61 : i)
        sub(/[A-Za-z]$/, "", before)
        after = substr(all, next_word(closing(from - 1) + 1), 2)
        if (before ~ /!$/ || after ~ /^(&&|\|\||\?)/ || (after !~ /^([=!]=|[<>])/ && before ~ /((if|while) \(|&&[ \n]*|\|\|[ \n]*)$/)) report(from - 2)
    }
}
function check() {
    if (file == "") return
    if (want == "braces") braces()
    if (want == "texts") texts()
}
{
    match($0, /^[^:]*:[0-9]*:/)
    split(substr($0, 1, RLENGTH), place, ":")
    text = substr($0, RLENGTH + 1)
    if (place[1] != file) { check(); file = place[1]; all = ""; rowcount = 0; in_macro = 0 }
    directive = text ~ /^[ \t]*#/
    in_macro = (directive && text ~ /^[ \t]*#[ \t]*define/) || (in_macro && continued)
    continued = text ~ /\\$/
    if (directive) defines = 0
    if (in_macro && text ~ /^[ \t]*(static |enum |struct |bool |int |void )[^;]*##[^;]*\(/) defines = 1
    if (want == "returns" && in_macro && !defines && text ~ /(^|[^A-Za-z0-9_])return([^A-Za-z0-9_]|$)/) print file ":" place[2] ": " text
    if (directive || in_macro) next
    rowcount++
    numbers[rowcount] = place[2]
    rows[rowcount] = text
    all = all text "\n"
}
END { check() }
