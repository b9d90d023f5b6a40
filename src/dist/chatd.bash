# What bash offers when TAB is pressed in a command line of chatd.
_chatd() {
    local -a words
    local line=${COMP_LINE:0:COMP_POINT} option value='' choices='' files=no
    # The option, and its value as far as it is typed. Bash's own words don't do: it parts them at = and : as well.
    read -ra words <<<"$line"
    option=${words[-1]}
    case $line in *[![:blank:]]) value=$option option=${words[-2]-} ;; esac
    case $value in --*=*) option=${value%%=*} value=${value#*=} ;; esac

    case $option in
        --dialect) choices='chat messenger room' ;;
        --lang) choices='en ru zh' ;;
        --names) choices='ask address' ;;
        --motd | --password-file) files=yes ;;
        --listen | --admin)
            case $value in
                unix:*) value=${value#unix:} files=yes ;;
                *) choices=unix: ;;
            esac ;;
        # Nothing to be offered for the values of the others, but for what follows a value, or an option without one.
        --proxy-protocol | --verbose | --version | --help | --*=* | [!-]*)
            choices='--listen --socket-mode --admin --dialect --lang --names --name-timeout --idle --rate --burst'
            choices+=' --history --history-size --motd --password-file --max-line --max-clients --allow --deny'
            choices+=' --max-per-address --connect-rate --proxy-protocol --proxy-from --write-buffer --buffer-memory'
            choices+=' --socket-buffer --write-timeout --verbose --version --help' ;;
    esac

    if [ $files = yes ]; then
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$value")
    else
        [ "$choices" != unix: ] || compopt -o nospace
        mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$value")
    fi
} && complete -F _chatd chatd
