# Compares every #include with floors.txt: first the table, then `file` lines of all sources.
function trim(s) { gsub(/^[ \t]+|[ \t]+$/, "", s); return s }
function pattern(glob) { gsub(/\./, "\\.", glob); gsub(/\*/, "[^/]*", glob); return "^" glob "$" }
function room_of(path,   i, n, globs, k) {
    for (i = 1; i <= rooms; i++) {
        n = split(files[i], globs, " ")
        for (k = 1; k <= n; k++) if (path ~ pattern(globs[k])) return i
    }
    return 0
}
function listed(word, list) { return index(" " list " ", " " word " ") > 0 }
# The file that an include in quotes means: beside the includer, or in one of the roots.
function resolve(from, name,   folder, k) {
    folder = from; sub(/[^\/]*$/, "", folder)
    if ((folder name) in known) return folder name
    for (k = 1; k <= roots_count; k++) if ((roots[k] "/" name) in known) return roots[k] "/" name
    return ""
}
function outside(from, room, name,   n, words, k) {
    n = split(outer[room], words, " ")
    for (k = 1; k <= n; k++) if (index(name, words[k]) == 1) return
    if (names[room] !~ /^(engine|proof)$/ && libc ~ ("(^| )" name "( |$)")) return
    print from ": <" name "> is outside what room " names[room] " may see"
}
BEGIN {
    roots_count = split("service libsegment/include libsegment/json libsegment/src libsegment/cli", roots, " ")
    libc = "arpa/inet.h assert.h ctype.h dirent.h errno.h fcntl.h fenv.h float.h getopt.h inttypes.h limits.h math.h netdb.h netinet/in.h netinet/tcp.h poll.h pthread.h sched.h signal.h stdalign.h stdarg.h stdatomic.h stdbool.h stddef.h stdint.h stdio.h stdlib.h stdnoreturn.h string.h strings.h sys/file.h sys/mman.h sys/random.h sys/resource.h sys/socket.h sys/stat.h sys/syscall.h sys/time.h sys/types.h sys/uio.h sys/wait.h sysexits.h syslog.h time.h unistd.h"
}
FILENAME ~ /floors\.txt$/ {
    sub(/#.*/, "")
    if (split($0, column, "|") < 3) next
    rooms++
    names[rooms] = trim(column[1]); files[rooms] = trim(column[2])
    sees[rooms] = trim(column[3]) " tables " names[rooms]; outer[rooms] = trim(column[4])
    number[names[rooms]] = rooms
    next
}
FILENAME == "-" && /^known / { known[$2] = 1; next }
FILENAME == "-" && /^include / {
    from = $2; kind = substr($3, 1, 1); name = substr($3, 2, length($3) - 2)
    room = room_of(from)
    if (!room) { print from ": stands in no room of floors.txt"; next }
    target = resolve(from, name)
    if (kind == "<" && target == "") { outside(from, room, name); next }
    if (target == "" && name ~ /\.sql\.h$/) {
        target = name; sub(/\.h$/, "", target); target = "service/" target
    }
    # The build makes it from lists of that room.
    if (target == "" && name ~ /\.inc$/) target = "service/" name
    if (target == "") { print from ": no such file: " name; next }
    other = room_of(target)
    if (!other || !listed(names[other], sees[room]))
        print from ": " name " stands in room " names[other] ", which " names[room] " may not see"
}
END {
    for (i = 1; i <= rooms; i++) {
        n = split(sees[i], words, " ")
        for (k = 1; k <= n; k++) if (!(words[k] in number)) print "floors.txt: " names[i] " sees an unknown room " words[k]
    }
}
