#!/bin/sh
# No files of libsegment call each other in a circle: of any two, one can be read without the other.
#   circles.sh FOLDER   with the objects of the build
set -eu
folder=$1
rc=0
for part in segment_objects segment_json segment_bulk segment_cli; do
    [ -n "$(find "$folder/$part.dir" -name '*.o' -print -quit)" ] || { echo "FAILED circles__$part: no objects"; rc=1; }
    # "user definer", a pair a line; tsort fails where there is no order.
    if ! find "$folder/$part.dir" -name '*.o' -exec nm -A -g {} + | awk '
        { split($0, half, ".c.o:"); n = split(half[1], path, "/"); file = path[n]; count = split(half[2], word, " ") }
        count == 3 { definer[word[3]] = file }
        count == 2 { users[file "\t" word[2]] = 1 }
        END {
            for (pair in users) {
                split(pair, one, "\t")
                if (one[2] in definer && definer[one[2]] != one[1]) print one[1], definer[one[2]]
            }
        }' | tsort >/dev/null; then
        echo "FAILED circles__$part: these call each other"
        rc=1
    fi
done
exit "$rc"
