#!/usr/bin/env bash
# tools/packages.sh beside an apt that does nothing: what it would take away, and how much it says.
# shellcheck source-path=SCRIPTDIR source=../house/cases.bash
. "$(dirname "$0")/../house/cases.bash"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
cat >"$work/bin/apt-get" <<'FAKE'
#!/bin/bash
[[ " $* " != *" update "* ]] || exit 0
[[ " $* " != *" -s "* ]] || { printf 'Inst p%d (1)\n' {1..280}; [ -z "$REMOVES" ] || echo "Remv $REMOVES [1]"; exit 0; }
echo "$*" >>"$CALLS"
printf 'Unpacking p%d ...\n' {1..280}
printf 'Setting up p%d ...\n' {1..280}
[ -z "$FAILS" ] || { echo "E: Unable to fetch some archives"; exit 100; }
FAKE
printf '#!/bin/sh\necho missing\n' >"$work/bin/dpkg-query"
printf '#!/bin/sh\nexec "$@"\n' >"$work/bin/sudo"
chmod +x "$work"/bin/*
export CALLS=$work/calls REMOVES='' FAILS=''

install() {
    : >"$CALLS"
    PATH=$work/bin:$PATH TMPDIR=$work tools/packages.sh bench >"$work/said" 2>&1
}

expect packages__are_installed install
expect packages__tell_how_far_it_is grep -q '100 %' "$work/said"
expect_nothing packages__say_little "$(awk 'END { if (NR > 10) print NR " lines" }' "$work/said")"
expect_nothing packages__leave_no_log "$(find "$work" -name 'asiakkuus-apt.*')"
REMOVES=thunderbird
expect_nothing packages__take_none_of_the_user_s_away "$(install && echo "it went on")"
expect packages__say_which_would_go grep -q 'remove packages of yours for this: thunderbird' "$work/said"
expect_nothing packages__change_nothing_then "$(cat "$CALLS")"
REMOVES='' FAILS=yes
expect_nothing packages__that_fail_stop_it "$(install && echo "it went on")"
expect packages__that_fail_show_why grep -q 'Unable to fetch' "$work/said"
expect packages__that_fail_name_the_log test -s "$(sed -n 's/.*all that it said: //p' "$work/said")"
finish
