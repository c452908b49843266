# C without comments; see c_lines in cases.bash.
FNR == 1 { in_comment = 0 }
{
    code = ""; strings = ""; quote = ""
    for (i = 1; i <= length($0); i++) {
        c = substr($0, i, 1); two = substr($0, i, 2)
        if (in_comment) {
            if (two == "*/") { in_comment = 0; i++ }
        } else if (quote != "") {
            if (c == "\\") { strings = strings two; i++ }
            else if (c == quote) { quote = ""; code = code c; strings = strings " " }
            else if (quote == "\"") strings = strings c
        } else if (two == "/*") { in_comment = 1; i++ }
        else if (two == "//") break
        else if (c == "\"" || c == "'") { quote = c; code = code c }
        else code = code c
    }
    text = mode == "strings" ? strings : code
    if (text ~ /[^ \t]/) print FILENAME ":" FNR ":" text
}
