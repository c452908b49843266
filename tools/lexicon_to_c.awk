# Word lists (a line: word, flags) become one table of bytes, looked up by a hash:
#   LC_ALL=C awk -f lexicon_to_c.awk LIST... >lexicon.inc
# A word is written in Latin-1, lower case; words with one hash stand one behind another, each as
# length, flags, letters. `lexicon_start[hash]` is where they begin. The same hash is in lexicon.c.
function octet(c, word) {
    if (!(c in code)) {
        print "lexicon_to_c.awk: no letter of a name in \"" word "\"" > "/dev/stderr"
        failed = 1
        exit 1
    }
    return code[c]
}

function add(word, flags,    i, c, n, hash, bytes) {
    hash = 0; bytes = ""; n = 0
    for (i = 1; i <= length(word); i++) {
        c = substr(word, i, 1)
        # UTF-8 of å, ä and ö: the lead byte C3, then the Latin-1 letter less 64.
        if (c == lead) continue
        hash = (hash * 31 + octet(c, word)) % BUCKETS
        bytes = bytes "," code[c]
        n++
    }
    bucket[hash] = bucket[hash] n "," flags bytes ",\n"
    size[hash] += n + 2
}

BEGIN {
    BUCKETS = 4096
    lead = sprintf("%c", 195)
    for (i = 97; i <= 122; i++) code[sprintf("%c", i)] = i
    code[sprintf("%c", 165)] = 229; code[sprintf("%c", 164)] = 228; code[sprintf("%c", 182)] = 246
    bit["f"] = 1; bit["s"] = 2; bit["w"] = 4; bit["p"] = 8; bit["t"] = 16; bit["r"] = 32
}

/^#/ || NF < 2 { next }
{
    sum = 0
    for (i = 1; i <= length($2); i++) sum += bit[substr($2, i, 1)]
    # A word of several lists has the flags of all.
    if ($1 in seen) {
        for (b = 1; b <= 32; b *= 2)
            if (int(seen[$1] / b) % 2 == 0 && int(sum / b) % 2 == 1) seen[$1] += b
    } else { seen[$1] = sum; order[++count] = $1 }
}

END {
    if (failed) exit 1
    for (i = 1; i <= count; i++) add(order[i], seen[order[i]])
    print "/* Made by tools/lexicon_to_c.awk from the lists in service/anonymity/data. */"
    print "enum { LEXICON_BUCKETS = " BUCKETS " };"
    print "static const unsigned char lexicon_words[] = {"
    for (i = 0; i < BUCKETS; i++) printf "%s", bucket[i]
    print "0};\nstatic const uint32_t lexicon_start[LEXICON_BUCKETS + 1] = {"
    at = 0
    for (i = 0; i <= BUCKETS; i++) { printf "%d,%s", at, i % 16 == 15 ? "\n" : ""; at += size[i] }
    print "};"
}
