# The language of scripts with TLS, besides that of lib.tcl, which is sourced before. They use the files that are
# installed for the units chatd-tls and chatd-haproxy, with all paths in a directory of the script:
#
#     install_tls chatd-tls                installs chatd, and does what systemd does for the unit
#     make_certificate first               makes a certificate and its key
#     use_certificate first                sets them in the settings of the unit
#     tls_files_says 0 "" copy stunnel     the command "tls-files copy stunnel" ends with status 0 and this output
#     start_stunnel                        starts stunnel with socket activation
#     joins_by alice "Here now: bob" ncat  alice connects by TLS with ncat, gives her name, and sees who is here
#     gives_cipher tls1_3 "*Cipher is TLS_*"   a client that has only TLS 1.3 gets a cipher like this
#     is_cut alice                         alice's connection is closed, and she has seen nothing more

set tree [own_directory]/tree      ;# where chatd is installed
set run [own_directory]/run        ;# what is /run for an installed chatd
set tls_directory ""               ;# the CHATD_TLS_FILES of the proxy
set tls_port ""                    ;# port of the proxy
set proxy_pid ""                   ;# process id of the proxy that was started last
set proxy_pids {}                  ;# process ids of all of them
set proxy_log [own_directory]/proxy.log
set at_end {exec sh -c "kill -KILL $proxy_pids"}

# Installs chatd into the directory of the script, and makes the directories that systemd makes.
proc install_tls {unit} {
    global tree run tls_directory env
    tell "installing chatd"
    file delete -force $tree $run
    set installer [file normalize [file dirname [info script]]/../src/build/install]
    exec env -u BINDIR -u LIBDIR -u MANDIR -u UNITDIR -u COMPLETIONDIR -u SYSCONFDIR DESTDIR=$tree PREFIX=/usr \
        $installer >@stdout 2>@1
    set env(RUNTIME_DIRECTORY) $run/$unit
    set env(CHATD_TLS_FILES) [set tls_directory $run/$unit-files]
    file mkdir $run/chatd $run/$unit
    # As systemd does, the directory belongs to another user and group than those of tls-files, if the script may do so.
    exec chmod go+x [own_directory]
    if {[exec id -u] eq "0" && ![catch {exec setpriv --reuid=65534 --clear-groups ls $run}]} {
        exec chown nobody:[exec id -gn nobody] $run/$unit
    }
    exec sed -i "s|/etc/chatd/|$tree/etc/chatd/|" $tree/usr/lib/chatd/tls-files
    foreach file {stunnel.conf haproxy.cfg} {
        exec sed -i "s|/run/|$run/|" $tree/etc/chatd/$file
    }
}

# Makes a certificate NAME.pem and its key NAME.key in the directory of the script.
proc make_certificate {name {key {ec -pkeyopt ec_paramgen_curve:P-256}}} {
    set base [own_directory]/$name
    exec openssl req -x509 -newkey {*}$key -nodes -days 30 -subj /CN=$name \
        -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout $base.key -out $base.pem 2>@1
}

# The same with a certificate that expires at once.
proc make_expired_certificate {name} {
    set base [own_directory]/$name
    make_certificate $name
    exec openssl x509 -in $base.pem -signkey $base.key -days 0 -out $base.new 2>@1
    file rename -force $base.new $base.pem
}

# Makes a certificate of a client and its key, signed by an authority, which make_certificate has made.
proc make_client_certificate {name authority} {
    set base [own_directory]/$name
    exec openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=$name -keyout $base.key \
        -out $base.csr 2>@1
    exec openssl x509 -req -in $base.csr -CA [own_directory]/$authority.pem -CAkey [own_directory]/$authority.key \
        -CAcreateserial -days 30 -out $base.pem 2>@1
}

# Sets the settings of the file default/chatd-tls.
proc use_certificate {name} {
    global env
    set env(CHATD_TLS_CERT) [own_directory]/$name.pem
    set env(CHATD_TLS_KEY) [own_directory]/$name.key
}

# Runs a command of tls-files. Returns its exit status and its output.
proc tls_files {args} {
    global tree
    set status 0
    if {[catch {exec $tree/usr/lib/chatd/tls-files {*}$args 2>@1} output result]} {
        set status [lindex [dict get $result -errorcode] 2]
        set output [lindex [split $output \n] 0]
    }
    tell "tls-files $args ends with $status: $output"
    return [list $status $output]
}

# The command of tls-files succeeds, or fails, with this output.
proc tls_files_says {wanted_status wanted args} {
    lassign [tls_files {*}$args] status output
    if {$status ne $wanted_status || ![string match $wanted $output]} {
        error "tls-files $args should end with $wanted_status and say \"$wanted\", but ends with $status: $output"
    }
}

# Finds a free port, outside the range from which the system assigns ports.
proc find_port {} {
    while {[catch {close [socket -server "" -myaddr 127.0.0.1 [set port [expr {10000 + int(rand() * 20000)}]]]}]} {}
    return $port
}

# Somebody connects by TLS with a program. Further arguments are options of this program.
proc connects_by {who program args} {
    global tls_port port person program_of
    set program_of($who) $program
    set ca [own_directory]/ca-bundle.pem
    switch $program {
        ncat    { set command [list ncat -4 --ssl-verify --ssl-trustfile $ca {*}$args localhost $tls_port] }
        openssl { set command [list sh -c {exec "$@" 2>/dev/null} sh openssl s_client -quiet -verify_return_error \
                      -CAfile $ca {*}$args -connect 127.0.0.1:$tls_port] }
        socat   { set command [list socat - OPENSSL:127.0.0.1:$tls_port,cafile=$ca[join $args ""]] }
    }
    tell "$who connects: $command"
    spawn -noecho {*}$command
    fconfigure $spawn_id -encoding binary -translation binary
    set person($who) $spawn_id
}

# Somebody connects by TLS, gives their name, and sees who is here.
proc joins_by {who here program args} {
    connects_by $who $program {*}$args
    is_asked $who
    says $who $who
    sees $who "You are $who"
    sees $who $here
}

# The connection of these people is closed, and they have seen nothing more. Their programs end by themselves, except
# ncat, which waits for the end of its own input, once the TLS session has been established.
proc is_cut {people} {
    global person address program_of
    foreach who $people {
        if {$program_of($who) eq "ncat" && [info exists address($who)]} {
            set client [lindex [split $address($who) :] end]
            wait_until "the proxy should close $who's connection" {
                expr {![dict exists [proxy_connections] $client]}
            }
            send -i $person($who) -- "\x04"
        }
        end_of $who
        tell "$who is disconnected"
    }
}

# The ports of the clients that are connected to the proxy, and the bytes in the send buffer of the kernel for each.
proc proxy_connections {} {
    global tls_port
    set connections {}
    set form [format {^ *\d+: [0-9A-F]+:%04X [0-9A-F]+:([0-9A-F]+) 01 ([0-9A-F]+):} $tls_port]
    foreach file {/proc/net/tcp /proc/net/tcp6} {
        foreach line [split [contents $file] \n] {
            if {[regexp $form $line -> port bytes]} {
                lappend connections [scan $port %x] [scan $bytes %x]
            }
        }
    }
    return $connections
}

# Waits until a script returns true.
proc wait_until {wanted script} {
    global timeout
    for {set i 0} {![uplevel 1 $script]} {incr i} {
        if {$i > $timeout * 10} {
            error $wanted
        }
        after 100
    }
}

# A client that has only this version of TLS reports an error or a cipher like this.
proc gives_cipher {version wanted} {
    global tls_port
    catch {exec sh -c {echo | openssl s_client -$0 -cipher ALL:@SECLEVEL=0 -connect 127.0.0.1:$1 2>&1} \
        $version $tls_port} output
    if {![string match $wanted $output]} {
        error "$version should give \"$wanted\", but gives: $output"
    }
    tell "$version gives $wanted"
}

# Sends a text by ncat, which then ends its output. Returns what it receives, and its exit status.
proc ncat {text args} {
    global tls_port timeout
    set status 0
    if {[catch {exec timeout --foreground $timeout ncat --ssl {*}$args 127.0.0.1 $tls_port << $text 2>@1} \
            output result]} {
        set status [lindex [dict get $result -errorcode] 2]
    }
    tell "ncat --ssl $args ends with $status: [shown $output]"
    return [list $output $status]
}

# Starts stunnel with a listening socket for IPv6 and IPv4, as systemd does.
proc start_stunnel {} {
    global tree tls_port
    set tls_port [find_port]
    if {[auto_execok systemd-socket-activate] ne ""} {
        set activate [list systemd-socket-activate -l $tls_port]
    } else {
        set activate [list perl -MSocket=:all -e {
            $^F = 3;
            open my $null, "</dev/null";
            socket my $socket, PF_INET6, SOCK_STREAM, 0;
            bind $socket, pack_sockaddr_in6(shift, IN6ADDR_ANY) and listen $socket, 4096 or die $!;
            $ENV{LISTEN_FDS} = 1;
            $ENV{LISTEN_PID} = $$;
            POSIX::dup2(fileno $socket, 3);
            print STDERR "Listening on port\n";
            exec @ARGV
        } -MPOSIX $tls_port]
    }
    start_proxy [list {*}$activate stunnel $tree/etc/chatd/stunnel.conf]
    proxy_logs {^Listening on .*}
}

# Starts HAProxy with the port of the script instead of 8443.
proc start_haproxy {} {
    global tree tls_port
    set tls_port [find_port]
    exec sed -i "s|:::\[0-9\]*|:::$tls_port|" $tree/etc/chatd/haproxy.cfg
    start_proxy [list haproxy -W -f $tree/etc/chatd/haproxy.cfg]
    proxy_logs {Loading success}
}

proc start_proxy {command} {
    global proxy_pid proxy_pids proxy_log
    tell "starting $command"
    set proxy_pid [exec {*}$command </dev/null >&$proxy_log &]
    lappend proxy_pids $proxy_pid
}

# Waits until the log of the proxy has a line that matches.
proc proxy_logs {pattern} {
    global proxy_log timeout
    for {set i 0} {$i < $timeout * 50} {incr i} {
        if {[regexp -line $pattern [contents $proxy_log] line]} {
            tell "the proxy logs: $line"
            return
        }
        after 20
    }
    error "the proxy should log \"$pattern\", but its log is: [contents $proxy_log]"
}

# The name in the certificate that the proxy uses.
proc certificate {} {
    global tls_port
    exec sh -c "openssl s_client -connect 127.0.0.1:$tls_port </dev/null 2>/dev/null | openssl x509 -noout -subject"
}

# Waits until the proxy uses a certificate.
proc uses_certificate {name} {
    global timeout
    for {set i 0} {![regexp "CN ?= ?$name\$" [certificate]]} {incr i} {
        if {$i > $timeout * 50} {
            error "the proxy should use the certificate $name, but uses [certificate]"
        }
        after 20
    }
    tell "the proxy uses the certificate $name"
}
