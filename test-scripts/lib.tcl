# The language of the test scripts: people join a real daemon with a real nc, type lines and see lines. A script sources
# this file and then tells a story:
#
#     start_daemon --idle 2s           starts a chatd on a free port
#     joins bob "Here now: alice"      bob connects, gives his name, and sees who is here
#     says bob "Hi!"                   bob types a line
#     sees {alice bob} "bob: Hi!"      the next line that they see is exactly this one
#     leaves bob                       bob presses Ctrl-C and has seen nothing more
#     is_disconnected bob              the daemon has closed bob's connection, and bob has seen nothing more
#     is_answered "bans" "no bans"     an administrator sends a command and gets this answer
#
# "sees" takes the next line as a whole. So no script sleeps or waits for a line that must not come: the next line shows
# that there was no other before it. Every script ends by stopping the daemon. All who are connected then must see the
# farewell next: nobody has seen a line that the script does not mention.

# The script that is being run sources this file a second time (see the end of this file).
if {[info exists running]} {
    return
}

log_user 0
match_max -d 200000                ;# longest line that expect can hold, in bytes
remove_nulls -d 0
# Ends a script that waits for something that never comes, in seconds. A wait ends as soon as the line has come, so this
# is long: a busy machine does not fail a script.
set timeout 120
# A terminal that shows only what nc writes, and passes every byte on but Ctrl-C and Ctrl-D.
set stty_init "raw -echo -iexten isig intr ^C quit undef susp undef icanon eof ^D erase undef kill undef"
# A script that was started in the background may ignore SIGINT, and the daemon would inherit that.
trap SIG_DFL SIGINT
unset -nocomplain env(JAVA_OPTS) env(JAVA_TOOL_OPTIONS) env(JDK_JAVA_OPTIONS) env(_JAVA_OPTIONS)
# The daemon speaks English, whatever the locale outside. A script may change this.
unset -nocomplain env(LC_ALL) env(LC_MESSAGES)
set env(LANG) C.UTF-8

set chatd [expr {[info exists env(CHATD)] ? $env(CHATD)
        : [file join [file dirname [file normalize [info script]]] .. target image bin chatd]}]

set daemon ""                      ;# spawn id of the daemon's log while the daemon runs
set daemon_pid ""                  ;# process id of the daemon
set port ""                        ;# port of the daemon
set admin ""                       ;# path of the administrator's socket; set by a script that has one
set directory ""                   ;# temporary directory of the script, if it uses one
set at_end {}                      ;# command that ends what else the script has started
array set person {}                ;# name in the script -> spawn id of the terminal, while connected
array set address {}               ;# name in the script -> address and port, from the question for a name
set farewell "The server is shutting down."   ;# the last line for everybody; a script in another language sets it

# ---- The daemon ----

# Starts chatd with these options and waits until it listens.
proc start_daemon {args} {
    global chatd port
    tell "starting chatd $args"
    start_process [list {*}$chatd --listen 127.0.0.1:0 {*}$args]
    set port [logs {Listening on 127\.0\.0\.1:(\d+)}]
    logs_next "Join with: nc 127\\.0\\.0\\.1 $port"
}

# Starts a command that is the daemon, or becomes it.
proc start_process {command} {
    global daemon daemon_pid daemon_pipe
    # A pipe, not a terminal: so the daemon stays in the process group of the script, which the runner can kill.
    set daemon_pipe [open |[list {*}$command </dev/null 2>@1]]
    set daemon_pid [pid $daemon_pipe]
    spawn -noecho -leaveopen $daemon_pipe
    set daemon $spawn_id
}

# Reads the daemon's log up to a line whose end matches the pattern. Returns what its parentheses match.
proc logs {pattern} {
    while 1 {
        set line [next_line_of_log $pattern]
        if {[regexp "$pattern\$" $line -> part]} {
            return $part
        }
    }
}

# The end of the next line of the daemon's log matches the pattern. Returns what its parentheses match.
proc logs_next {pattern} {
    set line [next_line_of_log $pattern]
    if {![regexp "$pattern\$" $line -> part]} {
        error "the daemon should log \"$pattern\" next, but logs \"$line\""
    }
    return $part
}

# Skips lines about long turns of the loop: a busy machine has some, and a JVM that warms up.
proc next_line_of_log {wanted} {
    global daemon
    set line [next_line $daemon "the daemon should log \"$wanted\""]
    tell "chatd logs: $line"
    if {[regexp {(WARN|DEBUG) A turn of the loop took \d+ ms, } $line]} {
        return [next_line_of_log $wanted]
    }
    if {[regexp {ERROR|Exception} $line]} {
        error "the daemon has logged an error: $line"
    }
    return $line
}

# Sends the daemon a signal: INT as Ctrl-C does, or TERM as a service manager does.
proc signal_daemon {signal} {
    global daemon_pid
    tell "chatd gets SIG$signal"
    # The shell has a built-in kill; a small system has no program of that name.
    exec sh -c "kill -$signal $daemon_pid"
}

# Waits for the daemon to end, with this exit status or by this signal, and without an error in its log.
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

# Runs chatd to its end and checks its exit status. Returns its standard output and its standard error.
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

# The temporary directory of the script, which is removed at the end.
proc own_directory {} {
    global directory
    if {$directory eq ""} {
        set directory [exec mktemp -d]
    }
    return $directory
}

# ---- People ----

# Somebody connects: with nc, with another program, with a bare socket, which is cheaper for many clients, or with nc to
# the Unix domain socket at this path.
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

# The next line that somebody sees is the question for their name. Sets their address, or, at a Unix domain socket, the
# login name of the user who runs the script, if nobody has that name.
proc is_asked {who} {
    global address
    set address($who) [sees_like $who {What is your name\? Press Enter to be (127\.[\d.]+:\d+|local:\d+|[\w.-]+)\.}]
}

# Somebody connects, gives their name, and sees who is here.
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

# Somebody's program sends these bytes.
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

# Somebody says a line every half second from now on, while the script waits for what others see.
proc keeps_talking {who} {
    tell "$who keeps talking"
    talk_on $who 1
}

proc talk_on {who number} {
    global person talking
    send -i $person($who) -- "This is line $number.\n"
    set talking($who) [after 500 [list talk_on $who [expr {$number + 1}]]]
}

proc stops_talking {who} {
    global talking
    if {[info exists talking($who)]} {
        after cancel $talking($who)
    }
}

# The next line that somebody sees, apart from the lines of keeps_talking, is exactly this one.
proc sees_amid_talk {who line} {
    while {[is_talk [set seen [next_line_of $who "\"[shown $line]\""]]]} {}
    if {$seen ne $line} {
        error "$who should see \"[shown $line]\", but sees \"[shown $seen]\""
    }
}

# The next line that somebody sees is one of keeps_talking.
proc is_still_talking {who} {
    set seen [next_line_of $who]
    if {![is_talk $seen]} {
        error "$who should see a line of keeps_talking, but sees \"[shown $seen]\""
    }
}

proc is_talk {line} {
    return [regexp {: This is line \d+\.$} $line]
}

# The next line that somebody sees matches this regular expression as a whole. Returns what its parentheses match.
proc sees_like {who pattern} {
    set seen [next_line_of $who "a line like \"$pattern\""]
    if {![regexp "^(?:$pattern)\$" $seen -> part]} {
        error "$who should see a line like \"$pattern\", but sees \"[shown $seen]\""
    }
    return $part
}

# The next line that somebody sees is this one of the history, after the time of day.
proc sees_earlier {who line} {
    sees_after {\d\d:\d\d} $who $line
}

# The next line that somebody sees is this one, which a search has found, after date and time.
proc sees_found {who line} {
    sees_after {\d\d\d\d-\d\d-\d\d \d\d:\d\d} $who $line
}

proc sees_after {time who line} {
    set seen [next_line_of $who "\"[shown $line]\" after a time"]
    if {![regexp "^$time (.*)\$" $seen -> said] || $said ne $line} {
        error "$who should see \"[shown $line]\" after a time, but sees \"[shown $seen]\""
    }
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
    stops_talking $who
    close -i $person($who)
    wait -i $person($who)
    unset person($who)
}

# The daemon has closed the connections of these people without an error, and they have seen nothing more.
proc is_disconnected {people} {
    global person
    foreach who $people {
        # After Ctrl-D nc ends when the connection is closed: with status 0, or 1 if the connection was reset.
        send -i $person($who) "\x04"
        set result [end_of $who]
        if {$result ne "0"} {
            error "$who's connection should be closed without an error, but the exit status of nc is: $result"
        }
        tell "$who is disconnected"
    }
}

# Waits for the end of somebody's program, which must show nothing more. Returns its exit status, and its signal if any.
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

# The next line of a terminal or log, without its ending.
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

# An administrator sends a command. Returns the answer without the empty line that ends it.
proc answer {command} {
    global admin timeout
    tell "an administrator sends [shown $command]"
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

# An administrator sends a command, and the answer is exactly this.
proc is_answered {command wanted} {
    set answer [answer $command]
    if {$answer ne $wanted} {
        error "the answer to \"$command\" should be \"$wanted\", but is \"[shown $answer]\""
    }
}

# ---- The report of the script ----

proc tell {what} {
    puts $what
}

# Printable form of bytes: printable UTF-8 as it is, everything else with escapes.
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

# ---- Running a script ----

# Ends the script without a result, because this machine or this user cannot run it.
proc skip {reason} {
    return -code error -errorcode SKIP $reason
}

# Stops the daemon, if it runs. The next line of all who are connected is the farewell.
proc stop_daemon {} {
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

# Sources the script again with one character for each byte, so that lines are compared as bytes, whatever the locale.
# The last line of the output says what failed, and where.
set running $argv0
fconfigure stdout -buffering line -encoding binary
set failed [catch {source -encoding iso8859-1 $running; stop_daemon} problem result]
catch $at_end
if {$directory ne ""} {
    file delete -force $directory
}
if {$failed && [dict get $result -errorcode] eq "SKIP"} {
    tell $problem
    exit 77
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
