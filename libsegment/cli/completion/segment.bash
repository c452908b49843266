# bash completion of segment(1)

_segment_models() {
    local folder folders="${SEGMENT_MODELS-}:/usr/local/share/asiakkuus/models:/usr/share/asiakkuus/models"
    local IFS=:
    for folder in $folders; do
        [ -d "$folder" ] || continue
        find "$folder" -maxdepth 1 -name '*.json' -exec basename {} .json \;
    done
}

_segment() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]-}
    local options=
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W "form score check compare agree explain help --help --version" -- "$word")
        return
    fi
    case $before in
    -m | --model)
        if [ "$command" != compare ]; then
            mapfile -t COMPREPLY < <(compgen -W "$(_segment_models)" -- "$word"; compgen -f -- "$word")
            return
        fi
        ;;
    -l | --lang)
        mapfile -t COMPREPLY < <(compgen -W "fi sv en" -- "$word")
        return
        ;;
    -f | --format | --to)
        mapfile -t COMPREPLY < <(compgen -W "csv ndjson" -- "$word")
        return
        ;;
    -a | --as)
        local forms="json fhir"
        [ "$command" != explain ] || forms="text json"
        mapfile -t COMPREPLY < <(compgen -W "$forms" -- "$word")
        return
        ;;
    esac
    case $command in
    help)
        mapfile -t COMPREPLY < <(compgen -W "form score check compare agree explain" -- "$word")
        return
        ;;
    form) options="--model --lang --as --url --help" ;;
    score) options="--model --output --format --to --rejects --ignore --threads --compact --counts --quiet --help" ;;
    check) options="--patch --all --quiet --help" ;;
    compare) options="--patch --movers --format --ignore --help" ;;
    agree) options="--model --format --ignore --help" ;;
    explain) options="--model --lang --as --help" ;;
    esac
    case $word in
    -*) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word") ;;
    *)
        mapfile -t COMPREPLY < <(
            case $command in check | compare) compgen -W "$(_segment_models)" -- "$word" ;; esac
            compgen -f -- "$word"
        )
        ;;
    esac
}

complete -o filenames -F _segment segment
