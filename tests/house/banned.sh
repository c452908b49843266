#!/usr/bin/env bash
# Functions nobody may call, and outside libraries that only one room may know.
# shellcheck source-path=SCRIPTDIR source=cases.bash
. "$(dirname "$0")/cases.bash"

mapfile -t sources < <(files '*.c' '*.h' | grep -E '^(service|libsegment)/')
code=$(c_lines code "${sources[@]}")

# uses PATTERN [FOLDERS]: the lines that call it, outside the folders that may.
uses() {
    printf '%s\n' "$code" | grep -E "^[^:]*:[0-9]*:(.*[^A-Za-z0-9_])?($1)" |
        { if [ -n "${2:-}" ]; then grep -vE "^($2)"; else cat; fi; }
}

nobody() {
    expect_nothing "banned__$1" "$(uses "($2)[[:space:]]*\\(")"
}

only() {
    expect_nothing "only__$1" "$(uses "$2" "$3")"
}

nobody unbounded_text 'strcpy|strcat|stpcpy|sprintf|vsprintf|gets|strtok|strncpy|strncat|scanf|sscanf|fscanf'
nobody unchecked_numbers 'atoi|atol|atoll|atof'
nobody shells 'system|popen|execlp|execvp'
nobody weak_randomness 'rand|srand|random|srandom|drand48|rand_r'
nobody races 'tmpnam|tempnam|mktemp|gmtime|localtime|ctime|asctime|getpwnam'
nobody locale 'setlocale|uselocale|newlocale'
nobody stack_allocation 'alloca'
nobody jumps 'setjmp|longjmp'

only jansson_in_json 'json_(t|error_t|int_t)[^A-Za-z0-9_]|json_(object|array|loads|loadb|load_file|dumps|dumpb|string|integer|real|decref|incref|pack|unpack|is_[a-z]+|typeof)[a-z_]*\(' \
    'service/json/|libsegment/json/|libsegment/cli/|service/facade/'
only libpq_in_db 'PQ[a-z][A-Za-z]*\(|PG(conn|result)[^A-Za-z]' 'service/db/'
only ulfius_in_http 'ulfius_[a-z_]+|u_map_[a-z_]+|U_CALLBACK|struct _u_[a-z]+|MHD_[A-Z_a-z]+' 'service/http/'
only libjwt_in_auth 'jwt_[a-z_]+\(|jwt_t[^A-Za-z_]|r_jwk[a-z_]*|r_jwt[a-z_]*' 'service/auth/'
only libcrypto_in_its_rooms '(EVP|HMAC|RAND|RSA|BIO|PEM|SHA256|OSSL|EC)_[A-Za-z0-9_]+\(' \
    'service/vault/|service/auth/|libsegment/json/|libsegment/cli/'
only environment_in_settings '(secure_)?getenv[[:space:]]*\(|environ[^A-Za-z_]' 'service/base/|service/main\.c|libsegment/cli/'
only clock_in_base 'clock_gettime[[:space:]]*\(|gettimeofday[[:space:]]*\(|time[[:space:]]*\([[:space:]]*(NULL|0|&)' \
    'service/base/|service/db/|service/http/|service/auth/|service/metrics/|service/main\.c|service/app\.c|libsegment/cli/'
expect_nothing "libsegment__no_io_clock_or_environment" \
    "$(printf '%s\n' "$code" | grep -E '^libsegment/(src|include)/' | grep -E '[^A-Za-z0-9_](fopen|printf|fprintf|getenv|time|clock)[[:space:]]*\(')"
expect_nothing "style__no_typedef_struct" "$(printf '%s\n' "$code" | grep -E ':[[:space:]]*typedef (struct|enum|union)[^(]*(;|\{)?$')"
expect_nothing "style__no_file_without_a_noun" \
    "$(find service libsegment tests bench \( -name node_modules -prune \) -o -type f -name '*.[ch]' -print 2>/dev/null |
        grep -E '/(utils?|common|helpers?|misc|manager)[^/]*\.[ch]$')"
finish
