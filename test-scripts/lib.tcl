# What the scripts here are written in: a few commands with which people join a real daemon by a real nc, type lines,
# and see lines. A script begins by sourcing this file, and is then told as a story:
#
#     start_daemon --idle 2s           a chatd of the script's own, on a port that is free
#     joins bob "Here now: alice"      bob connects, gives his name, and is told who is here
#     says bob "Hi!"                   bob types a line
#     sees {alice bob} "bob: Hi!"      the next line that they see is exactly this one
#     leaves bob                       bob presses Ctrl-C, having seen nothing more
#     is_disconnected bob              the daemon has closed bob's connection, and bob saw nothing more
#     is_answered "bans" "no bans"     an administrator's script sends a command, and this is the answer
#
# "sees" takes the very next line, whole. So nothing has to be waited for that does not come, and no script sleeps: that
# somebody did not see a line is shown by the line that they see next. At the end of every script the daemon is stopped,
# and the next line of all who are still there must be the farewell: nobody saw anything that the script doesn't tell.

# The second time round, from the script that is being played (see the end of this file).
if {[info exists playing]} {
    return
}

log_user 0
match_max -d 200000                ;# the longest line that expect can hold, in bytes
remove_nulls -d 0
set timeout 10                     ;# for each thing that is expected, in seconds
# A terminal that shows what nc writes and nothing else, and hands on every byte but Ctrl-C and Ctrl-D.
set stty_init "raw -echo -iexten isig intr ^C quit undef susp undef icanon eof ^D erase undef kill undef"
# Whoever started us in the background may have had us ignore Ctrl-C; the daemon would inherit that.
trap SIG_DFL SIGINT
unset -nocomplain env(JAVA_OPTS) env(JAVA_TOOL_OPTIONS) env(JDK_JAVA_OPTIONS) env(_JAVA_OPTIONS)
# The daemon speaks English, whatever language whoever started us speaks. A script may set these otherwise.
unset -nocomplain env(LC_ALL) env(LC_MESSAGES)
set env(LANG) C.UTF-8

set chatd [expr {[info exists env(CHATD)] ? $env(CHATD)
        : [file join [file dirname [file normalize [info script]]] .. target image bin chatd]}]

set daemon ""                      ;# the spawn id of the daemon's log, while it runs
set daemon_pid ""                  ;# its process id
set port ""                        ;# where it listens
set admin ""                       ;# the path of the administrator's socket; a script that has one sets it
set directory ""                   ;# a directory of the script's own, if it has asked for one
array set person {}                ;# who is connected: name in the script -> spawn id of their terminal
array set address {}               ;# name in the script -> address and port, for those who were asked for a name
set farewell "The server is shutting down."   ;# what everybody sees in the end; a script in another language sets it

# ---- The daemon ----

# Starts chatd with these options, and waits until it listens.
proc start_daemon {args} {
    global chatd port
    tell "starting chatd $args"
    start_process [list {*}$chatd --listen 127.0.0.1:0 {*}$args]
    set port [logs {Listening on 127\.0\.0\.1:(\d+)}]
    logs_next "Join with: nc 127\\.0\\.0\\.1 $port"
}

# Starts a command which is the daemon, or becomes it.
proc start_process {command} {
    global daemon daemon_pid daemon_pipe
    # A pipe, not a terminal: so it stays in our process group, and the runner can kill it together with us.
    set daemon_pipe [open |[list {*}$command </dev/null 2>@1]]
    set daemon_pid [pid $daemon_pipe]
    spawn -noecho -leaveopen $daemon_pipe
    set daemon $spawn_id
}

# Reads the daemon's log up to a line that ends like this, and returns what is in its parentheses.
proc logs {pattern} {
    while 1 {
        set line [next_line_of_log $pattern]
        if {[regexp "$pattern\$" $line -> part]} {
            return $part
        }
    }
}

# The very next line of the daemon's log ends like this. Returns what is in its parentheses.
proc logs_next {pattern} {
    set line [next_line_of_log $pattern]
    if {![regexp "$pattern\$" $line -> part]} {
        error "the daemon should log \"$pattern\" next, but logs \"$line\""
    }
    return $part
}

# What the log tells of long turns is the machine's affair, which may be busy with something else.
proc next_line_of_log {wanted} {
    global daemon
    set line [next_line $daemon "the daemon should log \"$wanted\""]
    tell "chatd logs: $line"
    if {[regexp {WARN A turn of the loop took \d+ ms, } $line]} {
        return [next_line_of_log $wanted]
    }
    if {[regexp {ERROR|Exception} $line]} {
        error "the daemon has logged an error: $line"
    }
    return $line
}

# Sends the daemon a signal, as Ctrl-C does (INT) or a service manager (TERM).
proc signal_daemon {signal} {
    global daemon_pid
    tell "chatd gets SIG$signal"
    # By the shell, which has a kill of its own: a small system has no such program.
    exec sh -c "kill -$signal $daemon_pid"
}

# Waits for the daemon to end, which it must with this exit status, or by this signal, and without an error in its log.
proc daemon_has_ended {{wanted 0}} {
    global daemon daemon_pipe
    try {
        logs {(its end)}
    } trap END {} {
    }
    set daemon ""
    fconfigure $daemon_pipe -blocking 1
    set status 0
    if {[catch {close $daemon_pipe} -> result]} {
        set status [lindex [dict get $result -errorcode] 2]
    }
    if {$status ne $wanted} {
        error "the daemon should end with $wanted, but ends with $status"
    }
    tell "chatd has ended"
}

# Runs chatd to its end, and checks its exit status. Returns what it wrote to standard output and to standard error.
proc chatd_exits_with {wanted args} {
    global chatd timeout
    tell "running chatd $args"
    set status 0
    close [file tempfile out]
    close [file tempfile err]
    if {[catch {exec timeout --foreground $timeout {*}$chatd {*}$args </dev/null >$out 2>$err} -> result]} {
        set status [lindex [dict get $result -errorcode] 2]
    }
    set written [list [contents $out] [contents $err]]
    file delete $out $err
    tell "exit status $status, output and errors: $written"
    if {$status ne $wanted} {
        error "exit status is $status, should be $wanted; output and errors: $written"
    }
    return $written
}

proc contents {file} {
    set channel [open $file]
    set text [read $channel]
    close $channel
    return $text
}

# A directory of the script's own, which is removed in the end.
proc own_directory {} {
    global directory
    if {$directory eq ""} {
        set directory [exec mktemp -d]
    }
    return $directory
}

# ---- People ----

# Somebody connects: by nc, by another program, or by a bare socket, which is cheaper, for crowds. Or to the Unix domain
# socket that has this path.
proc connects {who {by nc}} {
    global person port
    tell "$who connects"
    if {$by eq "socket"} {
        spawn -noecho -open [socket 127.0.0.1 $port]
    } elseif {[string match /* $by]} {
        spawn -noecho nc -U $by
    } else {
        spawn -noecho {*}$by 127.0.0.1 $port
    }
    fconfigure $spawn_id -encoding binary -translation binary
    set person($who) $spawn_id
}

# Somebody who has connected sees the question for their name, and with it their address.
proc is_asked {who} {
    global address
    set address($who) [sees_like $who {What is your name\? Press Enter to be (127\.[\d.]+:\d+|local:\d+)\.}]
}

# Somebody connects, gives this name, and is told who is here.
proc joins {who here {by nc}} {
    connects $who $by
    is_asked $who
    says $who $who
    sees $who "You are $who"
    sees $who $here
}

# Somebody types a line and presses Enter.
proc says {who line} {
    global person
    tell "$who says [shown $line]"
    send -i $person($who) -- "$line\n"
}

# Somebody's program sends these bytes, whole lines.
proc sends {who bytes} {
    global person
    tell "$who sends [shown $bytes]"
    send -i $person($who) -- $bytes
}

# The next line that each of these people sees is exactly this one.
proc sees {people line} {
    foreach who $people {
        set seen [next_line_of $who "\"[shown $line]\""]
        if {$seen ne $line} {
            error "$who should see \"[shown $line]\", but sees \"[shown $seen]\""
        }
    }
}

# The next line that somebody sees is like this regular expression as a whole. Returns what is in its parentheses.
proc sees_like {who pattern} {
    set seen [next_line_of $who "a line like \"$pattern\""]
    if {![regexp "^(?:$pattern)\$" $seen -> part]} {
        error "$who should see a line like \"$pattern\", but sees \"[shown $seen]\""
    }
    return $part
}

# Somebody presses Ctrl-C.
proc leaves {who} {
    global person
    tell "$who presses Ctrl-C"
    send -i $person($who) "\x03"
    end_of $who
}

# Somebody closes the window of their terminal.
proc hangs_up {who} {
    global person
    tell "$who hangs up"
    close -i $person($who)
    wait -i $person($who)
    unset person($who)
}

# The daemon has closed the connection of each of these people, in order, and they saw nothing more.
proc is_disconnected {people} {
    global person
    foreach who $people {
        # After Ctrl-D nc has nothing to send any more, and ends when the connection does: with status 1 if that broke.
        send -i $person($who) "\x04"
        set result [end_of $who]
        if {$result ne "0"} {
            error "$who's connection should be closed in order; nc says: $result"
        }
        tell "$who is disconnected"
    }
}

# Waits for somebody's program to end, having shown nothing more. Returns its exit status, and a signal if it got one.
proc end_of {who} {
    global person
    set id $person($who)
    expect {
        -i $id
        -re {^[^\n]+} { error "$who should see nothing more, but sees \"[shown $expect_out(0,string)]\"" }
        -re {^\n}     { error "$who should see nothing more, but sees an empty line" }
        timeout       { error "$who should be disconnected, but is not" }
        eof
    }
    unset person($who)
    return [lrange [wait -i $id] 3 end]
}

proc next_line_of {who {wanted "a line"}} {
    global person
    set line [next_line $person($who) "$who should see $wanted"]
    tell "$who sees [shown $line]"
    return $line
}

# The next whole line of a terminal or log, without its ending.
proc next_line {id wanted} {
    set half ""
    expect {
        -i $id
        -re {^[^\n]*\n} { return [string range $expect_out(0,string) 0 end-1] }
        timeout         { set code NOTHING; expect -i $id -timeout 0 -re {.+} { set half $expect_out(0,string) } }
        eof             { set code END; set half $expect_out(buffer) }
    }
    set what [dict get {NOTHING "nothing comes" END "the connection has ended"} $code]
    if {$half ne ""} {
        append what ", after half a line: \"[shown $half]\""
    }
    return -code error -errorcode $code "$wanted, but $what"
}

# ---- The administrator ----

# An administrator's script sends a command. Returns the answer, without the empty line that ends it.
proc answer {command} {
    global admin timeout
    tell "an administrator's script sends [shown $command]"
    set nc [open |[list timeout --foreground $timeout nc -U -N $admin] r+]
    fconfigure $nc -translation binary
    puts $nc $command
    close $nc write
    set answer [read $nc]
    close $nc
    if {![regexp {^((?:[^\n]+\n)*[^\n]+)\n\n$} $answer -> lines]} {
        error "the answer should be lines and an empty one, but is \"[shown $answer]\""
    }
    foreach line [split $lines "\n"] {
        tell "chatd answers [shown $line]"
    }
    return $lines
}

# An administrator's script sends a command, and the answer is exactly this.
proc is_answered {command wanted} {
    set answer [answer $command]
    if {$answer ne $wanted} {
        error "the answer to \"$command\" should be \"$wanted\", but is \"[shown $answer]\""
    }
}

# ---- Telling what happens ----

proc tell {what} {
    puts $what
}

# Bytes as they can be printed: UTF-8 that is harmless as it is, all else with escapes.
proc shown {bytes} {
    set text [encoding convertfrom utf-8 $bytes]
    set is_text [expr {[encoding convertto utf-8 $text] eq $bytes && [string is print $text]}]
    set shown ""
    foreach byte [split $bytes ""] {
        scan $byte %c code
        append shown [expr {$is_text || $code >= 0x20 && $code < 0x7F ? $byte : [format {\x%02X} $code]}]
    }
    return $shown
}

# ---- Playing a script ----

# Stops what the script has left running. Nobody may have seen anything that the script did not tell of.
proc all_go_home {} {
    global daemon person farewell
    if {$daemon eq ""} {
        return
    }
    signal_daemon TERM
    foreach who [lsort [array names person]] {
        sees $who $farewell
        is_disconnected $who
    }
    daemon_has_ended
}

# Reads the script again, each byte as one character, so that what is typed and seen is compared as bytes, whatever the
# locale. The last line of the output says what went wrong, and where.
set playing $argv0
fconfigure stdout -buffering line -encoding binary
set failed [catch {source -encoding iso8859-1 $playing; all_go_home} problem result]
if {$directory ne ""} {
    file delete -force $directory
}
if {$failed} {
    if {[regexp {\(file "[^"]*" line (\d+)\)} [dict get $result -errorinfo] -> line]} {
        set problem "line $line: $problem"
    }
    if {$daemon ne ""} {
        catch {signal_daemon KILL}
        set timeout 2
        catch {while 1 {tell "chatd has logged: [next_line $daemon log]"}}
    }
    tell [string map {\n " "} $problem]
    exit 1
}
exit 0
