# The language of scripts with several nodes, besides that of lib.tcl, which is sourced before:
#
#     start_engine                     starts a nats-server on a free port
#     start_node east --history 5      starts a node of this name, which is linked by that engine
#     at east                          from here on people connect to this node, and signals go to it
#     stop_nodes                       stops all nodes, each of which must end without an error
#
# Nobody may be connected when the nodes are stopped: the others would be told of each.

set engine ""                      ;# process id of the engine
set url ""                         ;# its URL
array set nodes {}                 ;# name -> spawn id of the log, process id, pipe, port
set at_end end_engine

# Starts a nats-server with these options, and waits until it listens.
proc start_engine {args} {
    global engine url timeout env
    set here [own_directory]/engine
    file mkdir $here
    set env(PATH) $env(PATH):/usr/sbin
    # Port -1 is any free port, which the server writes to a file.
    set engine [exec nats-server --addr 127.0.0.1 --port -1 --ports_file_dir $here --log $here/log {*}$args \
        </dev/null >&$here/output &]
    set deadline [expr {[clock milliseconds] + $timeout * 1000}]
    while {![regexp {"(nats:[^"]*)"} [contents_of_all $here/*.ports] -> url]} {
        if {[clock milliseconds] > $deadline} {
            error "the engine does not start: [contents_of_all $here/output]"
        }
        after 20
    }
    tell "the engine listens at $url"
}

# Starts a nats-server that keeps streams.
proc start_streaming_engine {args} {
    start_engine --jetstream --store_dir [own_directory]/store {*}$args
}

proc contents_of_all {pattern} {
    set all ""
    foreach file [glob -nocomplain $pattern] {
        append all [contents $file]
    }
    return $all
}

# Kills the engine.
proc end_engine {} {
    global engine
    if {$engine ne ""} {
        exec sh -c "kill -9 $engine"
        set engine ""
        file delete -force {*}[glob -nocomplain [own_directory]/engine/*.ports]
        tell "the engine has ended"
    }
}

# Starts a node with these options. People connect to it from here on.
proc start_node {name args} {
    global daemon daemon_pid daemon_pipe port nodes url
    start_daemon --link $url --node $name {*}$args
    set nodes($name) [list $daemon $daemon_pid $daemon_pipe $port]
}

# From here on people connect to this node.
proc at {name} {
    global daemon daemon_pid daemon_pipe port nodes
    lassign $nodes($name) daemon daemon_pid daemon_pipe port
}

# The next line that these people see, apart from the news that a node is gone or here again, is exactly this one.
proc sees_amid_news {people line} {
    foreach who $people {
        while {[regexp {^\d+ (person|people) .*: node } [set seen [next_line_of $who "\"[shown $line]\""]]]} {}
        if {$seen ne $line} {
            error "$who should see \"[shown $line]\", but sees \"[shown $seen]\""
        }
    }
}

# Kills a node.
proc kill_node {name} {
    global nodes
    at $name
    signal_daemon KILL
    daemon_has_ended SIGKILL
    unset nodes($name)
}

# Stops one node.
proc stop_node {name} {
    global nodes
    at $name
    signal_daemon TERM
    daemon_has_ended
    unset nodes($name)
}

# Stops all nodes.
proc stop_nodes {} {
    global nodes
    foreach name [lsort [array names nodes]] {
        stop_node $name
    }
}
