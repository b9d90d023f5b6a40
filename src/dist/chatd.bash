# The completion of chatd command lines in bash.
_chatd() {
    local -a words
    local line=${COMP_LINE:0:COMP_POINT} option value='' choices='' files=no address=no
    # The option, and its value as far as it is typed. Bash's own words are no use: it also splits them at = and :.
    read -ra words <<<"$line"
    option=${words[-1]}
    case $line in *[![:blank:]]) value=$option option=${words[-2]-} ;; esac
    case $value in --*=*) option=${value%%=*} value=${value#*=} ;; esac

    case $option in
        # Written by `make docs`:
        --dialect) choices='chat messenger room' ;;
        --lang) choices='en ru zh' ;;
        --names) choices='ask address' ;;
        --when-cut) choices='alone wait' ;;
        --history-file | --motd | --password-file | --names-file | --link-credentials) files=yes ;;
        --listen | --proxy-listen | --admin) address=yes ;;
        # After an option without a value, and after a value, the next option is offered.
        --history-sync | --history-notices | --registered-only | --proxy-protocol | --verbose | --version | --help | --*=* | [!-]*)
            choices+=' --listen --socket-mode --admin --dialect --lang --names --name-timeout --lobby --room --max-rooms'
            choices+=' --history --history-size --history-age --history-file --history-sync --history-max --history-notices'
            choices+=' --motd --password-file --names-file --max-registered-names --names-age --registered-only'
            choices+=' --max-clients --idle --max-line --rate --burst --allow --deny --max-per-address --connect-rate'
            choices+=' --proxy-listen --proxy-protocol --proxy-from --write-buffer --buffer-memory --socket-buffer'
            choices+=' --write-timeout --keepalive --link --node --link-credentials --link-name --link-patience --when-cut'
            choices+=' --verbose --version --help' ;;
        # End of the lines that `make docs` writes.
    esac

    if [ $address = yes ]; then
        case $value in
            unix:*) value=${value#unix:} files=yes ;;
            *) choices=unix: ;;
        esac
    fi
    if [ $files = yes ]; then
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$value")
    else
        [ "$choices" != unix: ] || compopt -o nospace
        mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$value")
    fi
} && complete -F _chatd chatd
